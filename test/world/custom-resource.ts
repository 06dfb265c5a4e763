import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { prune, type StructuralSchema, validate, withDefaults } from './crd-schema.ts';
import { isRecord, recordAt } from './json.ts';
import { type ResourceKind, resourceKind } from './resource-kinds.ts';
import type { KubernetesObject } from './scenario.ts';
import { type FieldError, invalid, invalidValue, StatusError } from './status-error.ts';

/** A resource defined by a CustomResourceDefinition file. */
export interface CustomResource {
  readonly kind: ResourceKind;
  readonly schema: StructuralSchema;
}

const schemaOf: z.ZodType<StructuralSchema> = z.custom<StructuralSchema>(isRecord);

const definition = z.object({
  kind: z.literal('CustomResourceDefinition'),
  spec: z.object({
    group: z.string(),
    scope: z.enum(['Cluster', 'Namespaced']),
    names: z.object({
      kind: z.string(),
      plural: z.string(),
      singular: z.string(),
      shortNames: z.array(z.string()).default([]),
    }),
    versions: z
      .array(
        z.object({
          name: z.string(),
          schema: z.object({ openAPIV3Schema: schemaOf }),
          subresources: z.object({ status: z.object({}).optional() }).default({}),
        }),
      )
      .min(1),
  }),
});

export function loadCustomResource(file: string): CustomResource {
  return customResourceOf(parse(readFileSync(file, 'utf8')));
}

/** What a CustomResourceDefinition defines, in the first of its versions. */
export function customResourceOf(customResourceDefinition: unknown): CustomResource {
  const { spec } = definition.parse(customResourceDefinition);
  const [version] = spec.versions;
  if (version === undefined) throw new Error(`the definition of ${spec.names.plural} has no version`);
  const { kind, plural, singular, shortNames } = spec.names;
  return {
    schema: version.schema.openAPIV3Schema,
    kind: resourceKind(`${spec.group}/${version.name}`, plural, kind, {
      singular,
      shortNames,
      namespaced: spec.scope === 'Namespaced',
      hasStatus: version.subresources.status !== undefined,
      hasGeneration: true,
      unconditionalUpdate: false,
    }),
  };
}

export interface Admitted {
  readonly object: KubernetesObject;
  /** Fields that were dropped. */
  readonly unknown: readonly string[];
}

/** Defaults, prunes and validates, or refuses; `strict` refuses unknown fields too. */
export function admit(resource: CustomResource, object: KubernetesObject, strict: boolean): Admitted {
  const { kind, schema } = resource;
  const { apiVersion, kind: kindName, metadata, ...rest } = object;
  const pruned = prune(rest, schema);
  if (strict && pruned.unknown.length > 0) throw unknownFields(kind, pruned.unknown);
  const filled = withDefaults(pruned.value, schema);
  const errors = validate(filled, schema, '');
  if (errors.length > 0) throw invalid(kind, metadata.name, [...errors, ...rulesNotChecked(schema, errors)]);
  return {
    object: { apiVersion, kind: kindName, metadata, ...(isRecord(filled) ? filled : {}) },
    unknown: pruned.unknown,
  };
}

/** Status alone, as an apply on the subresource is typed: unknown fields and duplicate keys are a failure of the server. */
export function typedStatus(resource: CustomResource, object: KubernetesObject): void {
  const schema = resource.schema.properties?.['status'] ?? {};
  const status = recordAt(object, 'status');
  const fail = (because: string): StatusError => {
    const { kind, apiVersion, metadata } = object;
    const subject = `/${metadata.name}; ${apiVersion}, Kind=${kind}`;
    return new StatusError({
      code: 500,
      reason: '',
      message: `failed to create typed patch object (${subject}): ${because}`,
    });
  };
  const [unknown] = prune(status, schema, '.status').unknown;
  if (unknown !== undefined) throw fail(`${unknown}: field not declared in schema`);
  const duplicate = validate(status, schema, 'status').find((error) => error.reason === 'FieldValueDuplicate');
  if (duplicate === undefined) return;
  const keys = duplicate.message.replace(/^Duplicate value: \{"(.*)":(".*")\}$/, '[$1=$2]');
  throw fail(`.${duplicate.field.replace(/\[\d+\]$/, '')}: duplicate entries for key ${keys}`);
}

function unknownFields(kind: ResourceKind, fields: readonly string[]): StatusError {
  const texts = fields.map((field) => `unknown field "${field}"`).join(', ');
  return new StatusError({
    code: 400,
    reason: 'BadRequest',
    message: `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${texts}`,
  });
}

/** The real server leaves the rules out, and says so, where an error of these kinds stands in their way. */
const blocking = new Set([
  'FieldValueNotSupported',
  'FieldValueRequired',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
]);

function rulesNotChecked(schema: StructuralSchema, errors: readonly FieldError[]): FieldError[] {
  const hasRules = JSON.stringify(schema).includes('x-kubernetes-validations');
  if (!hasRules || !errors.some(({ reason }) => blocking.has(reason))) return [];
  const detail =
    'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';
  return [invalidValue('<nil>', null, detail)];
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { customResourceDefinition, resourceSchema } from '../../../scripts/generate/crd.ts';
import { isSchema, type JsonSchema } from '../../../scripts/generate/structural-schema.ts';
import { parseResource } from '../../../src/api/resource.ts';
import { statusSchema } from '../../../src/api/status.ts';
import { badSpecs } from '../api/bad-specs.ts';
import { aFullStatus } from '../api/full-status.ts';

interface Node {
  readonly path: string;
  readonly schema: JsonSchema;
}

/** Every node of the schema below spec and status, with its path. */
function nodesOf(schema: JsonSchema, path: string): Node[] {
  const { properties = {}, items, additionalProperties } = schema;
  const fields = isSchema(properties) ? Object.entries(properties) : [];
  return [
    { path, schema },
    ...fields.flatMap(([name, field]) => (isSchema(field) ? nodesOf(field, `${path}.${name}`) : [])),
    ...(isSchema(items) ? nodesOf(items, `${path}[]`) : []),
    ...(isSchema(additionalProperties) ? nodesOf(additionalProperties, `${path}.*`) : []),
  ];
}

const ofSpec = (node: Node): boolean => node.path.startsWith('$.spec') || node.path.startsWith('$.status');
const nodes = nodesOf(resourceSchema(), '$').filter(ofSpec);
const ofType = (type: string): Node[] => nodes.filter(({ schema }) => schema['type'] === type);

/** What the generated schema accepts, read by a reader that knows nothing of its source. CEL rules are not part of it. */
const generated = z.fromJSONSchema(JSON.parse(JSON.stringify(resourceSchema())), { defaultTarget: 'openapi-3.0' });

const sampleFiles = ['ipv6readiness.yaml', 'ipv6readiness-every-field.yaml'];
function sample(file: string): { readonly spec: unknown } {
  return parse(readFileSync(new URL(`../../../config/samples/${file}`, import.meta.url), 'utf8'));
}

describe('every field of spec and status', () => {
  test('the walk sees them all', () => {
    expect(nodes.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['$.spec.extraSubnets.tags.*', '$.status.findings[].resources[].name']),
    );
  });

  test.each(nodes.filter(({ path }) => !path.endsWith('[]') && !path.endsWith('.*')))(
    '$path is described',
    ({ schema }) => {
      expect(schema['description']).toMatch(/^[A-Za-z].{9,}\.$/);
    },
  );

  test.each(ofType('string'))('$path is bounded', ({ schema }) => {
    expect(schema['enum'] ?? schema['maxLength']).toBeDefined();
  });

  test.each(ofType('array'))('$path is bounded and says how it is merged', ({ schema }) => {
    expect(schema['maxItems']).toBeGreaterThan(0);
    expect(schema['x-kubernetes-list-type']).toMatch(/^(set|map|atomic)$/);
  });

  test.each(nodes.filter(({ schema }) => 'additionalProperties' in schema))('$path is bounded', ({ schema }) => {
    expect(schema['maxProperties']).toBeGreaterThan(0);
  });

  test.each(ofType('integer'))('$path is an integer that is not negative', ({ schema }) => {
    expect(schema).toMatchObject({ format: 'int64', minimum: 0 });
  });

  test('no number is a fraction', () => {
    expect(ofType('number')).toEqual([]);
  });

  test('none is a URL, an endpoint, a role or an interval that a user could set', () => {
    const names = nodes.filter(({ path }) => path.startsWith('$.spec')).map(({ path }) => path);
    expect(names.filter((name) => /url|endpoint|host|proxy|role|account|interval|period|seconds/i.test(name))).toEqual(
      [],
    );
  });
});

describe('the generated schema and the source it is generated from', () => {
  test.each(sampleFiles)('both accept the sample %s', (file) => {
    expect(parseResource(sample(file))).toHaveProperty('resource');
    expect(generated.safeParse(sample(file)).error).toBeUndefined();
  });

  test('the samples together use every field of the spec', () => {
    const text = JSON.stringify(sampleFiles.map(sample));
    const fields = nodes
      .filter(({ path }) => /^\$\.spec\..*[A-Za-z0-9]$/.test(path))
      .map(({ path }) => path.split('.').at(-1));
    expect(fields.filter((field) => !text.includes(`"${field}":`) && field !== 'only')).toEqual([]);
  });

  test.each(badSpecs.filter(({ crossField }) => !crossField))('both refuse $title', ({ spec }) => {
    expect(parseResource({ metadata: {}, spec })).toHaveProperty('invalid');
    expect(generated.safeParse({ spec }).success).toBe(false);
  });

  test.each(badSpecs.filter(({ crossField }) => crossField))(
    '$title is a CEL rule that blames $field',
    ({ field, refusal }) => {
      const rules = nodes.flatMap(({ path, schema }) => toRules(path, schema['x-kubernetes-validations']));
      expect(rules).toContainEqual(expect.objectContaining({ message: refusal, blames: `$.${field}` }));
    },
  );

  test('both accept a status that uses every field', () => {
    expect(statusSchema.safeParse(aFullStatus).error).toBeUndefined();
    expect(generated.safeParse({ spec: {}, status: aFullStatus }).error).toBeUndefined();
  });

  test.each([
    ['a finding of unknown severity', { findings: [{ ...aFullStatus.findings[0], severity: 'fatal' }] }],
    ['201 findings', { findings: Array.from({ length: 201 }, () => aFullStatus.findings[0]) }],
    ['257 subnets', { subnets: Array.from({ length: 257 }, () => aFullStatus.subnets[0]) }],
    ['a condition without a reason', { conditions: [{ ...aFullStatus.conditions[0], reason: '' }] }],
    ['half an address', { minFreeIPv4: 0.5 }],
  ])('both refuse a status with %s', (_title, status) => {
    expect(statusSchema.safeParse(status).success).toBe(false);
    expect(generated.safeParse({ spec: {}, status }).success).toBe(false);
  });
});

function toRules(path: string, rules: unknown): { message: string; blames: string }[] {
  const schema = z.array(z.object({ message: z.string(), fieldPath: z.string().default('') })).default([]);
  return schema.parse(rules).map(({ message, fieldPath }) => ({ message, blames: `${path}${fieldPath}` }));
}

test('one line of kubectl get tells the story, the rest is for -o wide', () => {
  expect(customResourceDefinition()).toMatchObject({
    spec: {
      scope: 'Cluster',
      names: { shortNames: ['v6r'] },
      versions: [
        {
          subresources: { status: {} },
          additionalPrinterColumns: [
            { name: 'Cluster' },
            { name: 'Goal' },
            { name: 'Ready' },
            { name: 'Reason' },
            { name: 'Blockers' },
            { name: 'Warnings' },
            { name: 'Unknown' },
            { name: 'Min-Free-V4' },
            { name: 'Age' },
            { name: 'Region', priority: 1 },
            { name: 'Nodes', priority: 1 },
            { name: 'V6-Nodes', priority: 1 },
            { name: 'Message', priority: 1 },
          ],
        },
      ],
    },
  });
});

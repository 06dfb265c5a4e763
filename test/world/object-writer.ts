import { type Admitted, admit, type CustomResource } from './custom-resource.ts';
import { isRecord, mergePatch, recordAt, sameJson, textAt } from './json.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { groupVersion, namespaceKind, type ResourceKind } from './resource-kinds.ts';
import type { KubernetesObject } from './scenario.ts';
import {
  alreadyExists,
  badRequest,
  conflict,
  invalidObject,
  invalidValue,
  notFound,
  StatusError,
} from './status-error.ts';
import { validateBuiltIn } from './validate-built-in.ts';

/** Where a write goes. */
export interface Target {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  readonly name: string;
  readonly subresource: 'status' | undefined;
  /** Set for a custom resource. */
  readonly custom: CustomResource | undefined;
  /** fieldValidation=Strict. */
  readonly strict: boolean;
  readonly dryRun: boolean;
}

export interface Written {
  readonly object: StoredObject;
  /** Fields that were dropped; they go out as warnings. */
  readonly unknown: readonly string[];
}

const storageLimit = 1_572_864;

/** Create, replace, patch and delete, as the generic registry of the real server does. */
export class ObjectWriter {
  readonly #store: ObjectStore;
  #generated = 0;

  constructor(store: ObjectStore) {
    this.#store = store;
  }

  create(target: Target, body: unknown): Written {
    const { kind, namespace } = target;
    const sent = readObject(target, body);
    const generateName = textAt(sent.metadata, 'generateName');
    const named =
      sent.metadata.name === '' && generateName !== undefined ? this.#generate(generateName) : sent.metadata.name;
    if (namespace !== undefined && kind.plural !== 'namespaces') this.#checkNamespace(namespace);
    if (textAt(sent.metadata, 'resourceVersion') !== undefined) {
      throw new StatusError({
        code: 500,
        reason: '',
        message: 'resourceVersion should not be set on objects to be created',
      });
    }
    const { uid: _, ...metadata } = sent.metadata;
    const place = namespace === undefined ? {} : { namespace };
    const { status, ...rest } = sent;
    const fresh = {
      ...rest,
      ...(kind.hasStatus || status === undefined ? {} : { status }),
      metadata: { ...metadata, name: named, ...place, ...(kind.hasGeneration ? { generation: 1 } : {}) },
    };
    const admitted = this.#admit({ ...target, name: named }, fresh);
    if (this.#store.get(kind, namespace, named) !== undefined) throw alreadyExists(kind, named);
    return { object: this.#save(target, admitted.object, undefined), unknown: admitted.unknown };
  }

  replace(target: Target, body: unknown): Written {
    const old = this.find(target);
    const sent = readObject(target, body);
    const version = textAt(sent.metadata, 'resourceVersion') ?? '';
    if (version === '' && !target.kind.unconditionalUpdate) {
      const error = invalidValue('metadata.resourceVersion', 0, 'must be specified for an update');
      const { group, plural } = target.kind;
      throw invalidObject({ kind: plural, group, name: target.name }, [error]);
    }
    return this.#update(target, old, sent);
  }

  /** RFC 7386; the strategic kind is treated the same, so lists are replaced. */
  merge(target: Target, patch: unknown): Written {
    const old = this.find(target);
    if (!isRecord(patch)) throw badRequest('the patch is not an object');
    const sent = readObject(target, mergePatch(old, patch));
    return this.#update(target, old, sent);
  }

  delete(target: Target): StoredObject {
    const old = this.find(target);
    return target.dryRun ? old : this.#store.remove(target.kind, old);
  }

  find({ kind, namespace, name }: Target): StoredObject {
    const found = this.#store.get(kind, namespace, name);
    if (found === undefined) throw notFound(kind, name);
    return found;
  }

  /** Stores a status that was put together elsewhere; nothing is written if it is what is there. */
  saveStatus(target: Target, old: StoredObject, object: KubernetesObject): Written {
    const admitted = this.#admit({ ...target, strict: false }, object, old);
    return { object: this.#save(target, admitted.object, old), unknown: admitted.unknown };
  }

  #update(target: Target, old: StoredObject, sent: KubernetesObject): Written {
    const { kind, name, subresource } = target;
    const version = textAt(sent.metadata, 'resourceVersion') ?? '';
    const uid = textAt(sent.metadata, 'uid') ?? old.metadata.uid;
    if (uid !== old.metadata.uid) {
      const because = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`;
      throw conflict(kind, name, because);
    }
    if (version !== '' && version !== old.metadata.resourceVersion) throw conflict(kind, name);
    const { status: newStatus, metadata, ...content } = sent;
    const { status: oldStatus, metadata: _, ...oldContent } = old;
    const status = kind.hasStatus && subresource === undefined ? oldStatus : newStatus;
    const next = subresource === 'status' ? { ...oldContent, metadata: old.metadata } : { ...content, metadata };
    const admitted = this.#admit(target, { ...next, ...(status === undefined ? {} : { status }) }, old);
    return { object: this.#save(target, withGeneration(kind, admitted.object, old), old), unknown: admitted.unknown };
  }

  #admit(target: Target, object: KubernetesObject, old?: StoredObject): Admitted {
    validateBuiltIn(target.kind, object, old);
    return target.custom === undefined ? { object, unknown: [] } : admit(target.custom, object, target.strict);
  }

  #save({ kind, dryRun }: Target, object: KubernetesObject, old: StoredObject | undefined): StoredObject {
    if (old !== undefined && sameJson(withoutVersion(object), withoutVersion(old))) return old;
    if (Buffer.byteLength(JSON.stringify(object)) > storageLimit) {
      throw new StatusError({ code: 500, reason: '', message: 'etcdserver: request is too large' });
    }
    const server = { uid: '', resourceVersion: '', creationTimestamp: '', ...old?.metadata };
    return dryRun ? { ...object, metadata: { ...server, ...object.metadata } } : this.#store.put(kind, object);
  }

  #checkNamespace(name: string): void {
    if (this.#store.get(namespaceKind, undefined, name) === undefined) throw notFound(namespaceKind, name);
  }

  #generate(base: string): string {
    this.#generated += 1;
    return `${base}${this.#generated.toString(36).padStart(5, '0')}`;
  }
}

/** Checks that the body is the object that the URL names. */
export function readObject({ kind, namespace, name }: Target, body: unknown): KubernetesObject {
  if (!isRecord(body)) throw badRequest('the object provided is unrecognized (must be of type Object)');
  const apiVersion = textAt(body, 'apiVersion') ?? groupVersion(kind);
  const kindName = textAt(body, 'kind') ?? kind.kind;
  if (apiVersion !== groupVersion(kind)) {
    const provided = `the API version in the data (${apiVersion})`;
    throw badRequest(`${provided} does not match the expected API version (${groupVersion(kind)})`);
  }
  if (kindName !== kind.kind) {
    throw badRequest(`the kind in the data (${kindName}) does not match the expected kind (${kind.kind})`);
  }
  const fields = recordAt(body, 'metadata');
  const bodyNamespace = textAt(fields, 'namespace') ?? namespace;
  const bodyName = textAt(fields, 'name') ?? name;
  if (bodyNamespace !== namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  if (name !== '' && bodyName !== name) {
    throw badRequest(`the name of the object (${bodyName}) does not match the name on the URL (${name})`);
  }
  const place = namespace === undefined ? {} : { namespace };
  return { ...body, apiVersion, kind: kindName, metadata: { ...fields, ...place, name: bodyName } };
}

function withGeneration(kind: ResourceKind, object: KubernetesObject, old: StoredObject): KubernetesObject {
  const { generation: _, ...metadata } = object.metadata;
  if (!kind.hasGeneration) return { ...object, metadata };
  const before = typeof old.metadata.generation === 'number' ? old.metadata.generation : 1;
  const changed = !sameJson(withoutMetadataAndStatus(object), withoutMetadataAndStatus(old));
  return { ...object, metadata: { ...metadata, generation: changed ? before + 1 : before } };
}

function withoutMetadataAndStatus(object: KubernetesObject): unknown {
  return { ...object, metadata: undefined, status: undefined };
}

function withoutVersion(object: KubernetesObject): unknown {
  const metadata = { ...object.metadata, resourceVersion: undefined, creationTimestamp: undefined, uid: undefined };
  return { ...object, metadata };
}

/** An object as the API server sends it: raw JSON of which only the identity was looked at. Times are strings. */
export interface KubeObject {
  readonly apiVersion?: string;
  readonly kind?: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly [field: string]: unknown;
  };
  readonly spec?: unknown;
  readonly status?: unknown;
  readonly [field: string]: unknown;
}

/** `namespace/name`, or the name alone for what is cluster-scoped. */
export type ObjectKey = string;

/** Where a reflector puts what it reads. An object may come again unchanged, and a sync may be begun anew before it ended. */
export interface ReflectorSink {
  upsert(raw: KubeObject): void;
  remove(key: ObjectKey): void;
  beginSync(): void;
  /** Everything not upserted since `beginSync` no longer exists. */
  endSync(): void;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isKubeObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || !isRecord(value['metadata'])) return false;
  const { name, namespace, uid, resourceVersion } = value['metadata'];
  const scoped = namespace === undefined || typeof namespace === 'string';
  return isText(name) && isText(uid) && isText(resourceVersion) && scoped;
}

export function keyOf(object: KubeObject): ObjectKey {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

import type { KubernetesObject } from '../world/scenario.ts';
import type { KubeClient } from './kube-client.ts';
import { isJsonObject } from './moto-truth.ts';

/** Creates the objects, their status too, with AWS ids as `ids` has them in the place of the scenario's. */
export async function seedKubernetes(
  objects: readonly KubernetesObject[],
  ids: ReadonlyMap<string, string>,
  client: KubeClient,
): Promise<void> {
  const defined = objects.some(({ kind }) => kind === 'CustomResourceDefinition');
  for (const object of objects) {
    const served = withoutChoicesOfTheServer(asServed(object, ids));
    await (defined ? applyOnceServed(served, client) : client.apply(served));
  }
}

const longestWaitMs = 20_000;

/** A server needs a moment from a definition to its resource. */
async function applyOnceServed(object: KubernetesObject, client: KubeClient): Promise<void> {
  const deadline = performance.now() + longestWaitMs;
  for (;;) {
    try {
      await client.apply(object);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

/** What a scenario has in its Services, a server wrote there; sent to one, it would be an author's will. DNS has a fixed address. */
function withoutChoicesOfTheServer(object: KubernetesObject): KubernetesObject {
  const { spec } = object;
  if (object.kind !== 'Service' || object.metadata.name === 'kube-dns' || !isJsonObject(spec)) return object;
  const { clusterIP, clusterIPs: _addresses, ipFamilies: _families, ...written } = spec;
  return { ...object, spec: clusterIP === 'None' ? { ...written, clusterIP } : written };
}

/** The object as a real API server takes it. */
export function asServed(object: KubernetesObject, ids: ReadonlyMap<string, string>): KubernetesObject {
  const translated = { ...object, ...translate(object, ids) };
  const { metadata } = translated;
  const { uid: _uid, resourceVersion: _version, generation: _generation, ...own } = metadata;
  return withoutComputedStatus({ ...translated, metadata: own });
}

/** The API server computes a pod's QoS class when it is created and refuses another. */
function withoutComputedStatus(object: KubernetesObject): KubernetesObject {
  const { status } = object;
  if (object.kind !== 'Pod' || !isJsonObject(status)) return object;
  const { qosClass: _computed, ...reported } = status;
  return { ...object, status: reported };
}

/** Ids stand alone or inside longer texts, as in a controller's arguments. */
function translate<Value>(value: Value, ids: ReadonlyMap<string, string>): Value;
function translate(value: unknown, ids: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return [...ids].reduce((text, [from, to]) => text.replaceAll(from, to), value);
  if (Array.isArray(value)) return value.map((item: unknown) => translate(item, ids));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, translate(inner, ids)]));
}

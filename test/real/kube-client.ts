import { readFile } from 'node:fs/promises';
import { Agent, request as send } from 'undici';
import type { KubernetesObject, ObjectMetadata } from '../world/scenario.ts';
import type { ObjectReference } from '../world/ports.ts';
import type { ApiserverUser, RealKubeApiserver } from './kube-apiserver.ts';
import { isJsonObject } from './moto-truth.ts';

/** The driver's own small client: what a suite does to a cluster must not go through the code under test. */
export interface KubeClient {
  /** Creates the object, or replaces it with what is given (status included where the kind has one). */
  apply(object: KubernetesObject): Promise<KubernetesObject>;
  get(reference: ObjectReference): Promise<KubernetesObject | undefined>;
  list(reference: Omit<ObjectReference, 'name'>): Promise<readonly KubernetesObject[]>;
  /** Deleting what is not there is no error. */
  delete(reference: ObjectReference): Promise<void>;
  /** Gives a pod its node, as a scheduler does: `spec.nodeName` cannot be replaced. */
  bindPod(pod: { readonly namespace: string; readonly name: string; readonly node: string }): Promise<void>;
  close(): Promise<void>;
}

interface KubeAnswer {
  readonly status: number;
  readonly body: unknown;
}

interface KindInfo {
  /** Plural, as in the URL. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly hasStatus: boolean;
}

/** Where controllers write the same object all the time, somebody gets through in the end. */
const mostTries = 50;

type Call = (method: string, path: string, body?: unknown) => Promise<KubeAnswer>;

export async function createKubeClient(server: RealKubeApiserver, user: ApiserverUser = 'admin'): Promise<KubeClient> {
  const dispatcher = new Agent({ connect: { ca: await readFile(server.caFile, 'utf8') }, connections: 16 });
  const call: Call = async (method, path, body) => {
    const answer = await send(`${server.url}${path}`, {
      method,
      dispatcher,
      headers: { authorization: `Bearer ${server.tokenFor(user)}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.statusCode, body: await answer.body.json() };
  };
  const kinds = createKindDiscovery(call);
  return {
    async apply(object) {
      const kind = await kinds(object);
      const reference = { ...kind, ...object.metadata, apiVersion: object.apiVersion };
      const written = await createOrReplace(call, reference, object);
      if (!kind.hasStatus || object['status'] === undefined) return written;
      const path = pathOf(reference);
      const withStatus = (current: KubernetesObject): unknown => ({ ...current, status: object['status'] });
      return putOnTop(call, { read: path, write: `${path}/status` }, written, withStatus);
    },
    async get(reference) {
      const answer = await call('GET', pathOf(reference));
      return answer.status === 404 ? undefined : toObject(expectSuccess(answer));
    },
    async list(reference) {
      const body = expectSuccess(await call('GET', collectionPath(reference)));
      if (!isJsonObject(body) || !Array.isArray(body['items'])) throw new Error('the API server answered with no list');
      // Items of a list do not name their kind, the list does.
      const kind = String(body['kind']).replace(/List$/, '');
      return body['items'].map((item: unknown) =>
        toObject({ ...Object(item), apiVersion: reference.apiVersion, kind }),
      );
    },
    async delete(reference) {
      // A pod on a node without a kubelet would wait for its grace period to be over for ever.
      const options = { kind: 'DeleteOptions', apiVersion: 'v1', gracePeriodSeconds: 0 };
      const answer = await call('DELETE', pathOf(reference), options);
      if (answer.status !== 404) expectSuccess(answer);
    },
    async bindPod({ namespace, name, node }) {
      const target = { apiVersion: 'v1', kind: 'Node', name: node };
      const binding = { apiVersion: 'v1', kind: 'Binding', metadata: { name }, target };
      const pod = pathOf({ apiVersion: 'v1', resource: 'pods', namespace, name });
      expectSuccess(await call('POST', `${pod}/binding`, binding));
    },
    close: () => dispatcher.close(),
  };
}

/** Controllers write too: what they did meanwhile is read, and the change made on top of it. */
async function putOnTop(
  call: Call,
  paths: { readonly read: string; readonly write: string },
  present: KubernetesObject,
  change: (current: KubernetesObject) => unknown,
): Promise<KubernetesObject> {
  let current = present;
  for (let tries = 1; ; tries += 1) {
    const answer = await call('PUT', paths.write, change(current));
    if (answer.status !== 409 || tries === mostTries) return toObject(expectSuccess(answer));
    current = toObject(expectSuccess(await call('GET', paths.read)));
  }
}

async function createOrReplace(
  call: Call,
  reference: ObjectReference,
  object: KubernetesObject,
): Promise<KubernetesObject> {
  const path = pathOf(reference);
  const present = await call('GET', path);
  if (present.status !== 404) {
    return putOnTop(call, { read: path, write: path }, toObject(expectSuccess(present)), (current) => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion: current.metadata.resourceVersion },
    }));
  }
  const created = await call('POST', collectionPath(reference), object);
  if (!isMissingNamespace(created)) return toObject(expectSuccess(created));
  const metadata = { name: reference.namespace };
  expectSuccess(await call('POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata }));
  return toObject(expectSuccess(await call('POST', collectionPath(reference), object)));
}

/** Asks the server what it calls a kind; a kind that is not known yet is asked for again. */
function createKindDiscovery(call: Call): (object: KubernetesObject) => Promise<KindInfo> {
  const known = new Map<string, KindInfo>();
  return async ({ apiVersion, kind }) => {
    const found = known.get(`${apiVersion}/${kind}`);
    if (found !== undefined) return found;
    const body = expectSuccess(await call('GET', versionPath(apiVersion)));
    const resources =
      isJsonObject(body) && Array.isArray(body['resources']) ? body['resources'].filter(isJsonObject) : [];
    const named = resources.find((each) => each['kind'] === kind && !String(each['name']).includes('/'));
    if (named === undefined) throw new Error(`the API server has no ${kind} in ${apiVersion}`);
    const resource = String(named['name']);
    const info = {
      resource,
      namespaced: named['namespaced'] === true,
      hasStatus: resources.some((each) => each['name'] === `${resource}/status`),
    };
    known.set(`${apiVersion}/${kind}`, info);
    return info;
  };
}

function versionPath(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function collectionPath({ apiVersion, resource, namespace }: Omit<ObjectReference, 'name'>): string {
  const inNamespace = namespace === undefined ? '' : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${versionPath(apiVersion)}${inNamespace}/${resource}`;
}

function pathOf(reference: ObjectReference): string {
  return `${collectionPath(reference)}/${encodeURIComponent(reference.name)}`;
}

function isMissingNamespace({ status, body }: KubeAnswer): boolean {
  const details = isJsonObject(body) ? body['details'] : undefined;
  return status === 404 && isJsonObject(details) && details['kind'] === 'namespaces';
}

function expectSuccess({ status, body }: KubeAnswer): unknown {
  if (status >= 200 && status < 300) return body;
  const message = isJsonObject(body) ? body['message'] : body;
  throw new Error(`the API server answered ${status}: ${String(message)}`);
}

function toObject(value: unknown): KubernetesObject {
  if (!isKubernetesObject(value)) throw new Error('the API server answered with something that is no object');
  return value;
}

function isKubernetesObject(value: unknown): value is KubernetesObject {
  return isJsonObject(value) && isJsonObject(value['metadata']) && hasName(value['metadata']);
}

function hasName(metadata: object): metadata is ObjectMetadata {
  return 'name' in metadata && typeof metadata.name === 'string';
}

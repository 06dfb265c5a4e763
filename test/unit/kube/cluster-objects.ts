import type { KubeObject } from '../../../src/kube/kube-object.ts';
import { endOfList } from './objects.ts';
import { type FakeApiServer, raw, type Reply, status } from './fake-api-server.ts';

/** Path of the collection → the objects in it. Collections that are not named are empty. */
export type Collections = Readonly<Record<string, readonly KubeObject[]>>;

export const paths = {
  nodes: '/api/v1/nodes',
  pods: '/api/v1/pods',
  daemonSets: '/apis/apps/v1/daemonsets',
  configMaps: '/api/v1/namespaces/kube-system/configmaps',
  serviceAccounts: '/api/v1/namespaces/kube-system/serviceaccounts',
  deployments: '/apis/apps/v1/deployments',
  services: '/api/v1/services',
  ingresses: '/apis/networking.k8s.io/v1/ingresses',
  ingressClasses: '/apis/networking.k8s.io/v1/ingressclasses',
  statefulSets: '/apis/apps/v1/statefulsets',
  endpointSlices: '/apis/discovery.k8s.io/v1/endpointslices',
  csiDrivers: '/apis/storage.k8s.io/v1/csidrivers',
  networkPolicies: '/apis/networking.k8s.io/v1/networkpolicies',
  persistentVolumes: '/api/v1/persistentvolumes',
} as const;

/** Streams each collection, and leaves the watch open. `odd` answers the collections it names instead. */
export function serve(
  server: FakeApiServer,
  collections: Collections,
  odd: Readonly<Record<string, Reply>> = {},
): void {
  server.always('streamingList', (response, request) => {
    const reply = odd[request.path] ?? stream(collections[request.path] ?? []);
    reply(response, request);
  });
}

export function stream(objects: readonly KubeObject[]): Reply {
  const events = [...objects.map((object) => ({ type: 'ADDED', object })), endOfList('100')];
  return raw(
    events.map((event) => `${JSON.stringify(event)}\n`),
    'hang',
  );
}

export const forbidden: Reply = status(403, 'Forbidden', 'pods is forbidden: User "operator" cannot list resource');

export function anObject(name: string, rest: object = {}, namespace?: string): KubeObject {
  const metadata = { name, uid: `uid-of-${name}`, resourceVersion: '1', ...(namespace ? { namespace } : {}) };
  return { metadata, ...rest };
}

export function aNode(name: string, labels: Readonly<Record<string, string>> = {}): KubeObject {
  const { metadata } = anObject(name);
  return {
    metadata: { ...metadata, labels },
    spec: { providerID: 'aws:///eu-west-1a/i-0123456789abcdef0' },
    status: { addresses: [{ type: 'InternalIP', address: '10.0.0.10' }] },
  };
}

export function aDeployment(name: string, image: string, args: readonly string[] = []): KubeObject {
  const containers = [{ name, image, args }];
  return anObject(
    name,
    { spec: { replicas: 2, template: { spec: { containers } } }, status: { readyReplicas: 2 } },
    'kube-system',
  );
}

export function anIngress(
  name: string,
  { className, annotation }: { className?: string; annotation?: string },
): KubeObject {
  const { metadata } = anObject(name, {}, 'shop');
  const annotations = annotation ? { 'kubernetes.io/ingress.class': annotation } : {};
  return { metadata: { ...metadata, annotations }, spec: className ? { ingressClassName: className } : {} };
}

export interface HeldStream {
  readonly reply: Reply;
  readonly send: (sent: readonly object[]) => void;
}

/** A watch whose events a test sends when it likes. */
export function heldStream(): HeldStream {
  let write: ((text: string) => void) | undefined;
  const waiting: string[] = [];
  return {
    reply: (response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' });
      response.flushHeaders();
      write = (text) => void response.write(text);
      for (const text of waiting.splice(0)) write(text);
    },
    send: (sent) => {
      for (const event of sent) {
        const line = `${JSON.stringify(event)}\n`;
        if (write) write(line);
        else waiting.push(line);
      }
    },
  };
}

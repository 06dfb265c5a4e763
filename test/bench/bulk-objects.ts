import { ec2Node } from '../world/build-nodes.ts';

/** A pod as text in which only a few words differ from pod to pod: making 150,000 of them must not be what is measured. */
export interface PodText {
  readonly index: number;
  readonly resourceVersion: number;
  /** Name of the node; absent: the pod waits for one. */
  readonly node?: string;
  readonly fargateProfile?: string;
  readonly phase?: string;
}

const placeholders = {
  name: '@NAME@',
  uid: '@UID@',
  version: '@VERSION@',
  node: '@NODE@',
  ip: '@IP@',
  label: '@LABEL@',
} as const;

/** Sizes from 6 to 12 KB, 9 KB on average, the same for the same index. */
const templates = Array.from({ length: 7 }, (_, size) =>
  splitTemplate(JSON.stringify(podTemplate(6_000 + size * 1_000))),
);

export function podText({ index, resourceVersion, node, fargateProfile, phase = 'Running' }: PodText): string {
  const words: Record<string, string> = {
    [placeholders.name]: `app-${index}`,
    [placeholders.uid]: `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`,
    [placeholders.version]: String(resourceVersion),
    [placeholders.node]: node ?? '',
    [placeholders.ip]: `2a05:d018:abc:de00:5a1::${(index % 65_536).toString(16)}`,
    [placeholders.label]: fargateProfile ?? '',
  };
  const text = (templates[index % templates.length] ?? []).map((part) => words[part] ?? part).join('');
  const placed = node === undefined ? text.replace('"nodeName":"",', '') : text;
  const labelled =
    fargateProfile === undefined ? placed.replace('"eks.amazonaws.com/fargate-profile":"",', '') : placed;
  return phase === 'Running' ? labelled : labelled.replace('"phase":"Running"', `"phase":"${phase}"`);
}

export function nodeText(index: number, resourceVersion: number): string {
  const zone = (['a', 'b', 'c'] as const)[index % 3] ?? 'a';
  const node = ec2Node({
    zone,
    ipv4: `10.${100 + Math.floor(index / 65_536)}.${Math.floor(index / 256) % 256}.${index % 256}`,
    ipv6: `2a05:d018:abc:de0${index % 3}:77d0::${index.toString(16)}`,
  });
  const metadata = { ...node.metadata, uid: `node-${index}`, resourceVersion: String(resourceVersion) };
  const images = Array.from({ length: 50 }, (_, image) => ({
    names: [`registry.example/team/image-${image}@sha256:${'0'.repeat(64)}`],
    sizeBytes: 1_000_000,
  }));
  return JSON.stringify({ ...node, metadata, status: Object.assign({}, node['status'], { images }) });
}

export function serviceText(index: number, resourceVersion: number): string {
  const metadata = {
    name: `service-${index}`,
    namespace: 'shop',
    uid: `service-${index}`,
    resourceVersion: String(resourceVersion),
  };
  const spec = {
    type: 'ClusterIP',
    clusterIP: `fd30:1c53:5f8a::${index.toString(16)}`,
    ipFamilies: ['IPv6'],
    ports: [{ port: 80 }],
    selector: { app: 'shop' },
  };
  return JSON.stringify({ apiVersion: 'v1', kind: 'Service', metadata, spec, status: { loadBalancer: {} } });
}

function splitTemplate(text: string): readonly string[] {
  return text.split(new RegExp(`(${Object.values(placeholders).join('|')})`));
}

/** Two containers with IRSA variables and projected volumes, and managed fields, as EKS pods have them; the rest of the size is variables. */
function podTemplate(bytes: number): object {
  const bare = podOf(4);
  const perVariable = JSON.stringify(podOf(5)).length - JSON.stringify(bare).length;
  return podOf(4 + Math.max(0, Math.round((bytes - JSON.stringify(bare).length) / perVariable)));
}

function podOf(variables: number): object {
  const containers = ['web', 'proxy'].map((name) => containerOf(name, variables));
  const conditions = ['PodReadyToStartContainers', 'Initialized', 'Ready', 'ContainersReady', 'PodScheduled'];
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: placeholders.name,
      generateName: 'shop-7d9c5b-',
      namespace: 'shop',
      uid: placeholders.uid,
      resourceVersion: placeholders.version,
      creationTimestamp: '2026-11-01T08:00:00Z',
      labels: { 'eks.amazonaws.com/fargate-profile': placeholders.label, app: 'shop', 'pod-template-hash': '7d9c5b' },
      annotations: { 'prometheus.io/scrape': 'true', 'prometheus.io/port': '9090' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'shop-7d9c5b', uid: 'owner', controller: true },
      ],
      managedFields: [
        managedBy('kube-controller-manager', {
          'f:metadata': { 'f:generateName': {}, 'f:labels': { '.': {}, 'f:app': {}, 'f:pod-template-hash': {} } },
          'f:spec': {
            'f:containers': Object.fromEntries(
              containers.map(({ name, env }) => [`k:{"name":"${name}"}`, ownedBy(env)]),
            ),
            'f:serviceAccountName': {},
          },
        }),
        managedBy('kubelet', {
          'f:status': {
            'f:conditions': Object.fromEntries(
              conditions.map((type) => [`k:{"type":"${type}"}`, { '.': {}, 'f:status': {}, 'f:type': {} }]),
            ),
            'f:phase': {},
            'f:podIP': {},
            'f:podIPs': {},
          },
        }),
      ],
    },
    spec: {
      nodeName: placeholders.node,
      serviceAccountName: 'shop',
      containers,
      tolerations: [{ key: 'node.kubernetes.io/not-ready', operator: 'Exists', tolerationSeconds: 300 }],
      volumes: [{ name: 'aws-iam-token', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } }],
    },
    status: {
      phase: 'Running',
      podIP: placeholders.ip,
      podIPs: [{ ip: placeholders.ip }],
      conditions: conditions.map((type) => ({ type, status: 'True', lastTransitionTime: '2026-11-01T08:00:05Z' })),
      containerStatuses: containers.map(({ name, image }) => ({ name, image, ready: true, restartCount: 0 })),
    },
  };
}

function containerOf(name: string, variables: number) {
  return {
    name,
    image: `public.ecr.aws/example/${name}:1.2.3`,
    env: Array.from({ length: variables }, (_, variable) => ({
      name: `SETTING_${variable + 10}`,
      value: `value-of-setting-${variable + 10}`,
    })),
    resources: { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'aws-iam-token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount', readOnly: true },
    ],
  };
}

function ownedBy(env: readonly { readonly name: string }[]): object {
  const variables = env.map(({ name }) => [`k:{"name":"${name}"}`, { '.': {}, 'f:name': {}, 'f:value': {} }]);
  return { '.': {}, 'f:env': { '.': {}, ...Object.fromEntries(variables) }, 'f:image': {}, 'f:name': {} };
}

function managedBy(manager: string, fieldsV1: object): object {
  return {
    manager,
    operation: 'Update',
    apiVersion: 'v1',
    time: '2026-11-01T08:00:05Z',
    fieldsType: 'FieldsV1',
    fieldsV1,
  };
}

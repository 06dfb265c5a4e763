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

/** Two containers with IRSA variables and projected volumes, and managed fields, as EKS pods have them. */
function podTemplate(bytes: number): object {
  const environment = Array.from({ length: 14 }, (_, variable) => ({
    name: `SETTING_${variable}`,
    value: `value-of-setting-${variable}`,
  }));
  const container = (name: string): object => ({
    name,
    image: `public.ecr.aws/example/${name}:1.2.3`,
    env: [
      ...environment,
      { name: 'AWS_WEB_IDENTITY_TOKEN_FILE', value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token' },
    ],
    resources: { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '256Mi' } },
    volumeMounts: [
      { name: 'aws-iam-token', mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount', readOnly: true },
    ],
  });
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: placeholders.name,
      namespace: 'shop',
      uid: placeholders.uid,
      resourceVersion: placeholders.version,
      creationTimestamp: '2026-11-01T08:00:00Z',
      labels: { 'eks.amazonaws.com/fargate-profile': placeholders.label, app: 'shop' },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'shop-7d9c5b', uid: 'owner', controller: true },
      ],
      annotations: { 'example.com/filler': '' },
    },
    spec: {
      nodeName: placeholders.node,
      serviceAccountName: 'shop',
      containers: [container('web'), container('proxy')],
    },
    status: {
      phase: 'Running',
      podIP: placeholders.ip,
      podIPs: [{ ip: placeholders.ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  };
  pod.metadata.annotations['example.com/filler'] = 'f'.repeat(Math.max(0, bytes - JSON.stringify(pod).length));
  return pod;
}

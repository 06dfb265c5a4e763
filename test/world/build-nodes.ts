import { awsId, region } from './build-aws.ts';
import type { KubernetesObject } from './scenario.ts';

export interface Ec2NodeInput {
  readonly ipv4: string;
  /** Set in IPv6 clusters: the node's only InternalIP. */
  readonly ipv6?: string;
  readonly zone: 'a' | 'b' | 'c';
  readonly instanceType?: string;
  readonly nodeGroup?: string;
  /** Default true; false: the kubelet waits for its network plugin. */
  readonly ready?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A node of a managed node group, as the kubelet and the cloud provider leave it. */
export function ec2Node(input: Ec2NodeInput): KubernetesObject {
  const name = `ip-${dashed(input.ipv4)}.${region}.compute.internal`;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        'eks.amazonaws.com/nodegroup': input.nodeGroup ?? 'general',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': input.instanceType ?? 'm5.large',
        ...zoneLabels(input.zone),
        ...input.labels,
      },
    },
    spec: { providerID: `aws:///${region}${input.zone}/${awsId('i', name)}` },
    status: nodeStatus({
      name,
      internalIp: input.ipv6 ?? input.ipv4,
      // What a managed node group sets where prefixes give more addresses than that.
      pods: input.ipv6 === undefined ? '29' : '110',
      ready: input.ready ?? true,
    }),
  };
}

export interface FargateInput {
  readonly profile: string;
  readonly namespace: string;
  readonly podName: string;
  /** Unset while the pod is pending. */
  readonly placement?: {
    readonly ipv4: string;
    /** Set in IPv6 clusters. */
    readonly ipv6?: string;
    readonly availabilityZone: string;
  };
}

export function fargateNodeName(ipv4: string): string {
  return `fargate-ip-${dashed(ipv4)}.${region}.compute.internal`;
}

/** The node that carries exactly one Fargate pod; its name holds its IPv4 address in either family. */
export function fargateNode(ipv4: string, availabilityZone: string, ipv6?: string): KubernetesObject {
  const name = fargateNodeName(ipv4);
  const task = awsId('f', name).slice(2);
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'eks.amazonaws.com/compute-type': 'fargate',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': `ip-${dashed(ipv4)}.${region}.compute.internal`,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': availabilityZone,
      },
    },
    spec: {
      providerID: `aws:///${availabilityZone}/${task.slice(0, 10)}-${task.slice(10)}/${name}`,
      taints: [{ key: 'eks.amazonaws.com/compute-type', value: 'fargate', effect: 'NoSchedule' }],
    },
    status: nodeStatus({ name, internalIp: ipv6 ?? ipv4, pods: '1', ready: true }),
  };
}

export function fargatePod({ profile, namespace, podName, placement }: FargateInput): KubernetesObject {
  const podIp = placement?.ipv6 ?? placement?.ipv4;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: podName, namespace, labels: { 'eks.amazonaws.com/fargate-profile': profile } },
    spec: {
      schedulerName: 'fargate-scheduler',
      containers: [{ name: 'worker', image: 'public.ecr.aws/docker/library/busybox:1.37' }],
      ...(placement === undefined ? {} : { nodeName: fargateNodeName(placement.ipv4) }),
    },
    status:
      podIp === undefined
        ? { phase: 'Pending', qosClass: 'Burstable' }
        : { phase: 'Running', podIP: podIp, podIPs: [{ ip: podIp }], hostIP: podIp, qosClass: 'Burstable' },
  };
}

export interface PodInput {
  readonly name: string;
  readonly namespace?: string;
  readonly node: string;
  readonly ip: string;
  /** Address of the node, as the kubelet tells it. */
  readonly hostIp?: string;
  readonly hostNetwork?: boolean;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A running pod on an EC2 node. */
export function aPod(input: PodInput): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: input.name, namespace: input.namespace ?? 'default', labels: input.labels ?? {} },
    spec: {
      schedulerName: 'default-scheduler',
      nodeName: input.node,
      containers: [{ name: 'app', image: 'public.ecr.aws/docker/library/busybox:1.37' }],
      ...(input.hostNetwork ? { hostNetwork: true } : {}),
    },
    status: {
      phase: 'Running',
      podIP: input.ip,
      podIPs: [{ ip: input.ip }],
      ...(input.hostIp === undefined ? {} : { hostIP: input.hostIp, hostIPs: [{ ip: input.hostIp }] }),
      qosClass: 'BestEffort',
    },
  };
}

interface NodeStatusInput {
  readonly name: string;
  readonly internalIp: string;
  readonly pods: string;
  readonly ready: boolean;
}

function nodeStatus({ name, internalIp, pods, ready }: NodeStatusInput): unknown {
  return {
    addresses: [
      { type: 'InternalIP', address: internalIp },
      { type: 'InternalDNS', address: name },
      { type: 'Hostname', address: name },
    ],
    capacity: { cpu: '2', memory: '7934400Ki', pods },
    allocatable: { cpu: '1930m', memory: '7244224Ki', pods },
    conditions: [
      {
        type: 'Ready',
        status: ready ? 'True' : 'False',
        reason: ready ? 'KubeletReady' : 'KubeletNotReady',
        message: ready
          ? 'kubelet is posting ready status'
          : 'container runtime network not ready: cni plugin not initialized',
        lastHeartbeatTime: '2026-11-01T08:00:00Z',
        lastTransitionTime: '2026-11-01T08:00:00Z',
      },
    ],
    nodeInfo: {
      architecture: 'amd64',
      bootID: '',
      containerRuntimeVersion: 'containerd://2.1.4',
      kernelVersion: '6.12.46-66.121.amzn2023.x86_64',
      kubeProxyVersion: '',
      kubeletVersion: 'v1.34.1-eks-113cf36',
      machineID: '',
      operatingSystem: 'linux',
      osImage: 'Amazon Linux 2023.9.20251027',
      systemUUID: '',
    },
  };
}

function zoneLabels(zone: string): Record<string, string> {
  return { 'topology.kubernetes.io/region': region, 'topology.kubernetes.io/zone': `${region}${zone}` };
}

function dashed(ipv4: string): string {
  return ipv4.replaceAll('.', '-');
}

import { blockOf, familyOf } from '../../net/address.ts';
import type { ComputeType, NodeFacts } from '../kubernetes-sections.ts';
import { addressAt, labelOf, listAt, textAt } from './json.ts';

/** What a Node object says that a check or a count needs. Idempotent in its input and total: odd objects give `unknown`. */
export function nodeFacts(node: unknown): NodeFacts {
  const compute = computeTypeOf(node);
  const addresses = internalAddresses(node);
  const ofFamily = (family: 'ipv4' | 'ipv6'): string | undefined =>
    addresses.find((address) => familyOf(address) === family);
  const ipv4 = (compute === 'fargate' ? addressInFargateName(node) : undefined) ?? ofFamily('ipv4');
  const ipv6 = ofFamily('ipv6');
  const ipv4Block = ipv4 === undefined ? undefined : blockOf(ipv4);
  const ipv6Block = ipv6 === undefined ? undefined : blockOf(ipv6);
  const instanceType = labelOf(node, 'node.kubernetes.io/instance-type');
  const nodeGroup = labelOf(node, 'eks.amazonaws.com/nodegroup');
  const maxPods = podCapacity(node);
  const os = labelOf(node, 'kubernetes.io/os');
  return {
    compute,
    os: os === 'linux' || os === 'windows' ? os : 'unknown',
    internalFamilies: [...new Set(addresses.map((address) => familyOf(address) ?? ('invalid' as const)))],
    ...(instanceType === undefined ? {} : { instanceType }),
    ...(ipv4Block === undefined ? {} : { ipv4Block }),
    ...(ipv6Block === undefined ? {} : { ipv6Block }),
    ...(nodeGroup === undefined ? {} : { nodeGroup }),
    karpenter: isOfKarpenter(node),
    ...(maxPods === undefined ? {} : { maxPods }),
    ...(hasBranchInterfaces(node) ? { branchInterfaces: true as const } : {}),
    joining: listAt(node, ['spec', 'taints']).some(
      (taint) => textAt(taint, ['key']) === 'node.cloudprovider.kubernetes.io/uninitialized',
    ),
  };
}

/** What a node says about the cluster it is part of. */
export function nodeSelfDescription(node: unknown): { readonly clusterName?: string; readonly region?: string } {
  const clusterName = labelOf(node, 'alpha.eksctl.io/cluster-name');
  const region = labelOf(node, 'topology.kubernetes.io/region');
  return { ...(clusterName === undefined ? {} : { clusterName }), ...(region === undefined ? {} : { region }) };
}

/** By label and provider id; where the two contradict each other nothing is known. */
function computeTypeOf(node: unknown): ComputeType {
  const label = labelOf(node, 'eks.amazonaws.com/compute-type');
  const providerId = textAt(node, ['spec', 'providerID']);
  const provider = providerId === undefined ? undefined : computeOfProviderId(providerId);
  if (label === 'auto') return provider === undefined || provider === 'ec2' ? 'auto' : 'unknown';
  if (label === 'fargate' || label === 'hybrid')
    return provider === undefined || provider === label ? label : 'unknown';
  return provider ?? 'unknown';
}

/**
 * `aws:///<zone>/i-…` is an instance, `aws:///<zone>/<task>/fargate-…` a Fargate task, `eks-hybrid:///…` a machine elsewhere.
 * Anything else, `unknown`, stays out of every AWS look-up.
 */
function computeOfProviderId(providerId: string): ComputeType {
  if (providerId.startsWith('eks-hybrid:///')) return 'hybrid';
  if (!providerId.startsWith('aws:///')) return 'unknown';
  const parts = providerId.slice('aws:///'.length).split('/');
  const last = parts.at(-1) ?? '';
  if (parts.length === 2 && /^i-[0-9a-f]{8,17}$/.test(last)) return 'ec2';
  return parts.length === 3 && last.startsWith('fargate-') ? 'fargate' : 'unknown';
}

function internalAddresses(node: unknown): readonly string[] {
  return listAt(node, ['status', 'addresses'])
    .filter((address) => textAt(address, ['type']) === 'InternalIP')
    .map((address) => addressAt(address, ['address']));
}

/** `fargate-ip-10-0-1-2.eu-west-1.compute.internal` holds the IPv4 address that the pod's interface took, in either family. */
function addressInFargateName(node: unknown): string | undefined {
  const name = textAt(node, ['metadata', 'name']);
  const prefix = 'fargate-ip-';
  if (!name?.startsWith(prefix)) return undefined;
  const [host = ''] = name.slice(prefix.length).split('.');
  const address = host.replaceAll('-', '.');
  return familyOf(address) === 'ipv4' ? address : undefined;
}

/** A quantity, which for pods is always a plain number; anything else tells nothing. */
function podCapacity(node: unknown): number | undefined {
  const pods = textAt(node, ['status', 'capacity', 'pods']);
  return pods !== undefined && /^\d{1,6}$/.test(pods) ? Number(pods) : undefined;
}

function hasBranchInterfaces(node: unknown): boolean {
  const offered = textAt(node, ['status', 'capacity', 'vpc.amazonaws.com/pod-eni']);
  return offered !== undefined && offered !== '0';
}

function isOfKarpenter(node: unknown): boolean {
  return (
    labelOf(node, 'karpenter.sh/nodepool') !== undefined || labelOf(node, 'karpenter.sh/provisioner-name') !== undefined
  );
}

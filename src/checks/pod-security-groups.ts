import semver from 'semver';
import type { Sections } from '../snapshot/snapshot.ts';
import { count, listNames, listTallied } from './text.ts';
import { shown, switchOf, textOf } from './vpc-cni-settings.ts';
import { unfinishedRollout, versionOfImage } from './vpc-cni-use.ts';

const firstWithIpv6 = '1.16.0';

/** What pods that have security groups of their own meet on the nodes of the cluster. */
export function usedPodSecurityGroups(
  { cluster, vpcCni, nodes }: Pick<Sections, 'cluster' | 'nodes' | 'vpcCni'>,
  names: readonly string[],
) {
  const { daemonSet, configMap } = vpcCni;
  const version = daemonSet?.main && versionOfImage(daemonSet.main.image, 'amazon-k8s-cni');
  if (cluster.ipFamily === 'ipv6' && version === undefined) {
    const message = `No version in image ${daemonSet?.main?.image.image ?? '(none)'}, with ${policies(names)}.`;
    return { reason: 'VpcCniVersionUnknown', message } as const;
  }
  if (cluster.ipFamily === 'ipv6' && semver.lt(version ?? firstWithIpv6, firstWithIpv6)) {
    const message = `The VPC CNI is ${version}, older than ${firstWithIpv6}, with ${policies(names)}.`;
    return { reason: 'VpcCniTooOldForPodSecurityGroups', message } as const;
  }
  const rollout = unfinishedRollout(vpcCni);
  if (rollout) return rollout;
  const mode = textOf(daemonSet?.main, 'POD_SECURITY_GROUP_ENFORCING_MODE', configMap) ?? { value: 'strict' };
  const enforcing = mode === 'unknown' ? mode : shown(mode.value);
  // Early demultiplexing loses connections of the kubelet to a pod on a branch interface.
  const hindersProbes =
    enforcing === 'strict' && switchOf(daemonSet?.init, 'DISABLE_TCP_EARLY_DEMUX', configMap) === 'off';
  const probes = hindersProbes ? ', with which probes over TCP need DISABLE_TCP_EARLY_DEMUX' : '';
  const used = `${policies(names)}, in enforcing mode ${enforcing}${probes}`;
  const placeless = nodes.filter(({ facts }) => facts.compute === 'ec2' && !facts.joining && !facts.branchInterfaces);
  if (placeless.length === 0) return { reason: 'PodSecurityGroupsUsed', message: `${used}.` } as const;
  const message = `${used}; nodes without places for their pods: ${listTallied(placeless)}.`;
  return { reason: 'NodesWithoutBranchInterfaces', message } as const;
}

/** `2 SecurityGroupPolicies (shop/cart, shop/till)` */
export function policies(names: readonly string[]): string {
  return `${count(names.length, 'SecurityGroupPolicy', 'SecurityGroupPolicies')} (${listNames(names)})`;
}

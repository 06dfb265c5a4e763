import type { Subnet } from '../snapshot/aws-sections.ts';
import type { VpcCni } from '../snapshot/kubernetes-sections.ts';
import { switchOnByDefault, textOf } from './vpc-cni-settings.ts';

const roleTag = 'kubernetes.io/role/cni';
const clusterTag = 'cni.networking.k8s.aws/cluster/';

/**
 * Subnets whose tags keep pods out of them, as far as the VPC CNI heeds tags at all: with subnet discovery. Some tags are
 * for a cluster by its name; where that is not known, neither is what they do.
 */
export function taggedSubnets(subnets: readonly Subnet[], { daemonSet, configMap }: VpcCni) {
  const discovery = switchOnByDefault(daemonSet?.main, 'ENABLE_SUBNET_DISCOVERY', configMap);
  const clusterName = textOf(daemonSet?.main, 'CLUSTER_NAME', configMap);
  const closed = subnets.filter(({ tags }) => tags[roleTag] === '0');
  const reserved = subnets.filter(({ tags }) => tags[roleTag] === '1' && clustersOf(tags).length > 0);
  if (clusterName === 'unknown' && reserved.length > 0 && closed.length === 0) {
    return { ids: idsOf(reserved), discovery: discovery === 'off' ? discovery : ('unknown' as const) };
  }
  const own = typeof clusterName === 'object' ? clusterName.value : '';
  const ofOthers = own === '' ? [] : reserved.filter(({ tags }) => !clustersOf(tags).includes(own));
  return { ids: idsOf([...closed, ...ofOthers]), discovery };
}

function clustersOf(tags: Subnet['tags']): readonly string[] {
  return Object.keys(tags).flatMap((tag) => (tag.startsWith(clusterTag) ? [tag.slice(clusterTag.length)] : []));
}

function idsOf(subnets: readonly Subnet[]): readonly string[] {
  return subnets.map(({ id }) => id).toSorted();
}

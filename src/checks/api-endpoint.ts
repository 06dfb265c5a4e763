import type { Cluster } from '../snapshot/aws-sections.ts';
import { endpointSuffixes } from './data/endpoint-suffixes.ts';

/** Families of the API endpoint, as its name tells; undefined where the name or the partition is not a known one. */
export function endpointFamilies({
  endpointHost,
  partition,
}: Pick<Cluster, 'endpointHost' | 'partition'>): 'dual-stack' | 'ipv4' | undefined {
  const suffixes = partition !== undefined && Object.hasOwn(endpointSuffixes, partition) && endpointSuffixes[partition];
  if (endpointHost === undefined || !suffixes) return undefined;
  if (endpointHost.includes('.eks-cluster.') && endpointHost.endsWith(`.${suffixes.dualStack}`)) return 'dual-stack';
  return endpointHost.endsWith(`.eks.${suffixes.ipv4}`) ? 'ipv4' : undefined;
}

/** Nobody reaches the API but over IPv4 and its public endpoint, nodes included. */
export function isPublicIpv4Alone(
  cluster: Pick<Cluster, 'endpointHost' | 'partition' | 'privateAccess' | 'publicAccess'>,
): boolean {
  return cluster.publicAccess === true && cluster.privateAccess === false && endpointFamilies(cluster) === 'ipv4';
}

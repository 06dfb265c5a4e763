import type { Sections } from '../snapshot/snapshot.ts';
import { nodesBySubnet, subnetIndex } from './cluster-subnets.ts';

export interface NameLookups {
  /** Subnets from which the cluster asks the VPC's resolver. */
  readonly subnetIds: ReadonlySet<string>;
  /** Whether that is all of them. */
  readonly complete: boolean;
}

/**
 * Where the names that pods ask for are looked up: pods ask CoreDNS, so it is from the subnets of its nodes. With NodeLocal DNS
 * it is from every node's, and nodes of Auto Mode run DNS of their own.
 */
export function nameLookups({
  subnets,
  nodes,
  pods,
  networkWorkloads,
}: Pick<Sections, 'subnets' | 'nodes' | 'pods' | 'networkWorkloads'>): NameLookups {
  const index = subnetIndex(subnets.all);
  const isNodeLocal = networkWorkloads.some(({ component }) => component === 'node-local-dns');
  const onNodes = nodesBySubnet(subnets.all, nodes, ({ compute }) => isNodeLocal || compute === 'auto').keys();
  const blocks = pods.flatMap(({ facts }) => facts.dnsNodeBlock ?? []);
  const ofCoreDns = blocks.map((block) => (block === 'unknown' ? undefined : index.find(block)));
  const subnetIds = new Set([...onNodes, ...ofCoreDns.flatMap((id) => id ?? [])]);
  return { subnetIds, complete: subnetIds.size > 0 && !ofCoreDns.includes(undefined) };
}

import type { Sections } from '../snapshot/snapshot.ts';
import { routedSubnets } from './pod-subnets.ts';
import type { Path } from './routing.ts';
import { ipv4Ending, type Ending, type NatWays } from './way-out.ts';

/** Where a control plane subnet's traffic of each family ends. */
export interface ControlPlaneEnds {
  readonly id: string;
  readonly ipv4: Ending;
  readonly ipv6: Ending;
}

/** `missing`: ids of control plane subnets that are not in the VPC, or for which no route table is shown. */
export function controlPlaneEnds({ cluster, subnets, ...ways }: Pick<Sections, 'cluster' | 'subnets'> & NatWays): {
  readonly ends: readonly ControlPlaneEnds[];
  readonly missing: readonly string[];
} {
  const present = subnets.all.filter(({ id }) => cluster.subnetIds.includes(id));
  const { routed } = routedSubnets(
    present.map((subnet) => ({ subnet, roles: ['ControlPlane'] })),
    ways,
  );
  const ends = routed.map(({ subnet, paths }) => {
    const ipv4 = ipv4Ending(paths.ipv4, subnet, ways);
    // Interfaces of the control plane have no public IPv4 address that an internet gateway would carry.
    return { id: subnet.id, ipv4: ipv4 === 'internet' ? ('lost' as const) : ipv4, ipv6: ipv6Ending(paths.ipv6) };
  });
  const found = new Set(ends.map(({ id }) => id));
  return {
    ends: ends.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    missing: cluster.subnetIds.filter((id) => !found.has(id)).toSorted(),
  };
}

function ipv6Ending({ kind }: Path): Ending {
  if (kind === 'InternetGateway' || kind === 'EgressOnlyInternetGateway') return 'internet';
  if (kind === 'Beyond') return 'beyond';
  return kind === 'Unclear' ? 'unclear' : 'lost';
}

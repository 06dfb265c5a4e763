import { subnetsOfClass } from '../capacity/cluster-subnets.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { lacksTemplate, templateOf } from './launch-templates.ts';
import { isOlderThan } from './network-workloads.ts';

/** From this version on Karpenter asks EC2 for an IPv6 address for each node (`Ipv6AddressCount` 1). */
const neededKarpenter = '1.1.0';

type Launchers = Pick<Sections, 'subnets' | 'nodeGroups' | 'nodeClasses' | 'networkWorkloads' | 'launchTemplates'>;

/** Subnets that do not assign IPv6 addresses, and what that means for the nodes that are launched into them. */
export interface SubnetCase {
  readonly reason:
    | 'NodeGroupSubnetsWithoutAutoAssign'
    | 'KarpenterSubnetsWithoutAutoAssign'
    | 'LaunchTemplatesUnknown'
    | 'KarpenterVersionUnknown'
    | 'OtherSubnetsWithoutAutoAssign';
  /** As in `2 subnets of Karpenter`. */
  readonly owners: string;
  readonly subnetIds: readonly string[];
}

/**
 * Subnets that assign no address by who launches nodes into them, worst first; none of them empty. What is not known of a
 * launch template or of Karpenter is neither taken for an address given nor for one withheld.
 */
export function byHowNodesGetIpv6(subnetIds: readonly string[], sections: Launchers): readonly SubnetCase[] {
  const { nodeGroups, launchTemplates, nodeClasses, networkWorkloads, subnets } = sections;
  const untold = nodeGroups.filter((group) => lacksTemplate(group, launchTemplates));
  const without = nodeGroups.filter((group) => !untold.includes(group) && !getsIpv6(group, launchTemplates));
  const ofKarpenter = new Set(
    nodeClasses
      .filter(({ kind }) => kind === 'EC2NodeClass')
      .flatMap((nodeClass) => subnetsOfClass(nodeClass, subnets.all)),
  );
  const karpenter = ageOfKarpenter(networkWorkloads);
  const ofGroups = (groups: typeof nodeGroups) =>
    subnetIds.filter((id) => groups.some((group) => group.subnetIds.includes(id)));
  const ofClasses = (age: typeof karpenter) => (age === karpenter ? subnetIds.filter((id) => ofKarpenter.has(id)) : []);
  const cases: readonly SubnetCase[] = [
    {
      reason: 'NodeGroupSubnetsWithoutAutoAssign',
      owners: ' of managed node groups',
      subnetIds: ofGroups(without),
    },
    {
      reason: 'KarpenterSubnetsWithoutAutoAssign',
      owners: ` of Karpenter before ${neededKarpenter}`,
      subnetIds: ofClasses('old'),
    },
    {
      reason: 'LaunchTemplatesUnknown',
      owners: ' of node groups whose launch template is not known',
      subnetIds: ofGroups(untold),
    },
    {
      reason: 'KarpenterVersionUnknown',
      owners: ' of a Karpenter whose version is not known',
      subnetIds: ofClasses('unknown'),
    },
    { reason: 'OtherSubnetsWithoutAutoAssign', owners: '', subnetIds },
  ];
  return cases.filter((each) => each.subnetIds.length > 0);
}

/** Whether the launch template gives a node an IPv6 address. */
function getsIpv6({ launchTemplate }: Sections['nodeGroups'][number], templates: Sections['launchTemplates']): boolean {
  const template = templateOf(launchTemplate, templates);
  return template !== undefined && (template.ipv6AddressCount > 0 || template.namesIpv6Addresses);
}

/** Of several the oldest counts. `unknown` also where its node classes are there and it is not: it may run elsewhere. */
function ageOfKarpenter(workloads: Sections['networkWorkloads']): 'old' | 'unknown' | 'recent' {
  const old = workloads
    .filter(({ component }) => component === 'karpenter')
    .map((workload) => isOlderThan(workload, neededKarpenter));
  if (old.includes(true)) return 'old';
  return old.length === 0 || old.includes(undefined) ? 'unknown' : 'recent';
}

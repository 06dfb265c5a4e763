import { aFargateProfile, aNodeGroup, aSubnet, awsId, subnetIpv6 } from '../world/build-aws.ts';
import { anAddon } from '../world/build-addons.ts';
import { allOut, clusterSecurityGroup } from '../world/build-firewalls.ts';
import { usualNetwork, type WorldNetwork } from '../world/build-network.ts';
import { ec2Node } from '../world/build-nodes.ts';
import type { KubernetesObject, Scenario, WorldNetworkAcl, WorldNodeGroup, WorldSubnet } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

export type Random = () => number;

/** The same numbers for the same seed (mulberry32). */
export function generator(start: number): Random {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** A cluster of any size. Most have a few of everything; now and then there is so much of one thing that it takes pages. */
export function randomTopology(random: Random): Scenario {
  const upTo = (most: number): number => Math.floor(random() * (most + 1));
  const few = (most: number, rarely: number): number => upTo(random() < 0.1 ? rarely : most);
  const subnets = subnetsOf(2 + few(60, 1_200));
  const nodeGroups = nodeGroupsOf(few(12, 150), subnets, upTo);
  const { vpc, cluster } = healthyIpv6;
  const prefixLists = Array.from({ length: few(5, 120) }, (_, index) => ({
    id: awsId('pl', `list-${index}`),
    family: 'ipv6' as const,
  }));
  const groupIds = Array.from({ length: few(5, 250) }, (_, index) => awsId('sg', `group-${index}`));
  const listed = { ...allOut, prefixLists: prefixLists.map(({ id }) => id) };
  const ids = subnets.slice(0, 2).map(({ id }) => id);
  return {
    ...healthyIpv6,
    subnets,
    cluster: { ...cluster, subnetIds: ids, securityGroupIds: groupIds },
    nodeGroups,
    fargateProfiles: Array.from({ length: few(10, 120) }, (_, index) =>
      aFargateProfile({ name: `profile-${index}`, subnetIds: ids }),
    ),
    network: networkOf(usualNetwork({ vpc, subnets }), few),
    networkAcls: aclsOf(1 + few(8, 450), subnets),
    securityGroups: [
      { ...clusterSecurityGroup(cluster.clusterSecurityGroupId), rules: [listed] },
      ...groupIds.map(clusterSecurityGroup),
    ],
    prefixLists,
    addons: Array.from({ length: few(8, 110) }, (_, index) => anAddon(`addon-${index}`, 'v1.0.0-eksbuild.1')),
    podIdentityAssociations:
      random() < 0.3 ? [{ namespace: 'kube-system', serviceAccount: 'aws-node', role: 'cni' }] : [],
    objects: nodesOf(few(30, 2_500), nodeGroups),
  };
}

function subnetsOf(count: number): readonly WorldSubnet[] {
  return Array.from({ length: count }, (_, index) =>
    aSubnet({
      name: `subnet-${index}`,
      zone: (['a', 'b', 'c'] as const)[index % 3] ?? 'a',
      // Nodes are in the first one.
      ipv4Cidr: index === 0 ? '10.0.0.0/16' : `10.${1 + Math.floor(index / 256)}.${index % 256}.0/24`,
      ipv6: index === 0 ? [subnetIpv6('2a05:d018:abc:de00::/64')] : [],
      freeIpv4: 200,
      mapPublicIpOnLaunch: index % 5 === 4,
    }),
  );
}

/** Groups share launch templates, and some of those have two versions in use. */
function nodeGroupsOf(count: number, subnets: readonly WorldSubnet[], upTo: (most: number) => number) {
  const types = healthyIpv6.instanceTypes.map(({ name }) => name);
  return Array.from({ length: count }, (_, index): WorldNodeGroup => {
    const template = upTo(9);
    const id = awsId('lt', `template-${template}`);
    const launchTemplate = { id, name: `template-${template}`, version: String(1 + upTo(1)) };
    const from = upTo(subnets.length - 1);
    return aNodeGroup({
      name: `group-${index}`,
      subnetIds: subnets.slice(from, from + 3).map((subnet) => subnet.id),
      instanceTypes: types.slice(0, 1 + upTo(types.length - 1)),
      ...(template < 5 ? { launchTemplate } : {}),
    });
  });
}

function networkOf(usual: WorldNetwork, few: (most: number, rarely: number) => number): WorldNetwork {
  const more = Array.from({ length: few(10, 250) }, (_, index) => ({
    id: awsId('rtb', `table-${index}`),
    main: false,
    subnetIds: [],
    routes: [],
  }));
  return {
    ...usual,
    routeTables: [...usual.routeTables, ...more],
    egressOnlyInternetGateways: Array.from({ length: few(2, 300) }, (_, index) => awsId('eigw', `gateway-${index}`)),
    // Two endpoints of a service now and then.
    endpoints: Array.from({ length: few(12, 260) }, (_, index) => ({
      id: awsId('vpce', `endpoint-${index}`),
      service: `com.amazonaws.eu-west-1.service-${index - (index % 4 === 3 ? 1 : 0)}`,
      type: 'Interface' as const,
      addressType: 'dualstack' as const,
    })),
  };
}

function aclsOf(count: number, subnets: readonly WorldSubnet[]): readonly WorldNetworkAcl[] {
  return Array.from({ length: count }, (_, index) => ({
    id: awsId('acl', `acl-${index}`),
    isDefault: index === 0,
    subnetIds: index === 0 ? subnets.map(({ id }) => id) : [],
    entries: [],
  }));
}

function nodesOf(count: number, nodeGroups: readonly WorldNodeGroup[]): readonly KubernetesObject[] {
  return Array.from({ length: count }, (_, index) => {
    const group = nodeGroups[index % Math.max(1, nodeGroups.length)];
    return ec2Node({
      zone: 'a',
      ipv4: `10.0.${1 + Math.floor(index / 256)}.${index % 256}`,
      ipv6: `2a05:d018:abc:de00:77d0::${index.toString(16)}`,
      ...(group === undefined ? {} : { nodeGroup: group.name }),
    });
  });
}

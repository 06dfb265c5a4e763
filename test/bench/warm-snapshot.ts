import type { KubeObject } from '../../src/kube/kube-object.ts';
import { TallyStore } from '../../src/kube/tally-store.ts';
import { nodeFacts } from '../../src/snapshot/facts/node-facts.ts';
import type { IpFamily, Subnet } from '../../src/snapshot/aws-sections.ts';
import type { InstanceTallies, SubnetUse } from '../../src/snapshot/instance-sections.ts';
import type { NodeTallies } from '../../src/snapshot/kubernetes-sections.ts';
import type { Snapshot } from '../../src/snapshot/snapshot.ts';
import {
  aCluster,
  anIngress,
  aNodeGroup,
  anInstanceType,
  aSnapshot,
  aSubnet,
  aVpcCni,
  pods,
  settings,
} from '../support/builders.ts';
import { aNetworkAcl, aRule, aSecurityGroup } from '../support/firewall-builders.ts';
import { aLaunchTemplate, instances, noReservations } from '../support/node-builders.ts';
import { ec2Node } from '../world/build-nodes.ts';

const zones = ['a', 'b', 'c'] as const;
const types = ['m5.large', 'm6i.large', 'm7g.large', 'c5.2xlarge'];
const groupCount = 40;
/** Aligned /28 blocks of a /18. */
const blocksOfSubnet = 1_024;

/**
 * A cluster as large as Kubernetes supports, with work for every check: its instances differ in type, template and subnet,
 * their interfaces are spread over the blocks of their subnets, and node groups, templates and firewalls are many. Of an
 * IPv4 cluster the nodes of each /28 block are counted apart, a thousandfold of what an IPv6 cluster has.
 */
export function warmSnapshot(ipFamily: IpFamily, nodes: number): Snapshot {
  const subnets = zones.map((zone, index) => subnetOf(zone, index));
  const groups = Array.from({ length: 60 }, (_, index) => `sg-${index}`);
  return aSnapshot({
    policy: { goal: ipFamily === 'ipv6' ? 'Operate' : 'Migrate' },
    values: {
      cluster: aCluster({ ipFamily, securityGroupIds: groups.slice(0, 5) }),
      vpcCni: aVpcCni(ipFamily === 'ipv6' ? {} : { main: ipv4Cni() }),
      nodes: nodeTallies(ipFamily, nodes),
      pods: [pods(nodes * 30, ipFamily === 'ipv6' ? {} : { network: 'ipv4' })],
      subnets: { all: subnets, fargateNodesByBlock: {} },
      instances: instanceTallies(ipFamily, nodes, groups),
      instanceTypes: types.map((name) => anInstanceType({ name })),
      nodeGroups: Array.from({ length: groupCount }, (_, index) => groupOf(index, nodes)),
      launchTemplates: Array.from({ length: groupCount / 2 }, (_, index) => aLaunchTemplate({ id: `lt-${index}` })),
      subnetUse: subnets.map(({ id }) => useOf(id, nodes / zones.length)),
      subnetReservations: subnets.map(({ id }) => noReservations(id)),
      networkAcls: subnets.map(({ id }) => aNetworkAcl({ id: `acl-${id}`, subnetIds: [id] })),
      securityGroups: ['sg-cluster', ...groups].map((id) => securityGroupOf(id)),
      ingresses: Array.from({ length: 300 }, (_, index) => anIngress({ name: `web-${index}` })),
    },
  });
}

function subnetOf(zone: string, index: number): Subnet {
  return aSubnet({
    id: `subnet-${zone}`,
    availabilityZone: `eu-west-1${zone}`,
    availabilityZoneId: `euw1-az${index + 1}`,
    ipv4Cidr: `10.0.${64 * index}.0/18`,
    ipv6Cidrs: [`2a05:d018:abc:de0${index}::/64`],
    freeIpv4: 9_000,
  });
}

function ipv4Cni() {
  const { main } = aVpcCni().daemonSet ?? {};
  const environment = settings({ ENABLE_IPv4: 'true', ENABLE_IPv6: 'false', ENABLE_PREFIX_DELEGATION: 'true' });
  if (main === undefined) throw new Error('the builder gives no VPC CNI');
  return { ...main, environment };
}

/** As the operator counts them. Nodes of a subnet are far apart, as where prefixes lie between them. */
function nodeTallies(ipFamily: IpFamily, nodes: number): NodeTallies {
  const store = new TallyStore({ project: nodeFacts, named: () => true });
  for (let index = 0; index < nodes; index += 1) {
    const place = index % zones.length;
    const host = hostOf(Math.floor(index / zones.length));
    const node = ec2Node({
      zone: zones[place] ?? 'a',
      ipv4: `10.0.${64 * place + Math.floor(host / 256)}.${host % 256}`,
      instanceType: typeOf(index),
      nodeGroup: `group-${index % groupCount}`,
      ...(ipFamily === 'ipv6' ? { ipv6: `2a05:d018:abc:de0${place}:77d0::${host.toString(16)}` } : {}),
    });
    const { apiVersion, kind, ...rest } = node;
    const object: KubeObject = {
      ...rest,
      apiVersion,
      kind,
      metadata: { ...node.metadata, uid: String(index), resourceVersion: '1' },
    };
    store.upsert(object);
  }
  return store.tallies();
}

/** The third address of every other block, the second time round the fourth, and so on. */
function hostOf(index: number): number {
  const every = blocksOfSubnet / 2 - 1;
  return 32 * (1 + (index % every)) + 3 + Math.floor(index / every);
}

function typeOf(index: number): string {
  return types[index % types.length] ?? 'm5.large';
}

function instanceTallies(ipFamily: IpFamily, nodes: number, groups: readonly string[]): InstanceTallies {
  const kinds = 240;
  return Array.from({ length: kinds }, (_, index) => {
    const names = Array.from({ length: 50 }, (__, name) => `i-${index}-${name}`);
    const tally = instances(names, {
      subnetId: `subnet-${zones[index % zones.length] ?? 'a'}`,
      instanceType: typeOf(index),
      securityGroupIds: ['sg-cluster', groups[index % groups.length] ?? ''],
      instanceProfile: `profile-${index % 20}`,
      ...(ipFamily === 'ipv6'
        ? {}
        : { hasIpv6: false, hasPrimaryIpv6: false, ipv6Prefix: 'none', hasIpv4Prefixes: true }),
    });
    return { ...tally, count: Math.floor(nodes / kinds) };
  });
}

function groupOf(index: number, nodes: number) {
  const launchTemplate = { id: `lt-${Math.floor(index / 2)}`, version: '1' };
  const size = nodes / groupCount;
  const own = { name: `group-${index}`, instanceTypes: types, desiredSize: size, maxSize: size + 5 };
  return aNodeGroup({ ...own, hasLaunchTemplate: true, launchTemplate });
}

/** Every other block is in use, as runs of one block each. */
function useOf(subnetId: string, interfaces: number): SubnetUse {
  const first = (10 * 2 ** 24 + 64 * 256 * zones.findIndex((zone) => subnetId.endsWith(zone))) / 16;
  const runs = Array.from({ length: blocksOfSubnet / 2 - 1 }, (_, index) => first + 2 * (1 + index));
  return {
    subnetId,
    interfaces: Math.round(interfaces),
    ipv4Prefixes: 0,
    busyIpv4Blocks: runs.map((block) => [block, block] as const),
    takenIpv6Blocks: 2 * Math.round(interfaces),
  };
}

/** As people write them: a rule for each port and range. */
function securityGroupOf(id: string) {
  const ports = Array.from({ length: 25 }, (_, index) =>
    aRule({
      direction: 'in',
      protocol: '6',
      ports: { from: 8_000 + index, to: 8_000 + index },
      ipv4Cidrs: ['10.0.0.0/8'],
      ipv6Cidrs: ['2a05:d018:abc:de00::/56'],
    }),
  );
  return aSecurityGroup({ id, rules: [...aSecurityGroup().rules, ...ports] });
}

import type { ConditionType } from '../../../src/checks/conditions.ts';
import { sectionNames } from '../../../src/snapshot/section-table.ts';
import type { SectionName, Sections } from '../../../src/snapshot/snapshot.ts';
import {
  aCluster,
  aContainer,
  aFargateProfile,
  aLoadBalancerController,
  anInstanceType,
  aNodeGroup,
  aVpc,
  aVpcCni,
  healthyValues,
  ipv4Nodes,
  anIngress,
  loadBalancerServices,
  servicesThatAsk,
  nodes,
  pods,
  threeSubnets,
} from '../../support/builders.ts';
import { networkPolicies } from '../../support/network-policy-builders.ts';
import { aKubeProxy } from '../../support/pod-network-builders.ts';
import { aNetworkAcl, aRule, aSecurityGroup, bothWays } from '../../support/firewall-builders.ts';

/** What a section can say, and which conditions may not be True while that is the latest it said, under goal Operate. */
export interface Fact<T> {
  readonly value: T;
  readonly contradicts: readonly ConditionType[];
  /** Nothing that AWS says may count: the cluster tells that it is not the one that is read. */
  readonly foreign?: true;
  /** Speaks against nothing while the cluster is told to use IPv4: what it says is then as it must be. */
  readonly fitsIpv4?: true;
}

export const ourIssuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/OURS';

const ours = aCluster({ oidcIssuer: ourIssuer });
const healthy = healthyValues();

export type Facts = { readonly [K in SectionName]: readonly [Fact<Sections[K]>, ...Fact<Sections[K]>[]] };

/** By section; the first fact of each is healthy. Written by hand, so that it is no copy of what the checks say. */
const told: Partial<Facts> = {
  cluster: [
    says(ours),
    says(aCluster({ oidcIssuer: ourIssuer, ipFamily: 'ipv4' }), ['ControlPlaneReady']),
    says(aCluster({ oidcIssuer: ourIssuer, vpcId: 'vpc-2' })),
    says(aCluster({ oidcIssuer: ourIssuer, healthIssues: [{ code: 'InsufficientFreeAddresses', resourceIds: [] }] }), [
      'IPv4HeadroomAvailable',
    ]),
    { ...says(aCluster({ oidcIssuer: ourIssuer.replace('OURS', 'THEIRS') })), foreign: true },
  ],
  vpc: [says(aVpc()), says(aVpc({ ipv6Cidrs: [] }), ['VpcDualStack'])],
  subnets: [
    says({ all: threeSubnets(), fargateNodesByBlock: {} }),
    says({ all: threeSubnets({ ipv6Cidrs: [] }), fargateNodesByBlock: {} }, ['SubnetsDualStack', 'NodesAddressed']),
    says({ all: threeSubnets({ freeIpv4: 0 }), fargateNodesByBlock: {} }, [
      'IPv4HeadroomAvailable',
      'FargateIPv4Available',
    ]),
    says({ all: threeSubnets({ freeIpv4: 20 }), fargateNodesByBlock: {} }),
    says({ all: [], fargateNodesByBlock: {} }, ['SubnetsDualStack', 'IPv4HeadroomAvailable', 'FargateIPv4Available']),
  ],
  networkAcls: [
    says([aNetworkAcl()]),
    says([aNetworkAcl({ isDefault: false, entries: bothWays([{ cidr: '0.0.0.0/0' }]) })], ['FirewallsAllowIPv6']),
    says([], ['FirewallsAllowIPv6']),
  ],
  securityGroups: [
    says([aSecurityGroup()]),
    {
      ...says([aSecurityGroup({ rules: [aRule({ ipv4Cidrs: ['0.0.0.0/0'] })] })], ['FirewallsAllowIPv6']),
      fitsIpv4: true,
    },
    says([], ['FirewallsAllowIPv6']),
  ],
  nodeGroups: [says([aNodeGroup()]), says([]), says([aNodeGroup({ instanceTypes: ['c5.large'] })])],
  fargateProfiles: [
    says([aFargateProfile()]),
    says([aFargateProfile({ name: 'nightly' })]),
    says([aFargateProfile({ subnetIds: ['subnet-gone'] })], ['SubnetsDualStack', 'FargateIPv4Available']),
  ],
  instanceTypes: [
    says([anInstanceType(), anInstanceType({ name: 'c5.large' })]),
    says(
      [anInstanceType({ hypervisor: 'xen' }), anInstanceType({ name: 'c5.large', hypervisor: 'xen' })],
      ['NodesEligible'],
    ),
  ],
  nodes: [
    says(healthy.nodes),
    { ...says([ipv4Nodes(['ip-10-0-0-20'])], ['NodesAddressed']), fitsIpv4: true },
    says([nodes(['ip-10-0-0-10', 'ip-10-0-0-11'], { instanceType: 'c5.large' })]),
  ],
  pods: [
    says(healthy.pods),
    says([pods(40), pods(20, { fargateProfile: 'batch', placement: 'waiting' })]),
    { ...says([pods(12), pods(3, { network: 'ipv4' })], ['VpcCniReady']), fitsIpv4: true },
    says([pods(12), pods(1, { network: 'none' })], ['VpcCniReady']),
    says([pods(12, { network: 'none' }), pods(1, { cniAgent: 'crashing' })], ['VpcCniReady']),
  ],
  networkPolicies: [says([]), says([networkPolicies(['shop/db'], { ipv4Only: ['egress'] })])],
  vpcCni: [
    says(aVpcCni()),
    says(aVpcCni({ main: aContainer({ image: { image: 'registry/amazon-k8s-cni:v1.9.0', version: '1.9.0' } }) }), [
      'VpcCniReady',
    ]),
  ],
  loadBalancerControllers: [
    says([aLoadBalancerController()]),
    says([], ['LoadBalancerControllerReady']),
    says(
      [aLoadBalancerController({ image: { image: 'registry/lbc:v2.2.0', version: '2.2.0' } })],
      ['LoadBalancerControllerReady'],
    ),
  ],
  loadBalancerServices: [
    says(servicesThatAsk(loadBalancerServices(['default/shop']))),
    {
      ...says(servicesThatAsk(loadBalancerServices(['default/shop'], { ipAddressType: 'ipv4' })), [
        'LoadBalancersDualStack',
      ]),
      fitsIpv4: true,
    },
  ],
  ingresses: [
    says([anIngress()]),
    { ...says([anIngress({ ipAddressType: 'ipv4' })], ['LoadBalancersDualStack']), fitsIpv4: true },
  ],
  ingressClasses: [says([{ name: 'alb', controller: 'ingress.k8s.aws/alb' }])],
  ingressClassParams: [says([])],
  loadBalancerConfigurations: [
    says([]),
    {
      ...says([{ namespace: 'default', name: 'edge', ipAddressType: 'ipv4' }], ['LoadBalancersDualStack']),
      fitsIpv4: true,
    },
  ],
  kubeProxy: [
    says(aKubeProxy()),
    { ...says({ ...aKubeProxy(), config: { readable: false } }, ['NetworkPoliciesEffective']), fitsIpv4: true },
  ],
  self: [
    says(healthy.self),
    { ...says({ clusterNames: ['prod', 'other'], regions: ['eu-west-1'] }), foreign: true },
    { ...says({ clusterNames: ['prod'], regions: ['us-east-1'] }), foreign: true },
  ],
};

/** Sections that nothing bad is told of here say what they say of a healthy cluster, when they can be read. */
export const facts: Facts = everyFact();

function everyFact(): Facts {
  const entries = sectionNames.map((name) => [name, told[name] ?? [says<unknown>(healthy[name])]]);
  return Object.fromEntries(entries);
}

function says<T>(value: T, contradicts: readonly ConditionType[] = []): Fact<T> {
  return { value, contradicts };
}

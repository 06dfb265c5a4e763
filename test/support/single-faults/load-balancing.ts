import type { Sections } from '../../../src/snapshot/snapshot.ts';
import type { LoadBalancerService } from '../../../src/snapshot/load-balancer-sections.ts';
import {
  aLoadBalancerController,
  anIngress,
  aSubnet,
  fargateNodes,
  loadBalancerServices,
  servicesThatAsk,
} from '../builders.ts';
import { subnetsWith } from './healthy-worlds.ts';
import { migrating, operating, type SingleFault, without } from './single-fault.ts';

function service(changes: Partial<LoadBalancerService>): Partial<Sections> {
  return { loadBalancerServices: servicesThatAsk(loadBalancerServices(['default/shop'], changes)) };
}

function ingress(...all: readonly Parameters<typeof anIngress>[0][]): Partial<Sections> {
  return { ingresses: all.map(anIngress) };
}

/** A controller of this version, which Services and Ingresses ask for unless told otherwise. */
function controller(version: string): Partial<Sections> {
  const image = { image: `public.ecr.aws/eks/aws-load-balancer-controller:v${version}`, version };
  return { loadBalancerControllers: [aLoadBalancerController({ image })] };
}

const nothingAsks: Partial<Sections> = { loadBalancerServices: servicesThatAsk(), ingresses: [] };
/** Free to choose its subnets. */
const anywhere = { subnets: [] };

const subnetLb = { id: 'subnet-lb', ipv4Cidr: '10.0.8.0/24', ipv6Cidrs: ['2a05:d018:abc:de08::/64'] };

export const loadBalancingFaults: readonly SingleFault[] = [
  operating(
    'There is no controller, and Services ask for it',
    { loadBalancerControllers: [] },
    { 'LBC-001': 'ControllerMissing' },
  ),
  operating(
    'The controller is older than IPv6',
    { ...controller('2.2.4'), ...service({}) },
    { 'LBC-001': 'ControllerTooOld' },
  ),
  operating(
    'A controller that nothing asks for is older than IPv6',
    { ...controller('2.2.4'), ...nothingAsks },
    {
      'LBC-001': 'IdleControllerTooOld',
      'LBC-006': 'NoLoadBalancers',
      'LBC-003': 'NoLoadBalancers',
      'LBC-002': 'NoLoadBalancers',
      'LBC-004': 'NoLoadBalancers',
      'LBC-005': 'NoLoadBalancers',
      'LBC-007': 'NoLoadBalancers',
      'LBC-008': 'NoLoadBalancers',
      'LBC-009': 'NoLoadBalancers',
    },
    { because: 'nothing asks for a load balancer either, so none is judged' },
  ),
  operating(
    'The controller has no ready pod',
    { loadBalancerControllers: [aLoadBalancerController({ readyReplicas: 0 })] },
    { 'LBC-001': 'ControllerWithoutReadyPod' },
  ),
  operating(
    'The image of the controller has no version',
    {
      loadBalancerControllers: [
        aLoadBalancerController({ image: { image: 'registry/aws-load-balancer-controller@sha256:0a' } }),
      ],
    },
    { 'LBC-001': 'ControllerVersionUnknown' },
  ),
  operating(
    'The Deployment that the resource names is not there, and nothing asks for it',
    nothingAsks,
    {
      'LBC-001': 'NamedControllerNotFound',
      'LBC-006': 'NoLoadBalancers',
      'LBC-003': 'NoLoadBalancers',
      'LBC-002': 'NoLoadBalancers',
      'LBC-004': 'NoLoadBalancers',
      'LBC-005': 'NoLoadBalancers',
      'LBC-007': 'NoLoadBalancers',
      'LBC-008': 'NoLoadBalancers',
      'LBC-009': 'NoLoadBalancers',
    },
    {
      because: 'nothing asks for a load balancer either, so none is judged',
      policy: { loadBalancerController: { namespace: 'lb', name: 'controller' } },
    },
  ),
  operating(
    'A Service leaves its load balancer to the cloud provider',
    { loadBalancerServices: servicesThatAsk(loadBalancerServices(['default/shop']), inTree('default/old')) },
    { 'LBC-006': 'InTreeLoadBalancers' },
  ),
  operating('A Service asks for IPv4 alone', service({ ipAddressType: 'ipv4' }), { 'LBC-003': 'ServicesIpv4Only' }),
  operating('A Service asks for an address type that there is not', service({ ipAddressType: 'ipv6' }), {
    'LBC-003': 'InvalidIpAddressType',
  }),
  operating(
    'A Gateway asks for IPv4 alone',
    { loadBalancerConfigurations: [{ namespace: 'edge', name: 'public', ipAddressType: 'ipv4' }] },
    { 'LBC-003': 'GatewaysIpv4Only' },
  ),
  operating('An Ingress asks for IPv4 alone', ingress({ ipAddressType: 'ipv4' }), { 'LBC-002': 'IngressesIpv4Only' }),
  operating('An Ingress asks for an address type that there is not', ingress({ ipAddressType: 'ipv6' }), {
    'LBC-002': 'InvalidIpAddressType',
  }),
  operating(
    'Ingresses of one group ask for different address types',
    ingress({ group: 'edge' }, { name: 'api', group: 'edge', ipAddressType: 'ipv4' }),
    { 'LBC-002': 'IngressGroupConflict' },
  ),
  operating(
    'An Ingress asks for a type that the controller is too old for',
    { ...controller('2.7.2'), ...ingress({ ipAddressType: 'dualstack-without-public-ipv4' }), ...service({}) },
    { 'LBC-002': 'ControllerTooOldForType' },
  ),
  operating(
    'The IngressClassParams of a class do not exist',
    {
      ingressClasses: [
        {
          name: 'alb',
          controller: 'ingress.k8s.aws/alb',
          parameters: { group: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'gone' },
        },
      ],
    },
    { 'LBC-002': 'IngressClassParamsMissing' },
  ),
  operating('A Service has instances as targets', service({ targetType: 'instance' }), {
    'LBC-004': 'InstanceTargets',
  }),
  operating(
    'A Service has instances as targets, and every node is of Fargate',
    { ...service({ targetType: 'instance' }), nodes: [fargateNodes(3)], instances: [] },
    {
      'NOD-005': 'NoEc2Nodes',
      'NOD-006': 'NoEc2Nodes',
      'NOD-003': 'NoEc2Nodes',
      'NOD-004': 'NoEc2Nodes',
      'LBC-004': 'InstanceTargetsOnFargate',
    },
    { because: 'without EC2 nodes nothing is said of instances' },
  ),
  operating('A Service of UDP has source NAT off', service({ udp: true }), { 'LBC-005': 'SourceNatOff' }),
  operating(
    'A Service of UDP is served by a controller that is too old for it',
    { ...controller('2.9.2'), ...service({ udp: true, sourceNat: 'on' }) },
    { 'LBC-005': 'ControllerTooOldForUdp' },
  ),
  operating('A Service lists IPv4 clients alone', service({ sources: ['ipv4'] }), { 'LBC-007': 'SourcesIpv4Only' }),
  operating('An Ingress lists IPv4 clients alone', ingress({ sources: ['ipv4'] }), { 'LBC-007': 'SourcesIpv4Only' }),
  operating('A Service asks for QUIC on dual stack', service({ quic: true }), { 'LBC-008': 'QuicOnDualStack' }),
  operating('An Ingress stands behind a network load balancer', ingress({ frontendNlb: true }), {
    'LBC-008': 'FrontendNlbOnDualStack',
  }),
  operating('A Service names a subnet that is gone', service({ subnets: ['subnet-a', 'subnet-gone'] }), {
    'LBC-009': 'SubnetsNotFound',
  }),
  operating(
    'An Ingress finds subnets in one zone alone',
    {
      ...ingress(anywhere),
      subnets: subnetsWith({ 'subnet-a': { tags: { 'kubernetes.io/role/internal-elb': '1' } } }),
    },
    { 'LBC-009': 'TooFewZones' },
  ),
  operating(
    'A subnet of load balancers alone has five free addresses',
    {
      ...service({ subnets: ['subnet-lb', 'subnet-a'] }),
      subnets: subnetsWith({}, [aSubnet({ ...subnetLb, freeIpv4: 5 })]),
    },
    { 'LBC-009': 'FewFreeAddresses' },
  ),
  operating(
    'A subnet of load balancers alone has no IPv6 block',
    {
      ...service({ subnets: ['subnet-lb', 'subnet-a'] }),
      subnets: subnetsWith({}, [aSubnet({ ...subnetLb, ipv6Cidrs: [] })]),
    },
    { 'LBC-009': 'SubnetsWithoutIpv6' },
  ),
  operating('A public Service goes to subnets without a way from the internet', service({ internetFacing: true }), {
    'LBC-009': 'NoPublicRoute',
  }),
  operating(
    'No tag tells an old controller where load balancers go',
    { ...controller('2.12.0'), ...service({}), ...ingress(anywhere) },
    { 'LBC-009': 'SubnetsNotTagged' },
  ),
  operating('No tag tells where load balancers go', ingress(anywhere), { 'LBC-009': 'SubnetsFoundByReachability' }),
  operating(
    'A load balancer in use is IPv4 only',
    { loadBalancers: [{ name: 'k8s-default-old', type: 'network', ipAddressType: 'ipv4' }] },
    { 'LBC-010': 'LoadBalancersInUseIpv4' },
  ),
  migrating(
    'A Service of the cluster to be moved leaves its load balancer to the cloud provider',
    { loadBalancerServices: servicesThatAsk(loadBalancerServices(['default/shop']), inTree('default/old')) },
    { 'LBC-006': 'InTreeLoadBalancers' },
  ),
  operating(
    'A Service says nothing of addresses and targets',
    { loadBalancerServices: servicesThatAsk(silent('default/shop')) },
    { 'LBC-003': 'ServicesIpv4Only', 'LBC-004': 'InstanceTargets' },
    { because: 'what is left out has a default of IPv4 and one of instances' },
  ),
  operating(
    'An Ingress says nothing of addresses',
    { ingresses: [without(anIngress(), 'ipAddressType')] },
    { 'LBC-002': 'IngressesIpv4Only' },
  ),
];

/** Nothing but its class. */
function silent(name: string): ReturnType<typeof loadBalancerServices> {
  const { facts, ...rest } = loadBalancerServices([name]);
  return { ...rest, facts: without(without(facts, 'ipAddressType'), 'targetType') };
}

function inTree(name: string): ReturnType<typeof loadBalancerServices> {
  const { facts, ...rest } = loadBalancerServices([name]);
  const { loadBalancerClass: _, ...others } = facts;
  return { ...rest, facts: others };
}

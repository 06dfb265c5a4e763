/** Conditions that checks feed, in the order people read them. `InputsObserved` and `Ready` are drawn from all of them. */
export const conditionTypes = [
  'ControlPlaneReady',
  'VpcDualStack',
  'SubnetsDualStack',
  'EgressReady',
  'FirewallsAllowIPv6',
  'IPv4HeadroomAvailable',
  'IPv6HeadroomAvailable',
  'FargateIPv4Available',
  'NodesEligible',
  'NodesAddressed',
  'VpcCniReady',
  'VpcCniPermitted',
  'NetworkPoliciesEffective',
  'LoadBalancerControllerReady',
  'LoadBalancersDualStack',
  'WorkloadsCompatible',
  'AddonsCompatible',
] as const;

export type ConditionType = (typeof conditionTypes)[number];

/** What a condition says when it is True. */
export const conditionTexts: Readonly<Record<ConditionType, string>> = {
  ControlPlaneReady: "the cluster's IP family fits the goal, and its version, endpoint and VPC DNS fit IPv6",
  VpcDualStack: 'the VPC has an IPv4 and an IPv6 block that fit its surroundings',
  SubnetsDualStack:
    'the subnets the cluster uses have both families, give IPv6 addresses to new nodes, and span two zones',
  EgressReady: 'nodes and pods find their ways out in both families',
  FirewallsAllowIPv6:
    'security groups, network ACLs and the public endpoint let IPv6 through where they let IPv4 through',
  IPv4HeadroomAvailable: 'nodes and control plane can still get IPv4 addresses and, where they need them, /28 blocks',
  IPv6HeadroomAvailable: 'nodes can still get IPv6 prefixes',
  FargateIPv4Available: 'Fargate pods can still get IPv4 addresses',
  NodesEligible: 'what the nodes run on can carry IPv6 prefixes',
  NodesAddressed: 'the nodes have the addresses and prefixes of their subnets, and are set up for IPv6',
  VpcCniReady: "the VPC CNI knows IPv6 and is set up for the cluster's family",
  VpcCniPermitted: "the VPC CNI's role allows what its version needs",
  NetworkPoliciesEffective: 'network policies and kube-proxy hold for the family of the pods',
  LoadBalancerControllerReady: 'the load balancer controller, if anything asks for it, is there and knows IPv6',
  LoadBalancersDualStack: 'Services and Ingresses ask for load balancers that reach IPv6 pods',
  WorkloadsCompatible: 'what runs in the cluster is not tied to IPv4',
  AddonsCompatible: 'add-ons, volumes, meshes and node provisioners work with IPv6',
};

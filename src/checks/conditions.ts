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

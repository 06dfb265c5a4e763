/** Conditions that checks feed, in the order people read them. `InputsObserved` and `Ready` are drawn from all of them. */
export const conditionTypes = [
  'ControlPlaneReady',
  'VpcDualStack',
  'SubnetsDualStack',
  'IPv4HeadroomAvailable',
  'FargateIPv4Available',
  'NodesEligible',
  'NodesAddressed',
  'VpcCniReady',
  'LoadBalancerControllerReady',
] as const;

export type ConditionType = (typeof conditionTypes)[number];

import { clusterDnsFitsIpv6 } from './addons/cluster-dns-fits-ipv6.ts';
import { coreAddonsAreHealthy } from './addons/core-addons-are-healthy.ts';
import { externalDnsPublishesAaaa } from './addons/external-dns-publishes-aaaa.ts';
import { karpenterFitsIpv6 } from './addons/karpenter-fits-ipv6.ts';
import { mountTargetsAdmitIpv6 } from './addons/mount-targets-admit-ipv6.ts';
import { networkComponentsSupportIpv6 } from './addons/network-components-support-ipv6.ts';
import { noLustreVolumes } from './addons/no-lustre-volumes.ts';
import { fargateSubnetsHaveFreeIpv4 } from './capacity/fargate-subnets-have-free-ipv4.ts';
import { nodeGroupsFitTheirSubnets } from './capacity/node-groups-fit-their-subnets.ts';
import { nodeSubnetsHaveFreeIpv4 } from './capacity/node-subnets-have-free-ipv4.ts';
import { apiEndpointIsDualStack } from './cluster/api-endpoint-is-dual-stack.ts';
import { autoModeLimitsAreKnown } from './cluster/auto-mode-limits-are-known.ts';
import { controlPlaneHasEgress } from './cluster/control-plane-has-egress.ts';
import { controlPlaneSpansTwoZones } from './cluster/control-plane-spans-two-zones.ts';
import { controlPlaneSubnetsHaveFreeIpv4 } from './cluster/control-plane-subnets-have-free-ipv4.ts';
import { ipFamilyFitsGoal } from './cluster/ip-family-fits-goal.ts';
import { kubernetesVersionKnowsIpv6 } from './cluster/kubernetes-version-knows-ipv6.ts';
import { publicAccessIncludesIpv6 } from './cluster/public-access-includes-ipv6.ts';
import { vpcHasDnsAttributes } from './cluster/vpc-has-dns-attributes.ts';
import { customNetworkingIsOff } from './cni/custom-networking-is-off.ts';
import { kubeProxyFitsIpv6 } from './cni/kube-proxy-fits-ipv6.ts';
import { nodeSubnetsKeepPrimaryInterfaces } from './cni/node-subnets-keep-primary-interfaces.ts';
import { podSecurityGroupsFitIpv6 } from './cni/pod-security-groups-fit-ipv6.ts';
import { podsHaveIpv4Egress } from './cni/pods-have-ipv4-egress.ts';
import { podsHaveAddresses } from './cni/pods-have-addresses.ts';
import { vpcCniConfiguredForIpv6 } from './cni/vpc-cni-configured-for-ipv6.ts';
import { vpcCniRoleAllowsIpv6 } from './cni/vpc-cni-role-allows-ipv6.ts';
import { vpcCniRoleIsKnown } from './cni/vpc-cni-role-is-known.ts';
import { vpcCniSupportsIpv6 } from './cni/vpc-cni-supports-ipv6.ts';
import { warmPoolSettingsAreUnset } from './cni/warm-pool-settings-are-unset.ts';
import { nodeSubnetsHaveFreeIpv4Prefixes } from './capacity/node-subnets-have-free-ipv4-prefixes.ts';
import { nodeSubnetsHaveFreeIpv6Prefixes } from './capacity/node-subnets-have-free-ipv6-prefixes.ts';
import { instancesHaveIpv6Prefix } from './nodes/instances-have-ipv6-prefix.ts';
import { instancesHavePrimaryIpv6 } from './nodes/instances-have-primary-ipv6.ts';
import { instancesRequireImdsv2 } from './nodes/instances-require-imdsv2.ts';
import { launchTemplatesBootstrapForIpv6 } from './nodes/launch-templates-bootstrap-for-ipv6.ts';
import { nodesRunEnoughPods } from './nodes/nodes-run-enough-pods.ts';
import type { Check } from './define-check.ts';
import { networkAclsAllowIpv6 } from './firewalls/network-acls-allow-ipv6.ts';
import { securityGroupsAllowIpv6 } from './firewalls/security-groups-allow-ipv6.ts';
import { ingressesAreDualStack } from './load-balancing/ingresses-are-dual-stack.ts';
import { loadBalancerControllerSupportsIpv6 } from './load-balancing/load-balancer-controller-supports-ipv6.ts';
import { loadBalancerFeaturesWorkWithIpv6 } from './load-balancing/load-balancer-features-work-with-ipv6.ts';
import { loadBalancerSourcesIncludeIpv6 } from './load-balancing/load-balancer-sources-include-ipv6.ts';
import { loadBalancerSubnetsSupportIpv6 } from './load-balancing/load-balancer-subnets-support-ipv6.ts';
import { loadBalancerTargetsAreIp } from './load-balancing/load-balancer-targets-are-ip.ts';
import { loadBalancersInUseAreDualStack } from './load-balancing/load-balancers-in-use-are-dual-stack.ts';
import { servicesAvoidInTreeLoadBalancers } from './load-balancing/services-avoid-in-tree-load-balancers.ts';
import { servicesGetDualStackLoadBalancers } from './load-balancing/services-get-dual-stack-load-balancers.ts';
import { udpLoadBalancersTranslateSources } from './load-balancing/udp-load-balancers-translate-sources.ts';
import { egressPoliciesHoldForIpv4 } from './network-policies/egress-policies-hold-for-ipv4.ts';
import { networkPoliciesNameIpv6Blocks } from './network-policies/network-policies-name-ipv6-blocks.ts';
import { computeSupportsIpv6 } from './nodes/compute-supports-ipv6.ts';
import { nodesAreNitro } from './nodes/nodes-are-nitro.ts';
import { nodesHaveIpv6Address } from './nodes/nodes-have-ipv6-address.ts';
import { addressRangesDoNotOverlap } from './vpc/address-ranges-do-not-overlap.ts';
import { namesResolveWithoutDns64 } from './vpc/names-resolve-without-dns64.ts';
import { nodeSubnetsAssignIpv6 } from './vpc/node-subnets-assign-ipv6.ts';
import { podSubnetsHaveIpv4Egress } from './vpc/pod-subnets-have-ipv4-egress.ts';
import { privateSubnetsHaveIpv6Egress } from './vpc/private-subnets-have-ipv6-egress.ts';
import { publicAccessIsNotBlocked } from './vpc/public-access-is-not-blocked.ts';
import { publicSubnetsHaveIpv6Route } from './vpc/public-subnets-have-ipv6-route.ts';
import { subnetsHaveIpv6Cidr } from './vpc/subnets-have-ipv6-cidr.ts';
import { vpcEndpointsAreDualStack } from './vpc/vpc-endpoints-are-dual-stack.ts';
import { vpcHasIpv6Cidr } from './vpc/vpc-has-ipv6-cidr.ts';
import { vpcIpv6IsPublic } from './vpc/vpc-ipv6-is-public.ts';
import { endpointsFitIpv6 } from './workloads/endpoints-fit-ipv6.ts';
import { podIdentityClientsKnowIpv6 } from './workloads/pod-identity-clients-know-ipv6.ts';
import { servicesFitIpv6 } from './workloads/services-fit-ipv6.ts';
import { workloadsNameNoIpv4Literals } from './workloads/workloads-name-no-ipv4-literals.ts';

/**
 * Every check there is, by condition, in the order people read them. The first of a condition is its main check: where
 * several end alike, as when all pass, the condition speaks its sentence. So it is the one whose sentence says most about
 * what the condition is called. A new check is its file, its test, its page and one line here.
 */
export const checks: readonly Check[] = [
  ipFamilyFitsGoal,
  kubernetesVersionKnowsIpv6,
  apiEndpointIsDualStack,
  autoModeLimitsAreKnown,
  vpcHasDnsAttributes,
  vpcHasIpv6Cidr,
  addressRangesDoNotOverlap,
  vpcIpv6IsPublic,
  subnetsHaveIpv6Cidr,
  nodeSubnetsAssignIpv6,
  controlPlaneSpansTwoZones,
  privateSubnetsHaveIpv6Egress,
  publicSubnetsHaveIpv6Route,
  podSubnetsHaveIpv4Egress,
  namesResolveWithoutDns64,
  publicAccessIsNotBlocked,
  controlPlaneHasEgress,
  vpcEndpointsAreDualStack,
  securityGroupsAllowIpv6,
  networkAclsAllowIpv6,
  publicAccessIncludesIpv6,
  nodeSubnetsHaveFreeIpv4,
  controlPlaneSubnetsHaveFreeIpv4,
  nodeSubnetsHaveFreeIpv4Prefixes,
  nodeGroupsFitTheirSubnets,
  nodeSubnetsHaveFreeIpv6Prefixes,
  fargateSubnetsHaveFreeIpv4,
  nodesAreNitro,
  computeSupportsIpv6,
  nodesHaveIpv6Address,
  instancesHaveIpv6Prefix,
  instancesHavePrimaryIpv6,
  nodesRunEnoughPods,
  instancesRequireImdsv2,
  launchTemplatesBootstrapForIpv6,
  vpcCniConfiguredForIpv6,
  vpcCniSupportsIpv6,
  podsHaveAddresses,
  customNetworkingIsOff,
  podsHaveIpv4Egress,
  podSecurityGroupsFitIpv6,
  warmPoolSettingsAreUnset,
  nodeSubnetsKeepPrimaryInterfaces,
  vpcCniRoleAllowsIpv6,
  vpcCniRoleIsKnown,
  networkPoliciesNameIpv6Blocks,
  egressPoliciesHoldForIpv4,
  kubeProxyFitsIpv6,
  loadBalancerControllerSupportsIpv6,
  servicesAvoidInTreeLoadBalancers,
  servicesGetDualStackLoadBalancers,
  ingressesAreDualStack,
  loadBalancerTargetsAreIp,
  udpLoadBalancersTranslateSources,
  loadBalancerSourcesIncludeIpv6,
  loadBalancerFeaturesWorkWithIpv6,
  loadBalancerSubnetsSupportIpv6,
  loadBalancersInUseAreDualStack,
  servicesFitIpv6,
  workloadsNameNoIpv4Literals,
  endpointsFitIpv6,
  podIdentityClientsKnowIpv6,
  networkComponentsSupportIpv6,
  noLustreVolumes,
  mountTargetsAdmitIpv6,
  externalDnsPublishesAaaa,
  clusterDnsFitsIpv6,
  karpenterFitsIpv6,
  coreAddonsAreHealthy,
];

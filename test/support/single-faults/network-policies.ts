import type { ContainerFacts } from '../../../src/snapshot/kubernetes-sections.ts';
import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { aContainer, aVpcCni, aVpcCniDaemonSet } from '../builders.ts';
import { networkPolicies } from '../network-policy-builders.ts';
import { anIpv4VpcCni } from './healthy-worlds.ts';
import { migrating, operating, type SingleFault } from './single-fault.ts';

const agent = aContainer({
  name: 'aws-eks-nodeagent',
  args: ['--enable-ipv6=true', '--enable-network-policy=true'],
});

/** Whose agent enforces network policies. */
function enforcing(environment: ContainerFacts['environment'] = {}): Sections['vpcCni'] {
  const { main = aContainer() } = aVpcCniDaemonSet();
  return aVpcCni({
    main: { ...main, environment: { ...main.environment, ...environment } },
    networkPolicyAgent: agent,
  });
}

const restricting = networkPolicies(['shop/no-egress'], { ipv4Egress: 'denied' });

export const networkPolicyFaults: readonly SingleFault[] = [
  operating(
    'A network policy names IPv4 blocks alone',
    { vpcCni: enforcing(), networkPolicies: [networkPolicies(['shop/office'], { ipv4Only: ['ingress'] })] },
    { 'NP-001': 'Ipv4BlocksAlone' },
  ),
  migrating(
    'A network policy of the cluster to be moved names IPv4 blocks alone',
    { networkPolicies: [networkPolicies(['shop/office'], { ipv4Only: ['ingress'] })] },
    { 'NP-001': 'Ipv4BlocksAlone' },
  ),
  operating(
    'A network policy refuses egress, and IPv4 goes past it',
    { vpcCni: enforcing(), networkPolicies: [restricting] },
    { 'NP-002': 'EgressPoliciesBypassed' },
  ),
  operating(
    'A network policy refuses egress, and whether IPv4 goes past it is kept in a Secret',
    { vpcCni: enforcing({ ENABLE_V4_EGRESS: { unresolvable: 'Secret cni' } }), networkPolicies: [restricting] },
    { 'CNI-005': 'EgressUnknown', 'NP-002': 'EgressUnknown' },
    { because: 'the one judges the setting and the other the policies' },
  ),
  operating(
    'A network policy refuses egress, and the egress plugin is off',
    { vpcCni: enforcing({ ENABLE_V4_EGRESS: { value: 'false' } }), networkPolicies: [restricting] },
    { 'CNI-005': 'Ipv4EgressOffForPolicies', 'NP-002': 'Ipv4EgressOff' },
    { because: 'the one tells why it may be off, the other that policies hold' },
  ),
  migrating(
    'A network policy of the cluster to be moved names IPv6 blocks alone',
    {
      vpcCni: anIpv4VpcCni({}, { networkPolicyAgent: agent }),
      networkPolicies: [networkPolicies(['shop/office'], { ipv6Only: ['ingress'] })],
    },
    { 'NP-001': 'Ipv6BlocksAlone' },
  ),
  operating(
    'A network policy is there that nothing enforces',
    { networkPolicies: [restricting] },
    { 'NP-001': 'PoliciesNotEnforced', 'NP-002': 'PoliciesNotEnforced' },
    { because: 'what is not enforced is not gone past either' },
  ),
];

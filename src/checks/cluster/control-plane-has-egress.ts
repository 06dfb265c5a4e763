import { controlPlaneEnds, type ControlPlaneEnds } from '../../capacity/control-plane-routes.ts';
import type { Ending } from '../../capacity/way-out.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { listNames, refs, sentence } from '../text.ts';

/**
 * A cluster can be set to send what the API server asks of webhooks and OIDC providers through its VPC. It takes either
 * family by what a name resolves to, so that the control plane's subnets need routes in both.
 */
export const controlPlaneHasEgress = defineCheck({
  id: 'control-plane-has-egress',
  code: 'CLU-009',
  condition: 'EgressReady',
  title: "The control plane's traffic to webhooks and OIDC providers has a way out",
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'subnets', 'routeTables', 'internetGateways', 'egressOnlyInternetGateways', 'natGateways'],
  reasons: {
    EgressManagedByAws: pass('EKS manages the way out of the control plane.'),
    ControlPlaneRoutesFound: pass("It is the customer's, and every control plane subnet has routes in both families."),
    EgressModeNotTold: notApplicable('EKS names no mode, as where it does not offer the choice.'),
    EgressModeNotKnown: unknown('The mode is one that this version does not know.'),
    ControlPlaneIsolated: info('The control plane is set to reach nothing outside the VPC.'),
    ControlPlaneRouteMissing: warning('A control plane subnet lacks a route out in a family.', 'seen'),
    ControlPlaneRoutesUnclear: unknown(
      'A route is by prefix list alone, or through a private NAT gateway not followed.',
    ),
    ControlPlaneSubnetsNotFound: unknown('A control plane subnet, or its route table, is not in the answer.'),
    ControlPlaneRoutesBeyondVpc: info('A route leads to an endpoint, transit gateway or appliance.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-egress.html', readOn: '2026-11-24' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: "Give the control plane's subnets routes to a NAT gateway for IPv4 and an egress-only internet gateway for IPv6.",
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/control-plane-egress.html',
  },
  evaluate(sections, verdict) {
    const { name, controlPlaneEgressMode: mode } = sections.cluster;
    if (mode === undefined) return verdict('EgressModeNotTold', `EKS names no egress mode of cluster ${name}.`);
    if (mode === 'AWS_MANAGED') {
      return verdict('EgressManagedByAws', `EKS manages the way out of the control plane of cluster ${name}.`);
    }
    const cluster = [{ kind: 'Cluster', name }];
    if (mode === 'CUSTOMER_ISOLATED') {
      const message = `The control plane of cluster ${name} is set to reach nothing outside the VPC.`;
      return verdict('ControlPlaneIsolated', message, { resources: cluster });
    }
    if (mode !== 'CUSTOMER_ROUTED') {
      const message = `The egress mode of cluster ${name} is not a known one: ${mode}.`;
      return verdict('EgressModeNotKnown', message, { resources: cluster });
    }
    const { ends, missing } = controlPlaneEnds(sections);
    const told = (end: Ending, what: string) => tellOf(ends, end, what);
    const lost = told('lost', 'control plane subnets without a way out');
    if (lost.parts.length > 0) return verdict('ControlPlaneRouteMissing', sentence(lost.parts), lost);
    if (missing.length > 0) {
      const message = `Control plane subnets without a route table in the answer: ${listNames(missing)}.`;
      return verdict('ControlPlaneSubnetsNotFound', message, { resources: refs('Subnet', missing) });
    }
    const unclear = told('unclear', 'control plane subnets whose way out is not seen');
    if (unclear.parts.length > 0) return verdict('ControlPlaneRoutesUnclear', sentence(unclear.parts), unclear);
    const beyond = told('beyond', 'control plane subnets that go through something else than a gateway');
    if (beyond.parts.length > 0) return verdict('ControlPlaneRoutesBeyondVpc', sentence(beyond.parts), beyond);
    return verdict('ControlPlaneRoutesFound', 'Every control plane subnet has routes out in both families.');
  },
});

function tellOf(ends: readonly ControlPlaneEnds[], end: Ending, what: string) {
  const ipv4 = ends.filter((each) => each.ipv4 === end).map(({ id }) => id);
  const ipv6 = ends.filter((each) => each.ipv6 === end).map(({ id }) => id);
  const parts = [
    ...(ipv4.length > 0 ? [`${what} over IPv4: ${listNames(ipv4)}`] : []),
    ...(ipv6.length > 0 ? [`${what} over IPv6: ${listNames(ipv6)}`] : []),
  ];
  return { parts, resources: refs('Subnet', [...new Set([...ipv4, ...ipv6])].toSorted()) };
}

import { defineCheck, pass, warning, type ResourceRef } from '../define-check.ts';
import { countOf, listTallied, namespacedRefs, roughly, sentence } from '../text.ts';

/**
 * Endpoints of a Service without a selector are written by hand, address by address. In an IPv6 cluster the Service has
 * family IPv6 and kube-proxy serves it from IPv6 EndpointSlices alone, so IPv4 ones leave it without an endpoint.
 */
export const endpointsFitIpv6 = defineCheck({
  id: 'endpoints-fit-ipv6',
  code: 'APP-003',
  condition: 'WorkloadsCompatible',
  title: 'No Service has IPv4 endpoints that are written by hand',
  goals: ['Migrate'],
  needs: ['foreignEndpoints'],
  reasons: {
    EndpointsFollowSelectors: pass('Every IPv4 EndpointSlice is made from the selector of a Service.'),
    Ipv4EndpointsByHand: warning(
      'An IPv4 EndpointSlice, or Endpoints, is not made from the selector of a Service.',
      'seen',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://kubernetes.io/docs/concepts/services-networking/service/', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Write IPv6 endpoints, or use a Service of type ExternalName.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ foreignEndpoints }, verdict) {
    if (foreignEndpoints.length === 0) {
      return verdict('EndpointsFollowSelectors', 'Every IPv4 EndpointSlice is made from the selector of a Service.');
    }
    const named = foreignEndpoints.map((tally) =>
      tally.facts.mirrors === undefined ? tally : { ...tally, names: [tally.facts.mirrors] },
    );
    const resources = named.flatMap(({ facts, names }): ResourceRef[] =>
      namespacedRefs(facts.mirrors === undefined ? 'EndpointSlice' : 'Endpoints', names),
    );
    const text = `${roughly(countOf(named), 'IPv4 EndpointSlice')} without a selector behind: ${listTallied(named)}`;
    return verdict('Ipv4EndpointsByHand', sentence([text]), { resources });
  },
});

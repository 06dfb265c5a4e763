import type { ServiceTie } from '../../snapshot/workload-sections.ts';
import { blocker, defineCheck, pass, warning } from '../define-check.ts';
import { countOf, listTallied, namespacedRefs, namesOf, roughly } from '../text.ts';

const refused: readonly ServiceTie[] = ['clusterIP', 'ipFamilies', 'ipFamilyPolicy'];

/**
 * The API server of an IPv6 cluster refuses a Service that asks for IPv4, for both families, or for a cluster IP of the
 * old cluster. Every Service of an IPv4 cluster carries such values; those that somebody wrote stand in the way.
 */
export const servicesFitIpv6 = defineCheck({
  id: 'services-fit-ipv6',
  code: 'APP-001',
  condition: 'WorkloadsCompatible',
  title: 'No Service is written for IPv4 alone',
  goals: ['Migrate'],
  needs: ['tiedServices'],
  reasons: {
    ServicesFitIpv6: pass('Nothing shows that the author of a Service tied it to IPv4.'),
    ServicesRefusedInIpv6: blocker(
      'The manifest of a Service holds IPv4 in `ipFamilies`, an IPv4 cluster IP, or `RequireDualStack`, which an IPv6 cluster refuses.',
      'seen',
    ),
    ServicesWithIpv4Addresses: warning(
      'A Service has IPv4 addresses in `externalIPs` or `loadBalancerIP`, which lead nowhere in an IPv6 cluster.',
      'seen',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://kubernetes.io/docs/concepts/services-networking/dual-stack/', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Take IP families, cluster IPs and IPv4 addresses out of the manifests of Services.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ tiedServices }, verdict) {
    if (tiedServices.length === 0) return verdict('ServicesFitIpv6', 'No Service is seen to be tied to IPv4.');
    const isRefused = (fields: readonly ServiceTie[]): boolean => fields.some((field) => refused.includes(field));
    const blocking = tiedServices.filter(({ facts }) => isRefused(facts.fields));
    const found = blocking.length > 0 ? blocking : tiedServices;
    const fields = [...new Set(found.flatMap(({ facts }) => facts.fields))].toSorted().join(', ');
    const of = `${roughly(countOf(found), 'Service')} with IPv4 in ${fields}: ${listTallied(found)}.`;
    return verdict(blocking.length > 0 ? 'ServicesRefusedInIpv6' : 'ServicesWithIpv4Addresses', upper(of), {
      resources: namespacedRefs('Service', namesOf(found)),
    });
  },
});

function upper(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

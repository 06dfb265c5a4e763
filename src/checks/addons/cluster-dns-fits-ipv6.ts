import { familyOf } from '../../net/address.ts';
import type { NetworkWorkload } from '../../snapshot/workload-sections.ts';
import { defineCheck, info, notApplicable, pass, warning, type ResourceRef } from '../define-check.ts';
import { valuesOf, workloadName, workloadRef } from '../network-workloads.ts';
import { listNames, sentence, sortedByName } from '../text.ts';

const corefile: ResourceRef = { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' };

/**
 * Pods of an IPv6 cluster ask for names over IPv6. A cache on the node must have an IPv6 address to be asked at, upstreams
 * in IPv4 are reached only through the nodes' IPv4 egress, and CoreDNS's own DNS64 sends traffic to a NAT64 it has none of.
 */
export const clusterDnsFitsIpv6 = defineCheck({
  id: 'cluster-dns-fits-ipv6',
  code: 'ADD-004',
  condition: 'AddonsCompatible',
  title: 'CoreDNS and NodeLocal DNS are set up for IPv6',
  goals: ['Migrate', 'Operate'],
  needs: ['networkWorkloads', 'coreDns'],
  reasons: {
    ClusterDnsFitsIpv6: pass('Nothing in the settings of CoreDNS and NodeLocal DNS speaks against IPv6.'),
    NoDnsToJudge: notApplicable('There is neither a Corefile nor NodeLocal DNS, as with Auto Mode alone.'),
    NodeLocalDnsWithoutIpv6: warning('NodeLocal DNS listens on IPv4 addresses alone.', 'seen'),
    Dns64PluginUsed: warning('The Corefile uses plugin `dns64`.', 'seen'),
    Ipv4UpstreamsOnly: info('The Corefile forwards to IPv4 addresses.'),
  },
  sources: [
    { url: 'https://github.com/kubernetes/dns/issues/418', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/containers-roadmap/issues/2352', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Give NodeLocal DNS an IPv6 address, forward to `/etc/resolv.conf`, and take plugin dns64 out of the Corefile.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html',
  },
  evaluate({ networkWorkloads, coreDns }, verdict) {
    const nodeLocal = sortedByName(networkWorkloads).filter(({ component }) => component === 'node-local-dns');
    if (!coreDns.configured && nodeLocal.length === 0) {
      return verdict('NoDnsToJudge', 'There is neither a Corefile nor NodeLocal DNS.');
    }
    const deaf = nodeLocal.filter(isDeafToIpv6);
    const parts = [
      ...(deaf.length > 0 ? [`without an IPv6 address: ${listNames(deaf.map(workloadName))}`] : []),
      ...(coreDns.dns64 ? ['the Corefile uses plugin dns64'] : []),
      ...(coreDns.ipv4Upstreams.length > 0 ? [`the Corefile forwards to ${listNames(coreDns.ipv4Upstreams)}`] : []),
    ];
    const ofCoreDns = coreDns.dns64 || coreDns.ipv4Upstreams.length > 0 ? [corefile] : [];
    const resources = [...deaf.map(workloadRef), ...ofCoreDns];
    if (deaf.length > 0) return verdict('NodeLocalDnsWithoutIpv6', sentence(parts), { resources });
    if (coreDns.dns64) return verdict('Dns64PluginUsed', sentence(parts), { resources });
    if (parts.length > 0) return verdict('Ipv4UpstreamsOnly', sentence(parts), { resources });
    return verdict('ClusterDnsFitsIpv6', 'The settings of CoreDNS and NodeLocal DNS fit IPv6.');
  },
});

/** Told only where it names addresses: they may stand elsewhere. */
function isDeafToIpv6(workload: NetworkWorkload): boolean {
  const families = valuesOf(workload, 'localip')
    .flatMap((value) => value.split(','))
    .map((address) => familyOf(address));
  return families.includes('ipv4') && !families.includes('ipv6');
}

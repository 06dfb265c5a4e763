import { describe, expect, test } from 'vitest';
import { clusterDnsFitsIpv6 as check } from '../../../../src/checks/addons/cluster-dns-fits-ipv6.ts';
import { aNetworkWorkload } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const nodeLocal = (...args: readonly string[]) => ({
  networkWorkloads: [aNetworkWorkload('node-local-dns', 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.0', { args })],
});
const coreDns = { configured: true, dns64: false, ipv4Upstreams: [] };
const corefile = { kind: 'ConfigMap', namespace: 'kube-system', name: 'coredns' };

describe('ADD-004', () => {
  test('passes settings that say nothing of IPv4', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'ClusterDnsFitsIpv6',
      'The settings of CoreDNS and NodeLocal DNS fit IPv6.',
    ]);
  });

  test.each([[['-localip', '169.254.20.10,fd00::10']], [['-localip=fd00::10']], [['-conf', '/etc/Corefile']]])(
    'passes a NodeLocal DNS with %s',
    (args) => {
      expect(judge(check, nodeLocal(...args)).reason).toBe('ClusterDnsFitsIpv6');
    },
  );

  test('warns of a NodeLocal DNS that listens on IPv4 alone, and tells the rest with it', () => {
    const result = judge(check, {
      ...nodeLocal('-localip', '169.254.20.10,10.100.0.10'),
      coreDns: { ...coreDns, dns64: true },
    });
    expect(said(result)).toEqual([
      'warning',
      'NodeLocalDnsWithoutIpv6',
      'Without an IPv6 address: Deployment system/node-local-dns; the Corefile uses plugin dns64.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Deployment', namespace: 'system', name: 'node-local-dns' }, corefile]);
  });

  test('warns of plugin dns64', () => {
    const result = judge(check, { coreDns: { ...coreDns, dns64: true } });
    expect(said(result)).toEqual(['warning', 'Dns64PluginUsed', 'The Corefile uses plugin dns64.']);
    expect(result.resources).toEqual([corefile]);
  });

  test('mentions upstreams in IPv4', () => {
    expect(said(judge(check, { coreDns: { ...coreDns, ipv4Upstreams: ['10.0.0.2', '8.8.8.8'] } }))).toEqual([
      'info',
      'Ipv4UpstreamsOnly',
      'The Corefile forwards to 10.0.0.2, 8.8.8.8.',
    ]);
  });

  test('does not apply where the cluster runs no DNS of its own', () => {
    expect(said(judge(check, { coreDns: { ...coreDns, configured: false } }))).toEqual([
      'notApplicable',
      'NoDnsToJudge',
      'There is neither a Corefile nor NodeLocal DNS.',
    ]);
  });

  test.each(['networkWorkloads', 'coreDns'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

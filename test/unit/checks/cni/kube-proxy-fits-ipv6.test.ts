import { describe, expect, test } from 'vitest';
import { kubeProxyFitsIpv6 as check } from '../../../../src/checks/cni/kube-proxy-fits-ipv6.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import { aCluster } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { aKubeProxy } from '../../../support/pod-network-builders.ts';

const fits = ['pass', 'KubeProxyFitsIpv6', 'kube-proxy binds to no IPv4 address, in mode iptables.'];
const configMap = { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy-config' };
const daemonSet = { kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy' };
const running = (tag: string, changes: Parameters<typeof aKubeProxy>[0] = {}) => ({
  ...aKubeProxy(changes),
  image: imageFacts(`eks/kube-proxy:${tag}`),
});

describe('PRX-001', () => {
  test('passes with the configuration of the managed add-on, and with one that says nothing', () => {
    expect(said(judge(check))).toEqual(fits);
    expect(said(judge(check, { kubeProxy: { ...aKubeProxy(), config: { readable: true } } }))).toEqual(fits);
  });

  test.each(['0.0.0.0', '10.0.3.21'])('warns of bindAddress %s', (bindAddress) => {
    const result = judge(check, { kubeProxy: aKubeProxy({ bindAddress, healthzBindAddress: '0.0.0.0:10256' }) });
    expect(said(result)).toEqual([
      'warning',
      'BindAddressIsIpv4',
      `Settings of kube-proxy: bindAddress is ${bindAddress}; healthzBindAddress is 0.0.0.0:10256.`,
    ]);
    expect(result.resources).toEqual([configMap]);
  });

  test('mentions another mode than iptables', () => {
    const result = judge(check, { kubeProxy: running('v1.35.0', { mode: 'nftables' }) });
    expect(said(result)).toEqual([
      'info',
      'ModeIsNotIptables',
      'Settings of kube-proxy: mode is nftables; version 1.35.0 in a cluster of 1.34.',
    ]);
    expect(result.resources).toEqual([configMap, daemonSet]);
  });

  test('mentions a health check over IPv4, with or without its port', () => {
    for (const healthzBindAddress of ['0.0.0.0:10256', '127.0.0.1']) {
      expect(said(judge(check, { kubeProxy: aKubeProxy({ healthzBindAddress }) }))).toEqual([
        'info',
        'HealthCheckIsIpv4',
        `Settings of kube-proxy: healthzBindAddress is ${healthzBindAddress}.`,
      ]);
    }
  });

  test('mentions a version that is newer than the cluster, or more than three minor versions older', () => {
    expect(said(judge(check, { kubeProxy: running('v1.30.9-minimal-eksbuild.1') }))).toEqual([
      'info',
      'VersionsFarApart',
      'Settings of kube-proxy: version 1.30.9-minimal-eksbuild.1 in a cluster of 1.34.',
    ]);
    expect(judge(check, { kubeProxy: running('v1.35.0') }).resources).toEqual([daemonSet]);
    for (const near of ['v1.31.0', 'v1.34.9', 'latest'])
      expect(said(judge(check, { kubeProxy: running(near) }))).toEqual(fits);
  });

  test('is unknown where kube-proxy runs with a configuration that is not seen', () => {
    const { image, config: _, ...rest } = aKubeProxy();
    const without = judge(check, { kubeProxy: { ...rest, ...(image ? { image } : {}) } });
    expect(said(without)).toEqual(['unknown', 'KubeProxyConfigUnknown', 'ConfigMap kube-proxy-config is missing.']);
    expect(without.resources).toEqual([configMap]);
    expect(judge(check, { kubeProxy: { ...aKubeProxy(), config: { readable: false } } }).message).toBe(
      'ConfigMap kube-proxy-config cannot be read as configuration of kube-proxy.',
    );
  });

  test('does not apply where nothing runs kube-proxy, whatever configuration was left', () => {
    const { config } = aKubeProxy({ bindAddress: '0.0.0.0' });
    for (const kubeProxy of [{}, config ? { config } : {}]) {
      expect(said(judge(check, { kubeProxy }))).toEqual([
        'notApplicable',
        'NoKubeProxy',
        'No DaemonSet of kube-system runs kube-proxy.',
      ]);
    }
  });

  test('does not apply to an IPv4 cluster', () => {
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), kubeProxy: aKubeProxy({ bindAddress: '0.0.0.0' }) };
    expect(said(judge(check, values))).toEqual(['notApplicable', 'Ipv4Cluster', 'The cluster uses IPv4.']);
  });

  test.each(['cluster', 'kubeProxy'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

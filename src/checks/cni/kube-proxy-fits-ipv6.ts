import semver from 'semver';
import { familyOf } from '../../net/address.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning, type ResourceRef } from '../define-check.ts';

const configMap: ResourceRef = { kind: 'ConfigMap', namespace: 'kube-system', name: 'kube-proxy-config' };
const daemonSet: ResourceRef = { kind: 'DaemonSet', namespace: 'kube-system', name: 'kube-proxy' };
/** Kubernetes lets kube-proxy be so many minor versions older than the API server, and never newer. */
const mostMinorsBehind = 3;

/**
 * Every connection to a Service goes through the rules of kube-proxy. An IPv4 address to bind to makes IPv4 its first
 * family on an IPv6 node, and modes other than iptables break security groups for pods.
 */
export const kubeProxyFitsIpv6 = defineCheck({
  id: 'kube-proxy-fits-ipv6',
  code: 'PRX-001',
  condition: 'NetworkPoliciesEffective',
  title: 'The configuration of kube-proxy fits IPv6',
  goals: ['Operate'],
  needs: ['cluster', 'kubeProxy'],
  reasons: {
    KubeProxyFitsIpv6: pass('No IPv4 address is bound to, and the mode is iptables.'),
    Ipv4Cluster: notApplicable('The cluster uses IPv4.'),
    NoKubeProxy: notApplicable('No DaemonSet runs kube-proxy, as with Auto Mode alone, or with another in its place.'),
    BindAddressIsIpv4: warning('`bindAddress` is an IPv4 address.', 'seen'),
    ModeIsNotIptables: info('The mode is another than iptables, which alone fits every use of the VPC CNI.'),
    HealthCheckIsIpv4: info('`healthzBindAddress` is an IPv4 address; on Linux it makes no difference.'),
    VersionsFarApart: info('The version is newer than the cluster, or more than three minor versions older.'),
    KubeProxyConfigUnknown: unknown(
      'A DaemonSet runs kube-proxy, and ConfigMap `kube-proxy-config` is missing or unreadable.',
    ),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html', readOn: '2026-11-22' },
    { url: 'https://kubernetes.io/docs/reference/config-api/kube-proxy-config.v1alpha1/', readOn: '2026-11-22' },
    { url: 'https://github.com/kubernetes/kubernetes/issues/125055', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Use the configuration of the managed add-on: bindAddress `::`, healthzBindAddress `[::]:10256`, mode iptables.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-kube-proxy.html',
  },
  evaluate({ cluster, kubeProxy }, verdict) {
    if (cluster.ipFamily === 'ipv4') return verdict('Ipv4Cluster', 'The cluster uses IPv4.');
    const { image, config } = kubeProxy;
    if (!image) return verdict('NoKubeProxy', 'No DaemonSet of kube-system runs kube-proxy.');
    if (!config?.readable) {
      const message = `ConfigMap kube-proxy-config ${config ? 'cannot be read as configuration of kube-proxy' : 'is missing'}.`;
      return verdict('KubeProxyConfigUnknown', message, { resources: [configMap] });
    }
    const { bindAddress = '', healthzBindAddress = '', mode = '' } = config;
    const odd = [
      { reason: 'BindAddressIsIpv4', is: familyOf(bindAddress) === 'ipv4', text: `bindAddress is ${bindAddress}` },
      { reason: 'ModeIsNotIptables', is: mode !== '' && mode !== 'iptables', text: `mode is ${mode}` },
      {
        reason: 'HealthCheckIsIpv4',
        is: familyOf(healthzBindAddress.replace(/:\d+$/u, '')) === 'ipv4',
        text: `healthzBindAddress is ${healthzBindAddress}`,
      },
      {
        reason: 'VersionsFarApart',
        is: farApart(image.version, cluster.version),
        text: `version ${image.version} in a cluster of ${cluster.version}`,
      },
    ] as const;
    const [worst, ...less] = odd.filter(({ is }) => is);
    if (worst) {
      const all = [worst, ...less];
      const resources = [
        ...(all.some(({ reason }) => reason !== 'VersionsFarApart') ? [configMap] : []),
        ...(all.some(({ reason }) => reason === 'VersionsFarApart') ? [daemonSet] : []),
      ];
      return verdict(worst.reason, `Settings of kube-proxy: ${all.map(({ text }) => text).join('; ')}.`, { resources });
    }
    return verdict('KubeProxyFitsIpv6', 'kube-proxy binds to no IPv4 address, in mode iptables.');
  },
});

/** `1.34.1` and `1.34`. A version that is not told is not judged. */
function farApart(ofProxy: string | undefined, ofCluster: string): boolean {
  const [proxy, cluster] = [semver.parse(ofProxy), semver.parse(`${ofCluster}.0`)];
  if (!proxy || !cluster || proxy.major !== cluster.major) return false;
  return proxy.minor > cluster.minor || proxy.minor < cluster.minor - mostMinorsBehind;
}

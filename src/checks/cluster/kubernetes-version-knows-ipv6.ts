import { blocker, defineCheck, pass, unknown, warning } from '../define-check.ts';

/** EKS makes IPv6 clusters from Kubernetes 1.21 on. */
const firstMinor = 21;

/**
 * The new IPv6 cluster takes over what runs in this one, so Kubernetes must be recent enough for both, and the Region must
 * offer IPv6 clusters at all: about China AWS's own pages contradict each other.
 */
export const kubernetesVersionKnowsIpv6 = defineCheck({
  id: 'kubernetes-version-knows-ipv6',
  code: 'CLU-002',
  condition: 'ControlPlaneReady',
  title: 'IPv6 clusters exist for the Kubernetes version and in the Region',
  goals: ['Migrate'],
  needs: ['cluster'],
  reasons: {
    VersionKnowsIpv6: pass('The Kubernetes version is 1.21 or later, and the Region is not in China.'),
    KubernetesTooOld: blocker('The Kubernetes version is older than 1.21.', 'seen'),
    ChinaRegion: warning(
      'The cluster is in a China Region, where the API reference says that IPv6 is refused.',
      'seen',
    ),
    VersionUnreadable: unknown('The Kubernetes version is not of the form `1.34`.'),
    PartitionUnknown: unknown('The ARN of the cluster does not tell which partition of AWS it is in.'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html',
      readOn: '2026-11-22',
    },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Upgrade Kubernetes first; in China Regions ask AWS whether IPv6 clusters can be created before planning one.',
    url: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html',
  },
  evaluate({ cluster: { name, version, partition } }, verdict) {
    const resources = [{ kind: 'Cluster', name }];
    const [, major, minor] = /^(\d{1,3})\.(\d{1,4})$/.exec(version) ?? [];
    if (major === undefined || minor === undefined) {
      return verdict('VersionUnreadable', `The Kubernetes version of cluster ${name} could not be understood.`, {
        resources,
      });
    }
    if (Number(major) < 1 || (Number(major) === 1 && Number(minor) < firstMinor)) {
      return verdict(
        'KubernetesTooOld',
        `Cluster ${name} runs Kubernetes ${version}, and IPv6 needs 1.${firstMinor}.`,
        {
          resources,
        },
      );
    }
    if (partition === undefined) {
      return verdict('PartitionUnknown', `The ARN of cluster ${name} names no partition.`, { resources });
    }
    if (partition === 'aws-cn') {
      return verdict('ChinaRegion', `Cluster ${name} is in a China Region.`, { resources });
    }
    return verdict('VersionKnowsIpv6', `Cluster ${name} runs Kubernetes ${version}.`);
  },
});

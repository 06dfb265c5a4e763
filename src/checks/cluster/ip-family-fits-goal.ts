import { blocker, byGoal, defineCheck, pass } from '../define-check.ts';

/**
 * The IP family of an EKS cluster is chosen when it is created and can never be changed, so everything else is read in its
 * light: an IPv4 cluster can be prepared for a move to a new IPv6 cluster, an IPv6 cluster can be operated.
 */
export const ipFamilyFitsGoal = defineCheck({
  id: 'ip-family-fits-goal',
  code: 'CLU-001',
  condition: 'ControlPlaneReady',
  title: 'The IP family of the cluster fits the goal',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster'],
  reasons: {
    Ipv6Cluster: pass('The goal is Operate and the cluster uses IPv6.'),
    Ipv4Cluster: byGoal(
      { Migrate: 'info', Operate: 'blocker' },
      'The cluster uses IPv4. Under goal Migrate that is the starting point; under goal Operate nothing can be operated.',
      'seen',
    ),
    AlreadyIpv6: blocker('The goal is Migrate but the cluster uses IPv6 already.', 'seen'),
  },
  sources: [
    {
      url: 'https://docs.aws.amazon.com/eks/latest/APIReference/API_KubernetesNetworkConfigRequest.html',
      readOn: '2026-11-22',
    },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Create a new cluster with IP family ipv6 and move the workloads there; the family of a cluster cannot be switched.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ cluster }, verdict, { goal }) {
    const resources = [{ kind: 'Cluster', name: cluster.name }];
    if (cluster.ipFamily === 'ipv4') {
      return verdict('Ipv4Cluster', `Cluster ${cluster.name} uses IPv4 and cannot be switched to IPv6 in place.`, {
        resources,
      });
    }
    // The checks of a running IPv6 cluster are out of scope under Migrate, so True would be a claim that nobody checked.
    return goal === 'Migrate'
      ? verdict('AlreadyIpv6', `Cluster ${cluster.name} uses IPv6 already, so there is nothing to migrate.`, {
          resources,
        })
      : verdict('Ipv6Cluster', `Cluster ${cluster.name} uses IPv6.`);
  },
});

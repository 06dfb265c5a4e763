import { defineCheck, info, pass } from '../define-check.ts';

/**
 * EKS Auto Mode runs IPv6 clusters with a network of its own: no aws-node DaemonSet, no security groups for pods, no custom
 * networking, load balancers under other class names. Whether its IPv6 pods reach IPv4 is not documented.
 */
export const autoModeLimitsAreKnown = defineCheck({
  id: 'auto-mode-limits-are-known',
  code: 'CLU-008',
  condition: 'ControlPlaneReady',
  title: 'The limits of EKS Auto Mode are taken into account',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster'],
  reasons: {
    AutoModeOff: pass('EKS Auto Mode is off, so its limits do not hold.'),
    AutoModeOn: info('EKS Auto Mode is on. It supports IPv6, with limits that no setting of the cluster tells.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html', readOn: '2026-11-22' },
    { url: 'https://github.com/awsdocs/amazon-eks-user-guide/issues/898', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Review the network limits of Auto Mode, and try from a pod whether IPv4-only destinations can be reached.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html',
  },
  evaluate({ cluster }, verdict) {
    const { name, autoMode, autoModeLoadBalancing } = cluster;
    if (!autoMode) return verdict('AutoModeOff', `Cluster ${name} does not use Auto Mode.`);
    const balancing = autoModeLoadBalancing ? 'makes nodes and load balancers' : 'makes nodes';
    const message = `Auto Mode ${balancing} of cluster ${name}; whether its IPv6 pods reach IPv4 is not documented.`;
    return verdict('AutoModeOn', message, { resources: [{ kind: 'Cluster', name }] });
  },
});

import { endpointFamilies } from '../api-endpoint.ts';
import { byGoal, defineCheck, pass, unknown } from '../define-check.ts';

/**
 * IPv6 clusters made since October 2024 have an API endpoint with both families. Older ones, and all IPv4 clusters, have one
 * with IPv4 addresses only, and nothing is documented that would change it: nodes and clients then need a way to IPv4.
 */
export const apiEndpointIsDualStack = defineCheck({
  id: 'api-endpoint-is-dual-stack',
  code: 'CLU-003',
  condition: 'ControlPlaneReady',
  title: 'The Kubernetes API endpoint has IPv6 addresses',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster'],
  reasons: {
    DualStackEndpoint: pass('The name of the endpoint is one of a dual-stack endpoint.'),
    Ipv4OnlyEndpoint: byGoal(
      { Migrate: 'info', Operate: 'warning' },
      'The name of the endpoint is one that has IPv4 addresses only. A new IPv6 cluster gets a dual-stack one.',
      'seen',
    ),
    EndpointUnknown: unknown('EKS names no endpoint, or one whose form is not known for the partition of AWS.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html', readOn: '2026-11-22' },
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Keep IPv4 reachability of the API endpoint for nodes and clients, or create the cluster anew.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cluster-endpoint.html',
  },
  evaluate({ cluster }, verdict) {
    const resources = [{ kind: 'Cluster', name: cluster.name }];
    const families = endpointFamilies(cluster);
    if (families === undefined) {
      return verdict(
        'EndpointUnknown',
        `Which families the API endpoint of cluster ${cluster.name} has is not known.`,
        {
          resources,
        },
      );
    }
    return families === 'dual-stack'
      ? verdict('DualStackEndpoint', `The API endpoint of cluster ${cluster.name} is dual-stack.`)
      : verdict('Ipv4OnlyEndpoint', `The API endpoint of cluster ${cluster.name} has IPv4 addresses only.`, {
          resources,
        });
  },
});

import { argumentOf } from '../../snapshot/facts/container-facts.ts';
import type { InstanceFacts } from '../../snapshot/instance-sections.ts';
import type { LoadBalancerControllerDeployment } from '../../snapshot/kubernetes-sections.ts';
import { instanceReasons, settledInstances, withoutInstances } from '../cluster-instances.ts';
import { defineCheck, info, pass, warning } from '../define-check.ts';
import { listTallied, namesOf, refs } from '../text.ts';

/**
 * Pods of an IPv6 cluster reach the instance metadata service over their IPv4 egress, one hop further away than the node.
 * Its IPv6 endpoint is not supported with EKS, and version 1 of the service hands credentials to whoever asks.
 */
export const instancesRequireImdsv2 = defineCheck({
  id: 'instances-require-imdsv2',
  code: 'NOD-004',
  condition: 'NodesAddressed',
  title: 'The metadata service of every instance fits an IPv6 cluster',
  goals: ['Migrate', 'Operate'],
  needs: ['instances', 'nodes', 'loadBalancerControllers'],
  reasons: {
    MetadataFits: pass(
      'Every instance requires session tokens, and nobody is known to need what its hop limit denies.',
    ),
    TokensOptional: warning('An instance answers metadata requests without a session token (IMDSv1).', 'seen'),
    HopLimitTooLow: warning(
      'The hop limit of an instance is 1, and the load balancer controller asks its metadata for the Region or the VPC.',
      'seen',
    ),
    Ipv6EndpointEnabled: info('An instance answers at the IPv6 metadata endpoint, which is not documented for EKS.'),
    ...instanceReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    {
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
      readOn: '2026-11-22',
    },
  ],
  remediation: {
    text: 'Require IMDSv2 with hop limit 1, or 2 where a pod needs it, and prefer Pod Identity or IRSA.',
    url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
  },
  evaluate(sections, verdict) {
    const { instances, nodes, loadBalancerControllers } = sections;
    // Metadata options are there from the first second, and Auto Mode's are AWS's choice.
    const judged = instances.filter(({ facts }) => !facts.autoMode && facts.metadata.enabled);
    const lowHops = loadBalancerControllers.some(asksMetadata);
    const rules = [
      { reason: 'TokensOptional', text: 'Instances that answer without a session token', holds: tokensOptional },
      {
        reason: 'HopLimitTooLow',
        text: 'Instances whose hop limit keeps the load balancer controller from its Region or VPC',
        holds: ({ metadata }: InstanceFacts) => lowHops && metadata.hopLimit < 2,
      },
      {
        reason: 'Ipv6EndpointEnabled',
        text: 'Instances with the IPv6 metadata endpoint',
        holds: ({ metadata }: InstanceFacts) => metadata.ipv6Endpoint,
      },
    ] as const;
    for (const { reason, text, holds } of rules) {
      const found = judged.filter(({ facts }) => holds(facts));
      if (found.length > 0) {
        return verdict(reason, `${text}: ${listTallied(found)}.`, { resources: refs('Instance', namesOf(found)) });
      }
    }
    if (settledInstances(sections).length > 0)
      return verdict('MetadataFits', 'Every instance requires session tokens.');
    const none = withoutInstances({ nodes });
    return verdict(none.reason, none.message);
  },
});

function tokensOptional({ metadata }: InstanceFacts): boolean {
  return !metadata.tokensRequired;
}

/** Without both a Region and a VPC the controller asks the instance it runs on. Its environment is not looked into. */
function asksMetadata({ args, replicas }: LoadBalancerControllerDeployment): boolean {
  const region = argumentOf(args, 'aws-region') !== undefined;
  const vpc = argumentOf(args, 'aws-vpc-id') !== undefined || argumentOf(args, 'aws-vpc-tags') !== undefined;
  return replicas > 0 && !region && !vpc;
}

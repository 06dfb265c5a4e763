import { instanceReasons, withoutInstances } from '../cluster-instances.ts';
import { defineCheck, info, pass, unknown, warning } from '../define-check.ts';
import {
  controllerNames,
  controllersThatAsk,
  listSources,
  metadataSections,
  metadataSources,
  sourceRefs,
  type MetadataSource,
} from '../instance-metadata.ts';
import { clientsText, ipv6MetadataClients } from '../ipv6-metadata-clients.ts';
import { workloadRefs } from '../text.ts';

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
  needs: [...metadataSections, 'nodes', 'loadBalancerControllers', 'metadataClients', 'podIdentity'],
  reasons: {
    MetadataFits: pass('Session tokens are required, and nobody is seen to need metadata that is out of reach.'),
    TokensOptional: warning(
      'An instance answers without a session token (IMDSv1), or a launch template or EC2NodeClass asks for that.',
      'seen',
    ),
    HopLimitTooLow: warning(
      'The load balancer controller has to ask the metadata of its node for the VPC, and the hop limit is 1 or it is off.',
      'seen',
    ),
    RegionMayBeMissing: info(
      'The same, for the Region: what IRSA or Pod Identity put into its environment when a pod starts is not seen.',
    ),
    Ipv6EndpointAskedFor: warning('A workload is told to ask the IPv6 metadata endpoint, off where its pods can run.'),
    PodIdentityNotSeen: unknown('The same, and not all Pod Identity associations are read: it may have one.'),
    Ipv6EndpointEnabled: info('The IPv6 metadata endpoint is on, which is not documented for EKS.'),
    ...instanceReasons,
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    {
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
      readOn: '2026-11-22',
    },
    {
      url: 'https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/main/pkg/aws/cloud.go',
      readOn: '2026-11-24',
    },
  ],
  remediation: {
    text: 'Require IMDSv2 with hop limit 1, or 2 where a pod needs it, and prefer Pod Identity or IRSA.',
    url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-options.html',
  },
  evaluate(sections, verdict) {
    const sources = metadataSources(sections);
    const such = (holds: (metadata: MetadataSource['metadata']) => boolean) =>
      sources.filter(({ metadata }) => holds(metadata));

    const withoutTokens = such(({ enabled, tokensRequired }) => enabled !== false && tokensRequired === false);
    if (withoutTokens.length > 0) {
      const message = `Without session tokens: ${listSources(withoutTokens)}.`;
      return verdict('TokensOptional', message, { resources: sourceRefs(withoutTokens) });
    }
    const outOfReach = such(({ enabled, hopLimit }) => enabled === false || (hopLimit !== undefined && hopLimit < 2));
    const { forVpc, forRegion } = controllersThatAsk(sections);
    const where = `out of its reach on ${listSources(outOfReach)}`;
    if (outOfReach.length > 0 && forVpc.length > 0) {
      const message = `${controllerNames(forVpc)} has to ask the metadata of its node for the VPC, ${where}.`;
      return verdict('HopLimitTooLow', message, { resources: sourceRefs(outOfReach) });
    }
    const withoutIpv6 = such(({ enabled, ipv6Endpoint }) => enabled === false || ipv6Endpoint === false);
    const clients = ipv6MetadataClients(sections);
    if (withoutIpv6.length > 0 && clients.length > 0) {
      const text = `${clientsText(clients)}, which is off on ${listSources(withoutIpv6)}`;
      const resources = workloadRefs(clients);
      if (!sections.podIdentity.more) return verdict('Ipv6EndpointAskedFor', `${text}.`, { resources });
      return verdict('PodIdentityNotSeen', `${text}; not all Pod Identity associations are read.`, { resources });
    }
    if (outOfReach.length > 0 && forRegion.length > 0) {
      const message = `${controllerNames(forRegion)} may have to ask the metadata of its node for the Region, ${where}.`;
      return verdict('RegionMayBeMissing', message, { resources: sourceRefs(outOfReach) });
    }
    const overIpv6 = such(({ enabled, ipv6Endpoint }) => enabled !== false && ipv6Endpoint === true);
    if (overIpv6.length > 0) {
      const message = `With the IPv6 metadata endpoint: ${listSources(overIpv6)}.`;
      return verdict('Ipv6EndpointEnabled', message, { resources: sourceRefs(overIpv6) });
    }
    if (sources.some(({ kind }) => kind === 'Instance')) {
      return verdict('MetadataFits', 'Every instance requires session tokens.');
    }
    const none = withoutInstances(sections);
    return verdict(none.reason, none.message);
  },
});

import type { Addon, PodIdentityAssociations } from '../../snapshot/addon-sections.ts';
import { defineCheck, info, pass } from '../define-check.ts';
import { count, listNames, namespacedRefs, refs } from '../text.ts';

const agentName = 'eks-pod-identity-agent';

/**
 * In an IPv6 cluster pods are sent for their credentials to `[fd00:ec2::23]`, where the agent of EKS Pod Identity listens on
 * their node. An SDK that does not know the address refuses it, and the pod has no credentials; which SDK an image carries no
 * field of it says.
 */
export const podIdentityClientsKnowIpv6 = defineCheck({
  id: 'pod-identity-clients-know-ipv6',
  code: 'APP-004',
  condition: 'WorkloadsCompatible',
  title: 'Clients of EKS Pod Identity know the IPv6 address of its agent',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'addons', 'podIdentity'],
  reasons: {
    PodIdentityNotUsed: pass('No service account has a Pod Identity association.'),
    ClientsMustKnowIpv6: info('Service accounts have Pod Identity associations: the SDKs of their pods are not seen.'),
    AgentNotHealthy: info('Associations exist, and EKS says of the add-on of the agent that it is not well.'),
    AgentNotManaged: info('Associations exist, and the agent is no add-on: whether it runs otherwise is not seen.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-minimum-sdk.html', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/containers-roadmap/issues/2683', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/aws-sdk-java-v2/issues/7086', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Update the SDKs; where a pod uses the AWS SDK for Java 2, set AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE to IPv6.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-minimum-sdk.html',
  },
  evaluate({ cluster, addons, podIdentity }, verdict) {
    const { names, more } = podIdentity;
    if (names.length === 0 && !more) {
      return verdict('PodIdentityNotUsed', 'No service account has a Pod Identity association.');
    }
    const used = `${usersOf(podIdentity)} by Pod Identity`;
    const agent = addons.find(({ name }) => name === agentName);
    if (agent && !isHealthy(agent)) {
      const codes = [...new Set(agent.healthIssues.map(({ code }) => code))].toSorted();
      const issues = codes.length > 0 ? ` (${listNames(codes)})` : '';
      const message = `Add-on ${agentName} is ${agent.status}${issues}; it serves ${used}.`;
      return verdict('AgentNotHealthy', message, { resources: refs('Addon', [agentName]) });
    }
    const resources = more ? [] : namespacedRefs('ServiceAccount', names);
    if (!agent && !cluster.autoMode) {
      const message = `Add-on ${agentName} is not among those of EKS, which is to serve ${used}.`;
      return verdict('AgentNotManaged', message, { resources });
    }
    const where = cluster.ipFamily === 'ipv6' ? 'at' : 'in an IPv6 cluster at';
    const message = `Credentials come from the agent ${where} [fd00:ec2::23], which not every SDK takes: ${used}.`;
    return verdict('ClientsMustKnowIpv6', message, { resources });
  },
});

/** Of more than a page the names are left out: which come first may change by itself. */
function usersOf({ names, more }: PodIdentityAssociations): string {
  if (more) return 'more than a hundred service accounts';
  return `${count(names.length, 'service account')} (${listNames(names)})`;
}

function isHealthy({ status, healthIssues }: Addon): boolean {
  return status === 'ACTIVE' && healthIssues.length === 0;
}

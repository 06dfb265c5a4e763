import type { NodeGroup } from '../../snapshot/aws-sections.ts';
import type { LaunchTemplate } from '../../snapshot/instance-sections.ts';
import { blocker, byGoal, defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { templateOf } from '../launch-templates.ts';
import { listNames, refs } from '../text.ts';

interface Used {
  readonly group: NodeGroup;
  readonly template: LaunchTemplate | undefined;
}

/**
 * A node of a custom AMI draws its IP family from the service CIDR in its user data. One that is told an IPv4 CIDR registers
 * with IPv4 and has no network in an IPv6 cluster.
 */
export const launchTemplatesBootstrapForIpv6 = defineCheck({
  id: 'launch-templates-bootstrap-for-ipv6',
  code: 'NOD-007',
  condition: 'NodesAddressed',
  title: 'Launch templates bootstrap nodes for the IP family of the cluster',
  goals: ['Migrate', 'Operate'],
  needs: ['cluster', 'nodeGroups', 'launchTemplates'],
  reasons: {
    BootstrapFits: pass('No launch template of a node group tells nodes anything that speaks against IPv6.'),
    NoLaunchTemplates: notApplicable('No node group has a launch template of its own, so EKS bootstraps every node.'),
    BootstrapForIpv4: blocker('User data gives the nodes of an IPv6 cluster a service CIDR that is not IPv6.', 'seen'),
    BootstrapNamesIpv4: info(
      'User data names the IPv4 service CIDR, which nodes of a new IPv6 cluster must not be given.',
    ),
    FixedIpv6Addresses: warning('A launch template names IPv6 addresses, which only one instance can have.', 'seen'),
    Al2NodeGroups: byGoal(
      { Migrate: 'warning', Operate: 'warning' },
      'A node group runs Amazon Linux 2, whose AMIs EKS no longer makes.',
      'seen',
    ),
    BootstrapUnreadable: info(
      'User data of a custom AMI does not say which service CIDR it takes, as far as it can be read.',
    ),
    LaunchTemplatesUnknown: unknown('The launch template of a node group was not described.'),
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Give the NodeConfig of the launch template the IPv6 service CIDR of the cluster, and recreate the nodes.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ cluster, nodeGroups, launchTemplates }, verdict) {
    const used = nodeGroups
      .filter(({ hasLaunchTemplate }) => hasLaunchTemplate)
      .map((group): Used => ({ group, template: templateOf(group.launchTemplate, launchTemplates) }));
    const isIpv6 = cluster.ipFamily === 'ipv6';
    const toldIpv4 = used.filter(({ template }) => tells(template, 'ipv4') || tells(template, 'invalid'));
    const rules = [
      {
        reason: 'BootstrapForIpv4',
        text: 'Node groups whose user data gives no IPv6 service CIDR',
        found: isIpv6 ? toldIpv4.map(({ group }) => group) : [],
      },
      {
        reason: 'FixedIpv6Addresses',
        text: 'Node groups whose launch template names IPv6 addresses',
        found: used.filter(({ template }) => template?.namesIpv6Addresses === true).map(({ group }) => group),
      },
      {
        reason: 'Al2NodeGroups',
        text: 'Node groups on Amazon Linux 2',
        found: nodeGroups.filter(({ amiType }) => amiType.startsWith('AL2_')),
      },
      {
        reason: 'LaunchTemplatesUnknown',
        text: 'Node groups whose launch template is not known',
        found: used.filter(({ template }) => template === undefined).map(({ group }) => group),
      },
      {
        reason: 'BootstrapNamesIpv4',
        text: 'Node groups whose user data names the IPv4 service CIDR',
        found: toldIpv4.map(({ group }) => group),
      },
      {
        reason: 'BootstrapUnreadable',
        text: 'Node groups of a custom AMI whose user data tells no service CIDR',
        found: used.filter(isSilent).map(({ group }) => group),
      },
    ] as const;
    const rule = rules.find(({ found }) => found.length > 0);
    if (rule) {
      const names = rule.found.map(({ name }) => name);
      return verdict(rule.reason, `${rule.text}: ${listNames(names)}.`, { resources: refs('NodeGroup', names) });
    }
    return used.length === 0
      ? verdict('NoLaunchTemplates', 'No node group has a launch template of its own.')
      : verdict('BootstrapFits', 'The launch templates of all node groups fit the IP family of the cluster.');
  },
});

function tells(template: LaunchTemplate | undefined, family: string): boolean {
  return typeof template?.bootstrap === 'object' && template.bootstrap.serviceCidr === family;
}

/** EKS adds its own bootstrap unless the AMI is custom. */
function isSilent({ group, template }: Used): boolean {
  if (group.amiType !== 'CUSTOM' || template === undefined) return false;
  return typeof template.bootstrap === 'string' || template.bootstrap.serviceCidr === undefined;
}

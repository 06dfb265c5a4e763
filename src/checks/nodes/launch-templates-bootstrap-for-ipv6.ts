import type { NodeGroup } from '../../snapshot/aws-sections.ts';
import type { LaunchTemplate } from '../../snapshot/instance-sections.ts';
import type { Sections } from '../../snapshot/snapshot.ts';
import { blocker, defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { lacksTemplate, templateOf } from '../launch-templates.ts';
import { listNames, refs, sentence, sortedByName } from '../text.ts';

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
  needs: ['cluster', 'nodeGroups', 'launchTemplates', 'nodes'],
  reasons: {
    BootstrapFits: pass('No launch template of a node group tells nodes anything that speaks against IPv6.'),
    NoLaunchTemplates: notApplicable('No node group has a launch template of its own, so EKS bootstraps every node.'),
    BootstrapForIpv4: blocker(
      'In an IPv6 cluster user data of a custom AMI gives a service CIDR that is not IPv6.',
      'seen',
    ),
    LaunchTemplatesUnknown: unknown('EC2 does not know the launch template, or the version, that a node group names.'),
    BootstrapUnknown: unknown(
      'In an IPv6 cluster no service CIDR is read from user data of a custom AMI, and no node of the group shows one.',
    ),
    FixedIpv6Addresses: warning('A launch template names IPv6 addresses, which only one instance can have.', 'seen'),
    Al2NodeGroups: warning(
      'Under Migrate: a node group runs Amazon Linux 2, of which EKS makes no AMI any more.',
      'seen',
    ),
    BootstrapNamesIpv4: info(
      'User data names an IPv4 service CIDR: right in this cluster, or EKS gives its own; wrong in a new IPv6 cluster.',
    ),
    BootstrapSilent: info('In an IPv4 cluster no service CIDR is read from user data of a custom AMI.'),
  },
  sources: [{ url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' }],
  remediation: {
    text: 'Give the NodeConfig of the launch template the IPv6 service CIDR of the cluster, and recreate the nodes.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ cluster, nodeGroups, launchTemplates, nodes }, verdict, { goal }) {
    const groups = sortedByName(nodeGroups);
    const namesOf = (fits: (group: NodeGroup, template: LaunchTemplate | undefined) => boolean) =>
      groups.filter((group) => fits(group, templateOf(group.launchTemplate, launchTemplates))).map(({ name }) => name);
    const isIpv6 = cluster.ipFamily === 'ipv6';
    const toldIpv4 = namesOf((_, template) => cidrOf(template) === 'ipv4' || cidrOf(template) === 'invalid');
    const custom = namesOf(({ amiType }) => amiType === 'CUSTOM');
    const wrong = isIpv6 ? toldIpv4.filter((name) => custom.includes(name)) : [];
    // EKS adds its own bootstrap unless the AMI is custom.
    const silent = namesOf((_, template) => template !== undefined && cidrOf(template) === undefined).filter((name) =>
      custom.includes(name),
    );
    const unshown = silent.filter((name) => !runsOnIpv6(name, nodes));
    const old = goal === 'Migrate' ? namesOf(({ amiType }) => amiType.startsWith('AL2_')) : [];
    const fixed = namesOf((_, template) => template?.namesIpv6Addresses === true);
    const absent = namesOf((group) => lacksTemplate(group, launchTemplates));
    const cases = [
      ['BootstrapForIpv4', 'user data gives no IPv6 service CIDR', wrong],
      ['LaunchTemplatesUnknown', 'launch template is not known', absent],
      ['BootstrapUnknown', 'user data tells no service CIDR that could be read', isIpv6 ? unshown : []],
      ['FixedIpv6Addresses', 'launch template names IPv6 addresses', fixed],
      ['Al2NodeGroups', 'AMI is Amazon Linux 2', old],
      ['BootstrapNamesIpv4', 'user data names an IPv4 service CIDR', toldIpv4.filter((name) => !wrong.includes(name))],
      ['BootstrapSilent', 'user data tells no service CIDR that could be read', isIpv6 ? [] : silent],
    ] as const;
    const found = cases.filter(([, , names]) => names.length > 0);
    const [worst] = found;
    if (worst) {
      const message = sentence(found.map(([, text, names]) => `node groups whose ${text}: ${listNames(names)}`));
      const all = [...new Set(found.flatMap(([, , names]) => names))];
      return verdict(worst[0], message, { resources: refs('NodeGroup', all) });
    }
    return groups.some(({ hasLaunchTemplate }) => hasLaunchTemplate)
      ? verdict('BootstrapFits', 'The launch templates of all node groups fit the IP family of the cluster.')
      : verdict('NoLaunchTemplates', 'No node group has a launch template of its own.');
  },
});

function cidrOf(template: LaunchTemplate | undefined): 'ipv4' | 'ipv6' | 'invalid' | undefined {
  return typeof template?.bootstrap === 'object' ? template.bootstrap.serviceCidr : undefined;
}

/** Whether the group has nodes, and all say so: what bootstraps them is then right, wherever it gets the CIDR from. */
function runsOnIpv6(groupName: string, nodes: Sections['nodes']): boolean {
  const own = nodes.filter(({ facts }) => facts.nodeGroup === groupName && !facts.joining);
  return own.length > 0 && own.every(({ facts }) => facts.internalFamilies[0] === 'ipv6');
}

import { describe, expect, test } from 'vitest';
import { launchTemplatesBootstrapForIpv6 as check } from '../../../../src/checks/nodes/launch-templates-bootstrap-for-ipv6.ts';
import type { NodeGroup } from '../../../../src/snapshot/aws-sections.ts';
import type { Bootstrap } from '../../../../src/snapshot/instance-sections.ts';
import { aCluster, aNodeGroup, nodes } from '../../../support/builders.ts';
import { aLaunchTemplate } from '../../../support/node-builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const launchTemplate = { id: 'lt-1', version: '1' };
const cluster = aCluster({ ipFamily: 'ipv4' });
const migrate = { goal: 'Migrate' } as const;

function custom(name: string, changes: Partial<NodeGroup> = {}): NodeGroup {
  return aNodeGroup({ name, amiType: 'CUSTOM', hasLaunchTemplate: true, launchTemplate, ...changes });
}

/** Node group `own` of a custom AMI, without nodes, whose launch template says this. */
function bootstrappedBy(bootstrap: Bootstrap) {
  return { nodeGroups: [custom('own')], launchTemplates: [aLaunchTemplate({ bootstrap })] };
}

describe('NOD-007', () => {
  test('does not apply where no node group has a launch template of its own', () => {
    expect(said(judge(check))).toEqual([
      'notApplicable',
      'NoLaunchTemplates',
      'No node group has a launch template of its own.',
    ]);
  });

  test('passes for user data that names an IPv6 service CIDR, and for a template that leaves all to EKS', () => {
    const expected = [
      'pass',
      'BootstrapFits',
      'The launch templates of all node groups fit the IP family of the cluster.',
    ];
    expect(said(judge(check, bootstrappedBy({ serviceCidr: 'ipv6' })))).toEqual(expected);
    const plain = { nodeGroups: [custom('plain', { amiType: 'AL2023_x86_64_STANDARD' })] };
    expect(said(judge(check, { ...plain, launchTemplates: [aLaunchTemplate()] }))).toEqual(expected);
  });

  test.each(['ipv4', 'invalid'] as const)('blocks a custom AMI that is given a CIDR of family %s', (serviceCidr) => {
    const result = judge(check, bootstrappedBy({ serviceCidr }));
    expect(said(result)).toEqual([
      'blocker',
      'BootstrapForIpv4',
      'Node groups whose user data gives no IPv6 service CIDR: own.',
    ]);
    expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'own' }]);
  });

  test('an IPv4 CIDR is told, and no fault, where EKS gives its own or the cluster uses IPv4', () => {
    const expected = ['info', 'BootstrapNamesIpv4', 'Node groups whose user data names an IPv4 service CIDR: own.'];
    const values = bootstrappedBy({ serviceCidr: 'ipv4' });
    expect(said(judge(check, { ...values, cluster }, migrate))).toEqual(expected);
    const nodeGroups = [custom('own', { amiType: 'AL2023_x86_64_STANDARD' })];
    expect(said(judge(check, { ...values, nodeGroups }))).toEqual(expected);
  });

  test.each(['none', 'unreadable', {}, { maxPods: 110 }] as const)(
    'is unknown for a custom AMI of which no service CIDR is read: %j',
    (bootstrap) => {
      const result = judge(check, bootstrappedBy(bootstrap));
      expect(said(result)).toEqual([
        'unknown',
        'BootstrapUnknown',
        'Node groups whose user data tells no service CIDR that could be read: own.',
      ]);
      expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'own' }]);
    },
  );

  test('nodes of the group that use IPv6 show that its bootstrap is right; nodes of others, or half of them, do not', () => {
    const values = bootstrappedBy('unreadable');
    const own = nodes(['node-1'], { nodeGroup: 'own' });
    const wrong = nodes(['node-2'], { nodeGroup: 'own', internalFamilies: ['ipv4'] });
    const joining = nodes(['node-3'], { nodeGroup: 'own', internalFamilies: [], joining: true });
    expect(judge(check, { ...values, nodes: [own, joining] }).reason).toBe('BootstrapFits');
    expect(judge(check, { ...values, nodes: [own, wrong] }).reason).toBe('BootstrapUnknown');
    expect(judge(check, { ...values, nodes: [joining] }).reason).toBe('BootstrapUnknown');
    expect(judge(check, { ...values, nodes: [nodes(['node-1'])] }).reason).toBe('BootstrapUnknown');
  });

  test('in an IPv4 cluster a silent custom AMI is for those to look into who make the new one', () => {
    expect(said(judge(check, { ...bootstrappedBy('none'), cluster }, migrate))).toEqual([
      'info',
      'BootstrapSilent',
      'Node groups whose user data tells no service CIDR that could be read: own.',
    ]);
  });

  test.each([
    ['is not there', custom('own'), []],
    ['is there in another version', custom('own'), [aLaunchTemplate({ version: '2' })]],
    ['was not named', aNodeGroup({ name: 'own', hasLaunchTemplate: true }), [aLaunchTemplate()]],
  ])('is unknown for a node group whose launch template %s', (_, group, launchTemplates) => {
    const result = judge(check, { nodeGroups: [group], launchTemplates });
    expect(said(result)).toEqual([
      'unknown',
      'LaunchTemplatesUnknown',
      'Node groups whose launch template is not known: own.',
    ]);
    expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'own' }]);
  });

  test('warns of addresses that only one instance can have', () => {
    const launchTemplates = [aLaunchTemplate({ namesIpv6Addresses: true, bootstrap: { serviceCidr: 'ipv6' } })];
    expect(said(judge(check, { nodeGroups: [custom('own')], launchTemplates }))).toEqual([
      'warning',
      'FixedIpv6Addresses',
      'Node groups whose launch template names IPv6 addresses: own.',
    ]);
  });

  test('warns of Amazon Linux 2 where a new cluster is to be made, and only there', () => {
    const nodeGroups = [
      aNodeGroup({ name: 'old', amiType: 'AL2_x86_64' }),
      aNodeGroup({ amiType: 'AL2023_ARM_64_STANDARD' }),
    ];
    expect(said(judge(check, { cluster, nodeGroups }, migrate))).toEqual([
      'warning',
      'Al2NodeGroups',
      'Node groups whose AMI is Amazon Linux 2: old.',
    ]);
    expect(judge(check, { nodeGroups }).reason).toBe('NoLaunchTemplates');
  });

  test('tells all it finds, the worst first, whatever the order of the node groups', () => {
    const templateOf = (id: string) => ({ launchTemplate: { id, version: '1' } });
    const nodeGroups = [
      custom('z-silent', templateOf('lt-none')),
      custom('gone', templateOf('lt-gone')),
      custom('fixed', templateOf('lt-fixed')),
      custom('a-wrong', templateOf('lt-ipv4')),
    ];
    const launchTemplates = [
      aLaunchTemplate({ id: 'lt-none' }),
      aLaunchTemplate({ id: 'lt-fixed', namesIpv6Addresses: true, bootstrap: { serviceCidr: 'ipv6' } }),
      aLaunchTemplate({ id: 'lt-ipv4', bootstrap: { serviceCidr: 'ipv4' } }),
    ];
    const result = judge(check, { nodeGroups, launchTemplates });
    expect(said(result)).toEqual([
      'blocker',
      'BootstrapForIpv4',
      'Node groups whose user data gives no IPv6 service CIDR: a-wrong; ' +
        'node groups whose launch template is not known: gone; ' +
        'node groups whose user data tells no service CIDR that could be read: z-silent; ' +
        'node groups whose launch template names IPv6 addresses: fixed.',
    ]);
    expect(result.resources.map(({ name }) => name)).toEqual(['a-wrong', 'gone', 'z-silent', 'fixed']);
    expect(judge(check, { nodeGroups: nodeGroups.toReversed(), launchTemplates })).toEqual(result);
  });

  test('with a launch template missing, what was seen still blocks, and nothing passes', () => {
    const { nodeGroups, launchTemplates } = bootstrappedBy({ serviceCidr: 'ipv4' });
    const gap = 'launch template lt-2 version 1 could not be described';
    const wrong = { launchTemplates: partly<'launchTemplates'>(launchTemplates, gap) };
    expect(judge(check, { nodeGroups }, { sections: wrong }).reason).toBe('BootstrapForIpv4');
    const right = { launchTemplates: partly<'launchTemplates'>([aLaunchTemplate()], gap) };
    expect(said(judge(check, {}, { sections: right }))).toEqual([
      'unknown',
      'PartlyObserved',
      `Partly observed: ${gap}.`,
    ]);
  });

  test.each(['cluster', 'nodeGroups', 'launchTemplates', 'nodes'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

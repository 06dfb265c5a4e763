import { describe, expect, test } from 'vitest';
import { publicAccessIsNotBlocked } from '../../../../src/checks/vpc/public-access-is-not-blocked.ts';
import type { Subnet } from '../../../../src/snapshot/aws-sections.ts';
import type { BlockPublicAccess, NatGateway, Route } from '../../../../src/snapshot/network-sections.ts';
import { aNodeGroup, ipv4Nodes, threeSubnets } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { mainTable, route, tableOf } from '../../../support/routes.ts';

const nat = route('0.0.0.0/0', 'nat-1');
const out = route('::/0', 'eigw-1');
const regional: NatGateway = { id: 'nat-1', state: 'available', connectivity: 'public', availability: 'regional' };

/** EC2 gives no word of the single subnets. */
function untold(shared = false): readonly Subnet[] {
  return threeSubnets({ shared }).map(({ blockPublicAccess: _, ...subnet }) => subnet);
}

const inMode = (
  mode: string,
  exclusions: BlockPublicAccess['exclusions'] = [],
  routes: readonly Route[] = [nat, out],
) => ({
  blockPublicAccess: { mode, exclusions },
  subnets: { all: untold(), fargateNodesByBlock: {} },
  routeTables: [mainTable(...routes)],
  natGateways: [regional],
});
const excluded = (resourceId: string, mode = 'allow-bidirectional', state = 'create-complete') => ({
  resourceId,
  mode,
  state,
});

describe('VPC-010', () => {
  test('passes when nothing is blocked', () => {
    expect(said(judge(publicAccessIsNotBlocked))).toEqual([
      'pass',
      'PublicAccessNotBlocked',
      'Block public access is off.',
    ]);
  });

  test('blocks when both directions are, and nodes go out through the internet', () => {
    const result = judge(publicAccessIsNotBlocked, inMode('block-bidirectional'));
    expect(said(result)).toEqual([
      'blocker',
      'WaysOutBlocked',
      '1 subnet with nodes whose way out is blocked: subnet-a.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Subnet', name: 'subnet-a' }]);
  });

  test('is a warning while the cluster is still to be replaced', () => {
    const result = judge(publicAccessIsNotBlocked, inMode('block-bidirectional'), { goal: 'Migrate' });
    expect(result.outcome).toBe('warning');
  });

  test.each([
    ['an egress-only gateway', [out]],
    ['a NAT gateway', [nat]],
    ['an internet gateway', [route('0.0.0.0/0', 'igw-1')]],
  ])('finds %s shut by itself', (_, routes) => {
    expect(judge(publicAccessIsNotBlocked, inMode('block-bidirectional', [], routes)).reason).toBe('WaysOutBlocked');
  });

  test('warns of subnets that have no node now', () => {
    const values = inMode('block-bidirectional', [excluded('subnet-a')], [out]);
    expect(said(judge(publicAccessIsNotBlocked, values))).toEqual([
      'warning',
      'WaysOutOfUnusedSubnetsBlocked',
      '2 subnets without nodes whose way out is blocked: subnet-b, subnet-c.',
    ]);
  });

  test.each(['allow-bidirectional', 'allow-egress'])('has no fault where the VPC is excluded: %s', (mode) => {
    expect(said(judge(publicAccessIsNotBlocked, inMode('block-bidirectional', [excluded('vpc-1', mode)])))).toEqual([
      'info',
      'BlockedWithoutHarm',
      'Block public access is on, and shuts no way out of a subnet of pods.',
    ]);
  });

  test('does not count an exclusion that is not made yet, nor one of another VPC', () => {
    const exclusions = [excluded('vpc-1', 'allow-bidirectional', 'create-in-progress'), excluded('vpc-2')];
    expect(judge(publicAccessIsNotBlocked, inMode('block-bidirectional', exclusions)).reason).toBe('WaysOutBlocked');
  });

  test('takes the word of the subnet where EC2 gives it', () => {
    const blocked = threeSubnets({ blockPublicAccess: 'block-bidirectional' });
    const subnets = { all: blocked, fargateNodesByBlock: {} };
    expect(judge(publicAccessIsNotBlocked, { subnets }).reason).toBe('WaysOutBlocked');
    const open = {
      ...inMode('block-bidirectional', [], [out]),
      subnets: { all: threeSubnets(), fargateNodesByBlock: {} },
    };
    expect(judge(publicAccessIsNotBlocked, open).reason).toBe('BlockedWithoutHarm');
  });

  test('judges a NAT gateway by the subnet it is in', () => {
    const zonal: NatGateway = { ...regional, availability: 'zonal', subnetId: 'subnet-c' };
    const all = threeSubnets().map((subnet) =>
      subnet.id === 'subnet-c' ? { ...subnet, blockPublicAccess: 'block-bidirectional' } : subnet,
    );
    const values = { ...inMode('off', [], [nat]), subnets: { all, fargateNodesByBlock: {} }, natGateways: [zonal] };
    expect(judge(publicAccessIsNotBlocked, values).reason).toBe('WaysOutBlocked');
    const elsewhere = { ...values, natGateways: [{ ...zonal, subnetId: 'subnet-z' }] };
    expect(said(judge(publicAccessIsNotBlocked, elsewhere))).toEqual([
      'unknown',
      'BlockUnknown',
      '3 subnets of which no block is known: subnet-a, subnet-b, subnet-c.',
    ]);
    const inward = { ...values, natGateways: [{ ...zonal, connectivity: 'private' as const }] };
    expect(judge(publicAccessIsNotBlocked, inward).reason).toBe('PublicAccessNotBlocked');
  });

  test('warns where ingress is blocked of what goes through an internet gateway itself, and of nothing else', () => {
    const values = {
      ...inMode('block-ingress'),
      routeTables: [mainTable(nat, out), tableOf(['subnet-b'], route('0.0.0.0/0', 'igw-1'), route('::/0', 'igw-1'))],
    };
    expect(said(judge(publicAccessIsNotBlocked, values))).toEqual([
      'warning',
      'PublicSubnetsBlocked',
      '1 subnet behind an internet gateway with ingress blocked: subnet-b.',
    ]);
    expect(judge(publicAccessIsNotBlocked, inMode('block-ingress')).reason).toBe('BlockedWithoutHarm');
  });

  test('has no fault where nothing is meant to leave, or leaves another way', () => {
    expect(judge(publicAccessIsNotBlocked, inMode('block-bidirectional', [], [])).reason).toBe('BlockedWithoutHarm');
    const transit = inMode('block-bidirectional', [], [route('0.0.0.0/0', 'tgw-1')]);
    expect(judge(publicAccessIsNotBlocked, transit).reason).toBe('BlockedWithoutHarm');
  });

  test.each([
    ['a shared subnet gives no word', { subnets: { all: untold(true), fargateNodesByBlock: {} } }],
    ['the mode is a new one', inMode('block-everything')],
  ])('is unknown when %s', (_, values) => {
    expect(said(judge(publicAccessIsNotBlocked, values))).toEqual([
      'unknown',
      'BlockUnknown',
      '3 subnets of which no block is known: subnet-a, subnet-b, subnet-c.',
    ]);
  });

  test('is unknown when a subnet is not in the VPC, or none was found', () => {
    const gone = judge(publicAccessIsNotBlocked, { nodeGroups: [aNodeGroup({ subnetIds: ['subnet-z'] })] });
    expect(said(gone)).toEqual(['unknown', 'PodSubnetsNotFound', 'Not in the VPC: subnet-z.']);
    const none = judge(publicAccessIsNotBlocked, { nodeGroups: [], fargateProfiles: [], nodes: [] });
    expect(none.reason).toBe('PodSubnetsNotFound');
    const without = judge(publicAccessIsNotBlocked, { routeTables: [] });
    expect(without.reason).toBe('NoRouteTable');
    const stray = judge(publicAccessIsNotBlocked, { nodes: [ipv4Nodes(['n'], { ipv4Block: '192.168.0.0/28' })] });
    expect(said(stray)).toEqual(['unknown', 'NodesOutsideSubnets', 'In none of the subnets of the VPC: n.']);
  });

  test.each([
    'cluster',
    'subnets',
    'nodeGroups',
    'fargateProfiles',
    'nodes',
    'routeTables',
    'internetGateways',
    'egressOnlyInternetGateways',
    'natGateways',
    'blockPublicAccess',
  ] as const)('is unknown when %s were not observed', (need) => {
    const result = judge(publicAccessIsNotBlocked, {}, { sections: { [need]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

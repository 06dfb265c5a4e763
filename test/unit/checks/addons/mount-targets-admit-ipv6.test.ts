import { describe, expect, test } from 'vitest';
import { mountTargetsAdmitIpv6 as check } from '../../../../src/checks/addons/mount-targets-admit-ipv6.ts';
import type { SecurityGroupRule } from '../../../../src/snapshot/firewall-sections.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const on = { policy: { optionalReads: ['FileSystems'] } } as const;
const rule = (changes: Partial<SecurityGroupRule> = {}): SecurityGroupRule => ({
  direction: 'in',
  protocol: '6',
  ports: { from: 2049, to: 2049 },
  ipv4Cidrs: ['10.0.0.0/16'],
  ipv6Cidrs: [],
  prefixListIds: [],
  namesGroups: false,
  ...changes,
});
const mountTargets = [
  {
    fileSystemId: 'fs-1',
    targets: [
      { id: 'fsmt-1', ipv6: true, securityGroups: ['sg-1'] },
      { id: 'fsmt-2', ipv6: false, securityGroups: [] },
    ],
  },
];
const judged = (...rules: readonly SecurityGroupRule[]) =>
  judge(check, { mountTargets, mountTargetGroups: [{ id: 'sg-1', rules }] }, on);

describe('ADD-006', () => {
  test('is off unless the resource asks for it', () => {
    expect(judge(check, { mountTargets }).reason).toBe('FeatureOff');
  });

  test('does not apply where no volume is of EFS', () => {
    expect(said(judge(check, { mountTargets: [], mountTargetGroups: [] }, on))).toEqual([
      'notApplicable',
      'NoFileSystemUsed',
      'No PersistentVolume is of EFS.',
    ]);
  });

  test.each([
    { ipv6Cidrs: ['2a05:d018::/56'] },
    { namesGroups: true },
    { prefixListIds: ['pl-1'] },
    { protocol: '-1', ipv6Cidrs: ['::/0'] },
  ])('passes where a rule may let NFS in over IPv6: %j', (changes) => {
    expect(said(judged(rule(changes)))).toEqual([
      'pass',
      'MountTargetsAdmitIpv6',
      '1 mount target with IPv6, all of them admit NFS.',
    ]);
  });

  test.each([
    {},
    { direction: 'out' as const, ipv6Cidrs: ['::/0'] },
    { protocol: '17', ipv6Cidrs: ['::/0'] },
    { ports: { from: 2050, to: 65_535 }, ipv6Cidrs: ['::/0'] },
  ])('warns where none does: %j', (changes) => {
    const result = judged(rule(changes));
    expect(said(result)).toEqual([
      'warning',
      'MountTargetsShutToIpv6',
      '1 mount target with IPv6 and without NFS over it: fsmt-1.',
    ]);
    expect(result.resources).toEqual([{ kind: 'MountTarget', name: 'fsmt-1' }]);
  });

  test('passes where no mount target has an IPv6 address', () => {
    const ipv4Alone = [{ fileSystemId: 'fs-1', targets: [{ id: 'fsmt-2', ipv6: false, securityGroups: [] }] }];
    expect(judge(check, { mountTargets: ipv4Alone, mountTargetGroups: [] }, on).reason).toBe('MountTargetsAdmitIpv6');
  });

  test('is unknown where a group was not found', () => {
    expect(said(judge(check, { mountTargets, mountTargetGroups: [] }, on))).toEqual([
      'unknown',
      'MountTargetGroupsNotFound',
      'Security groups were not found of fsmt-1.',
    ]);
  });

  test.each(['mountTargets', 'mountTargetGroups'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { ...on, sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

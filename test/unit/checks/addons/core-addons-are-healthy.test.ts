import { describe, expect, test } from 'vitest';
import { coreAddonsAreHealthy as check } from '../../../../src/checks/addons/core-addons-are-healthy.ts';
import type { Addon } from '../../../../src/snapshot/addon-sections.ts';
import { anAddon, coreAddons, versionsOf } from '../../../support/addon-builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const issue = (code: string) => ({ code, resourceIds: [] });
const changed = (changes: Readonly<Record<string, Partial<Addon>>>) => ({ addons: coreAddons(changes) });

describe('ADD-005', () => {
  test('passes where all are active, without issues and compatible', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'CoreAddonsHealthy',
      'Active, without issues and compatible: coredns v1.12.4-eksbuild.1, kube-proxy v1.34.0-eksbuild.4, vpc-cni v1.21.1-eksbuild.1.',
    ]);
  });

  test('one that EKS does not manage is no fault', () => {
    const addons = coreAddons().filter(({ name }) => name !== 'vpc-cni');
    expect(judge(check, { addons }).reason).toBe('CoreAddonsHealthy');
  });

  test('does not apply where EKS manages none of them', () => {
    const expected = [
      'notApplicable',
      'NoCoreAddonManaged',
      'None of coredns, kube-proxy and vpc-cni is an add-on of EKS here.',
    ];
    expect(said(judge(check, { addons: [] }))).toEqual(expected);
    expect(said(judge(check, { addons: [anAddon('adot', 'v0.1', { status: 'DEGRADED' })] }))).toEqual(expected);
  });

  test.each(['DEGRADED', 'CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED', 'SOMETHING_NEW'])(
    'warns of one that is %s, under either goal',
    (status) => {
      for (const goal of ['Migrate', 'Operate'] as const) {
        const result = judge(check, changed({ 'kube-proxy': { status } }), { goal });
        expect(said(result)).toEqual(['warning', 'CoreAddonsUnhealthy', `Core add-ons: kube-proxy is ${status}.`]);
        expect(result.resources).toEqual([{ kind: 'Addon', name: 'kube-proxy' }]);
      }
    },
  );

  test('warns of issues, also of one that is active', () => {
    const healthIssues = [issue('Unschedulable'), issue('InsufficientNumberOfReplicas'), issue('Unschedulable')];
    const changes = changed({
      coredns: { status: 'DEGRADED', healthIssues },
      'vpc-cni': { healthIssues: [issue('AccessDenied')] },
    });
    expect(said(judge(check, changes))).toEqual([
      'warning',
      'CoreAddonsUnhealthy',
      'Core add-ons: coredns is DEGRADED (InsufficientNumberOfReplicas, Unschedulable); vpc-cni is ACTIVE (AccessDenied).',
    ]);
  });

  test('warns of a version that EKS does not list for this version of Kubernetes', () => {
    const result = judge(check, changed({ coredns: { version: 'v1.8.7-eksbuild.2' } }));
    expect(said(result)).toEqual([
      'warning',
      'AddonVersionsIncompatible',
      'Not compatible with Kubernetes 1.34: coredns v1.8.7-eksbuild.2.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Addon', name: 'coredns' }]);
  });

  test.each(['CREATING', 'UPDATING', 'DELETING'])('does not know how one ends that is %s', (status) => {
    const result = judge(check, changed({ 'vpc-cni': { status, healthIssues: [issue('AdmissionRequestDenied')] } }));
    expect(said(result)).toEqual([
      'unknown',
      'CoreAddonsUnderway',
      `Core add-ons: vpc-cni is ${status} (AdmissionRequestDenied).`,
    ]);
  });

  test('is not green where EKS lists no versions of one', () => {
    const expected = [
      'unknown',
      'AddonVersionsNotListed',
      'No versions for Kubernetes 1.34 are listed of coredns, kube-proxy.',
    ];
    const own = versionsOf('vpc-cni', 'v1.21.1-eksbuild.1');
    expect(said(judge(check, { addonVersions: [own] }))).toEqual(expected);
    const empty = ['coredns', 'kube-proxy'].map((name) => ({ name, compatible: [] }));
    expect(said(judge(check, { addonVersions: [own, ...empty] }))).toEqual(expected);
  });

  test('what is wrong is told before what is unknown, and the worst first', () => {
    const addons = coreAddons({ coredns: { status: 'DEGRADED' }, 'kube-proxy': { status: 'UPDATING', version: 'v0' } });
    expect(judge(check, { addons }).reason).toBe('CoreAddonsUnhealthy');
    expect(judge(check, { addons: addons.filter(({ name }) => name !== 'coredns') }).reason).toBe(
      'AddonVersionsIncompatible',
    );
  });

  test('with gaps a warning is told, and nothing is green', () => {
    const sections = { addons: partly<'addons'>(coreAddons({ coredns: { status: 'DEGRADED' } }), 'add-on x') };
    const result = judge(check, {}, { sections });
    expect([result.outcome, result.reason]).toEqual(['unknown', 'PartlyObserved']);
    expect(result.message).toContain('Core add-ons: coredns is DEGRADED.');
  });

  test.each(['cluster', 'addons', 'addonVersions'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

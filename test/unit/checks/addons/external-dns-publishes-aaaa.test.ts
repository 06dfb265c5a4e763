import { describe, expect, test } from 'vitest';
import { externalDnsPublishesAaaa as check } from '../../../../src/checks/addons/external-dns-publishes-aaaa.ts';
import { aNetworkWorkload } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const repository = 'registry.k8s.io/external-dns/external-dns';
const externalDns = (tag: string, ...args: readonly string[]) => ({
  networkWorkloads: [aNetworkWorkload('external-dns', `${repository}${tag}`, { args })],
});
const name = 'Deployment system/external-dns';

describe('ADD-003', () => {
  test('does not apply without external-dns', () => {
    expect(said(judge(check, { networkWorkloads: [] }))).toEqual([
      'notApplicable',
      'ExternalDnsNotUsed',
      'There is no Deployment of external-dns.',
    ]);
  });

  test.each([':v0.16.0', ':0.16.1-debian-12-r0', `:v0.19.0@sha256:${'0'.repeat(64)}`])('passes %s', (tag) => {
    expect(judge(check, externalDns(tag)).reason).toBe('PublishesAaaa');
  });

  test('says who publishes', () => {
    expect(
      said(judge(check, externalDns(':v0.16.0', '--managed-record-types=A', '--managed-record-types=AAAA'))),
    ).toEqual(['pass', 'PublishesAaaa', `AAAA records are published by ${name} (0.16.0).`]);
  });

  test('warns of an older one', () => {
    const result = judge(check, externalDns(':v0.15.1'));
    expect(said(result)).toEqual(['warning', 'ExternalDnsTooOld', `Older than 0.16.0: ${name} (0.15.1).`]);
    expect(result.resources).toEqual([{ kind: 'Deployment', namespace: 'system', name: 'external-dns' }]);
  });

  test.each([
    [['--exclude-record-types=AAAA']],
    [['--managed-record-types=A', '--managed-record-types=CNAME']],
    [['--managed-record-types', 'A']],
  ])('warns where AAAA records are left out by %s', (args) => {
    expect(said(judge(check, externalDns(':v0.19.0', ...args)))).toEqual([
      'warning',
      'AaaaRecordsExcluded',
      `AAAA records are left out by ${name} (0.19.0).`,
    ]);
  });

  test('never guesses a version', () => {
    expect(said(judge(check, externalDns(':latest')))).toEqual([
      'unknown',
      'ExternalDnsVersionUnknown',
      `No version in the image of ${name}.`,
    ]);
  });

  test('is unknown without the workloads', () => {
    const sections = { networkWorkloads: denied('list,watch deployments') };
    expect(said(judge(check, {}, { sections }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: list,watch deployments.',
    ]);
  });
});

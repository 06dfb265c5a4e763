import type { NetworkWorkload } from '../../snapshot/workload-sections.ts';
import { defineCheck, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { isOlderThan, valuesOf, versionOf, workloadName, workloadRef } from '../network-workloads.ts';
import { listNames, sortedByName } from '../text.ts';

/** The first version that publishes AAAA records for every dual-stack load balancer. */
const neededVersion = '0.16.0';

/**
 * Load balancers that got an IPv6 address are found by it only where external-dns publishes an AAAA record beside the A
 * record.
 */
export const externalDnsPublishesAaaa = defineCheck({
  id: 'external-dns-publishes-aaaa',
  code: 'ADD-003',
  condition: 'AddonsCompatible',
  title: 'Every external-dns publishes AAAA records',
  goals: ['Migrate', 'Operate'],
  needs: ['networkWorkloads'],
  reasons: {
    PublishesAaaa: pass('Every external-dns is 0.16.0 or later and publishes AAAA records.'),
    ExternalDnsNotUsed: notApplicable('There is no Deployment of external-dns.'),
    AaaaRecordsExcluded: warning('The arguments of an external-dns leave AAAA records out.', 'seen'),
    ExternalDnsTooOld: warning('An external-dns is older than 0.16.0.', 'seen'),
    ExternalDnsVersionUnknown: unknown('The image of an external-dns has no version.'),
  },
  sources: [
    { url: 'https://github.com/kubernetes-sigs/external-dns/pull/5111', readOn: '2026-11-22' },
    { url: 'https://github.com/kubernetes-sigs/external-dns/issues/1877', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Upgrade external-dns to 0.16.0 or later and let it manage AAAA records.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html',
  },
  evaluate({ networkWorkloads }, verdict) {
    const all = sortedByName(networkWorkloads).filter(({ component }) => component === 'external-dns');
    if (all.length === 0) return verdict('ExternalDnsNotUsed', 'There is no Deployment of external-dns.');
    const cases = [
      { reason: 'AaaaRecordsExcluded', found: all.filter(excludesAaaa), text: 'AAAA records are left out by' },
      {
        reason: 'ExternalDnsTooOld',
        found: all.filter((each) => isOlderThan(each, neededVersion) === true),
        text: `Older than ${neededVersion}:`,
      },
      {
        reason: 'ExternalDnsVersionUnknown',
        found: all.filter((each) => isOlderThan(each, neededVersion) === undefined),
        text: 'No version in the image of',
      },
    ] as const;
    for (const { reason, found, text } of cases) {
      if (found.length === 0) continue;
      const message = `${text} ${listNames(found.map(withVersion))}.`;
      return verdict(reason, message, { resources: found.map(workloadRef) });
    }
    return verdict('PublishesAaaa', `AAAA records are published by ${listNames(all.map(withVersion))}.`);
  },
});

/** Without the flag, A, AAAA and CNAME records are managed. */
function excludesAaaa(workload: NetworkWorkload): boolean {
  const managed = valuesOf(workload, 'managed-record-types');
  const excluded = valuesOf(workload, 'exclude-record-types');
  return excluded.includes('AAAA') || (managed.length > 0 && !managed.includes('AAAA'));
}

function withVersion(workload: NetworkWorkload): string {
  const version = versionOf(workload);
  return version === undefined ? workloadName(workload) : `${workloadName(workload)} (${version})`;
}

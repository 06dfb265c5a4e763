import type { Tally } from '../../snapshot/facts/tally.ts';
import type { Ipv4Literals } from '../../snapshot/workload-sections.ts';
import { defineCheck, info, pass, warning } from '../define-check.ts';
import { countOf, listTallied, roughly, sentence, workloadRefs } from '../text.ts';

/**
 * A server told to listen on `0.0.0.0` hears nothing that comes over IPv6, so its Service has no working endpoint in an
 * IPv6 cluster; other IPv4 literals lead out of the cluster at best. Read from arguments and environment, so it is a hint.
 */
export const workloadsNameNoIpv4Literals = defineCheck({
  id: 'workloads-name-no-ipv4-literals',
  code: 'APP-002',
  condition: 'WorkloadsCompatible',
  title: 'No workload has IPv4 addresses in its arguments or environment',
  goals: ['Migrate'],
  needs: ['ipv4Literals'],
  reasons: {
    NoIpv4Literals: pass('No workload outside kube-system has an IPv4 literal in its arguments or environment.'),
    WorkloadsListenOnIpv4: warning('A workload has `0.0.0.0` in its arguments or environment.', 'seen'),
    WorkloadsNameIpv4Addresses: info('A workload has another IPv4 address in its arguments or environment.'),
  },
  sources: [
    { url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html', readOn: '2026-11-22' },
    { url: 'https://github.com/zalando-incubator/kubernetes-on-aws/pull/8541', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Listen on `::`, which takes both families, and use names in the place of addresses.',
    url: 'https://docs.aws.amazon.com/eks/latest/userguide/cni-ipv6.html',
  },
  evaluate({ ipv4Literals }, verdict) {
    const listening = ipv4Literals.filter(({ facts }) => facts.literal === 'wildcard');
    const naming = ipv4Literals.filter(({ facts }) => facts.literal === 'address');
    const text = (found: readonly Tally<Ipv4Literals>[], what: string): string =>
      `${roughly(countOf(found), 'workload')} with ${what}: ${listTallied(found)}`;
    if (listening.length > 0) {
      const message = sentence([text(listening, '0.0.0.0 in arguments or environment')]);
      return verdict('WorkloadsListenOnIpv4', message, { resources: workloadRefs(listening) });
    }
    if (naming.length > 0) {
      const message = sentence([text(naming, 'IPv4 addresses in arguments or environment')]);
      return verdict('WorkloadsNameIpv4Addresses', message, { resources: workloadRefs(naming) });
    }
    return verdict('NoIpv4Literals', 'No workload has an IPv4 literal in its arguments or environment.');
  },
});

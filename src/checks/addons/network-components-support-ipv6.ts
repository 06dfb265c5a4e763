import { argumentOf } from '../../snapshot/facts/container-facts.ts';
import type { NetworkWorkload } from '../../snapshot/workload-sections.ts';
import { componentRules, type ComponentRule } from '../data/network-components.ts';
import { defineCheck, info, notApplicable, pass, unknown, warning } from '../define-check.ts';
import { isOlderThan, workloadName, workloadRef } from '../network-workloads.ts';
import { listNames, sortedByName } from '../text.ts';

type Judgement = 'fits' | 'lacks' | 'limited' | 'unknown';

/**
 * Service meshes, other CNIs and credential proxies stand between pods and the network: one that knows IPv4 alone cuts
 * pods of an IPv6 cluster off, or lets through what it is there to hold back.
 */
export const networkComponentsSupportIpv6 = defineCheck({
  id: 'network-components-support-ipv6',
  code: 'ADD-002',
  condition: 'AddonsCompatible',
  title: 'Meshes, other CNIs and credential proxies support IPv6',
  goals: ['Migrate', 'Operate'],
  needs: ['networkWorkloads', 'vpcCni'],
  reasons: {
    ComponentsSupportIpv6: pass('Every component of the table that is there supports IPv6.'),
    NoSuchComponents: notApplicable('None of the components of the table is there.'),
    ComponentsWithoutIpv6: warning('A component has no IPv6, or not in this version, or it is switched off.', 'seen'),
    ComponentVersionUnknown: unknown('The image of a component has no version: a digest, no tag, or a private one.'),
    ComponentsLimited: info('A component supports IPv6 with limits that its workload does not tell.'),
  },
  sources: [
    { url: 'https://github.com/istio/istio/issues/36961', readOn: '2026-11-22' },
    { url: 'https://github.com/linkerd/linkerd2/issues/3849', readOn: '2026-11-22' },
    { url: 'https://github.com/cilium/cilium/issues/18405', readOn: '2026-11-22' },
    { url: 'https://github.com/aws/amazon-vpc-cni-k8s/issues/2391', readOn: '2026-11-22' },
  ],
  remediation: {
    text: 'Upgrade or replace the component; see its own documentation for how IPv6 is switched on.',
    url: 'https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html',
  },
  evaluate({ networkWorkloads, vpcCni }, verdict) {
    const hasVpcCni = vpcCni.daemonSet !== undefined;
    const judged = tellingOnes(sortedByName(networkWorkloads)).flatMap((workload) => {
      const rule = componentRules[workload.component];
      return rule ? [{ workload, rule, judgement: judge(workload, rule, hasVpcCni) }] : [];
    });
    const of = (which: Judgement) => judged.filter(({ judgement }) => judgement === which);
    const say = (
      reason: 'ComponentsLimited' | 'ComponentsWithoutIpv6' | 'ComponentVersionUnknown',
      which: Judgement,
    ) => {
      const found = of(which);
      const texts = found.map(({ workload, rule }) => `${rule.name} (${workloadName(workload)}: ${rule.why})`);
      const message = `${lead[reason]}: ${listNames(texts)}.`;
      return verdict(reason, message, { resources: found.map(({ workload }) => workloadRef(workload)) });
    };
    if (judged.length === 0) return verdict('NoSuchComponents', 'No mesh, other CNI or credential proxy is there.');
    if (of('lacks').length > 0) return say('ComponentsWithoutIpv6', 'lacks');
    if (of('unknown').length > 0) return say('ComponentVersionUnknown', 'unknown');
    if (of('limited').length > 0) return say('ComponentsLimited', 'limited');
    const names = listNames([...new Set(judged.map(({ rule }) => rule.name))]);
    return verdict('ComponentsSupportIpv6', `With IPv6: ${names}.`);
  },
});

const lead = {
  ComponentsLimited: 'With limits',
  ComponentsWithoutIpv6: 'Without IPv6',
  ComponentVersionUnknown: 'No version in the image of',
};

function judge(workload: NetworkWorkload, rule: ComponentRule, hasVpcCni: boolean): Judgement {
  if (rule.ipv6 === 'never') return 'lacks';
  // In the place of the VPC CNI it is the pods' own network that is not seen.
  if (rule.ipv6 === 'replaces') return hasVpcCni ? 'limited' : 'unknown';
  if (rule.ipv6 === 'since') {
    const old = isOlderThan(workload, rule.version);
    return old === undefined ? 'unknown' : old ? 'lacks' : 'fits';
  }
  return argumentOf(workload.container.args, rule.argument) === 'true' ? 'fits' : 'lacks';
}

/** Of a component that is told by a flag, those that have it; all where none has, as before the flag was there. */
function tellingOnes(all: readonly NetworkWorkload[]): readonly NetworkWorkload[] {
  return all.filter((workload) => {
    const rule = componentRules[workload.component];
    if (rule?.ipv6 !== 'flag') return true;
    const hasFlag = ({ container }: NetworkWorkload): boolean =>
      argumentOf(container.args, rule.argument) !== undefined;
    return hasFlag(workload) || !all.some((each) => each.component === workload.component && hasFlag(each));
  });
}

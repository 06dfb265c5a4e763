import { describe, expect, test } from 'vitest';
import { networkComponentsSupportIpv6 as check } from '../../../../src/checks/addons/network-components-support-ipv6.ts';
import { aNetworkWorkload } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const istio = (tag: string) => aNetworkWorkload('istio', `docker.io/istio/pilot${tag}`);
const linkerd = (...args: readonly string[]) =>
  aNetworkWorkload('linkerd', 'cr.l5d.io/linkerd/controller:edge-25.1.1', { args });
const cilium = aNetworkWorkload('cilium', 'quay.io/cilium/cilium:v1.17.0');
const judged = (...networkWorkloads: readonly ReturnType<typeof aNetworkWorkload>[]) =>
  judge(check, { networkWorkloads });

describe('ADD-002', () => {
  test('does not apply where none of the components is there', () => {
    const externalDns = aNetworkWorkload('external-dns', 'registry.k8s.io/external-dns/external-dns:v0.19.0');
    expect(said(judged(externalDns))).toEqual([
      'notApplicable',
      'NoSuchComponents',
      'No mesh, other CNI or credential proxy is there.',
    ]);
  });

  test('passes an Istio that finds out about IPv6, and a Linkerd that was told', () => {
    expect(said(judged(istio(':1.13.0'), linkerd('-enable-ipv6=true')))).toEqual([
      'pass',
      'ComponentsSupportIpv6',
      'With IPv6: Istio, Linkerd.',
    ]);
  });

  test('warns of an Istio that is older', () => {
    const result = judged(istio(':1.12.9'));
    expect(said(result)).toEqual([
      'warning',
      'ComponentsWithoutIpv6',
      'Without IPv6: Istio (Deployment system/istio: it finds out about IPv6 by itself from then on).',
    ]);
    expect(result.resources).toEqual([{ kind: 'Deployment', namespace: 'system', name: 'istio' }]);
  });

  test.each([
    ['that was told not to', linkerd('-enable-ipv6=false')],
    ['that knows nothing of it', linkerd('-log-level=info')],
  ])('warns of a Linkerd %s', (_, workload) => {
    expect(judged(workload).message).toBe(
      'Without IPv6: Linkerd (Deployment system/linkerd: IPv6 is off unless disableIPv6 is false).',
    );
  });

  test('looks at the part of Linkerd that is told', () => {
    expect(judged(linkerd('-log-level=info'), linkerd('-enable-ipv6=true')).reason).toBe('ComponentsSupportIpv6');
  });

  test.each(['kiam', 'kube2iam'] as const)('warns of %s in any version', (component) => {
    const result = judged(aNetworkWorkload(component, `quay.io/x/${component}:v9.9.9`));
    expect(result.reason).toBe('ComponentsWithoutIpv6');
    expect(result.message).toContain('it redirects the IPv4 address of the metadata service alone');
  });

  test.each(['', ':latest', `@sha256:${'0'.repeat(64)}`])('never guesses the version of Istio (%s)', (tag) => {
    expect(said(judged(istio(tag)))).toEqual([
      'unknown',
      'ComponentVersionUnknown',
      'No version in the image of: Istio (Deployment system/istio: it finds out about IPv6 by itself from then on).',
    ]);
  });

  test('mentions limits of what is chained with the VPC CNI', () => {
    expect(said(judged(cilium))).toEqual([
      'info',
      'ComponentsLimited',
      'With limits: Cilium (Deployment system/cilium: its ENI mode has no IPv6; chaining with the VPC CNI has).',
    ]);
  });

  test('is unknown where another CNI stands in the place of the VPC CNI', () => {
    const result = judge(check, { networkWorkloads: [cilium], vpcCni: { otherDaemonSets: [] } });
    expect([result.outcome, result.reason]).toEqual(['unknown', 'ComponentVersionUnknown']);
  });

  test.each(['networkWorkloads', 'vpcCni'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('list,watch daemonsets') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: list,watch daemonsets.']);
  });
});

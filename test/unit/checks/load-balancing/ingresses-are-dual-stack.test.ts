import { describe, expect, test } from 'vitest';
import { ingressesAreDualStack as check } from '../../../../src/checks/load-balancing/ingresses-are-dual-stack.ts';
import type { IngressClassParams } from '../../../../src/snapshot/load-balancer-sections.ts';
import { aCluster, aLoadBalancerController, anIngress } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const ipv4Only = anIngress({ ipAddressType: 'ipv4' });
const { ipAddressType: _, ...saysNothing } = anIngress();
const dualClass = (apiGroup: IngressClassParams['apiGroup'], controller: string) => ({
  ingressClasses: [
    { name: 'alb', controller, parameters: { group: apiGroup, kind: 'IngressClassParams', name: 'dual' } },
  ],
});
const params: IngressClassParams = {
  apiGroup: 'elbv2.k8s.aws',
  name: 'dual',
  ipAddressType: 'dualstack',
  sources: [],
  subnets: [],
};

describe('LBC-002', () => {
  test('passes when every Ingress asks for dual stack', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'IngressesDualStack',
      'Every Ingress asks for a dual-stack load balancer.',
    ]);
  });

  test('blocks an IPv4 one in an IPv6 cluster, said or by default, and warns before the migration', () => {
    for (const ingress of [ipv4Only, saysNothing]) {
      const result = judge(check, { ingresses: [ingress] });
      expect(said(result)).toEqual(['blocker', 'IngressesIpv4Only', 'IPv4 only: Ingress default/web.']);
      expect(result.resources).toEqual([{ kind: 'Ingress', namespace: 'default', name: 'web' }]);
    }
    const before = { cluster: aCluster({ ipFamily: 'ipv4' }), ingresses: [ipv4Only] };
    expect(judge(check, before, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test('is not for Ingresses of others', () => {
    const classes = { ingressClasses: [{ name: 'alb', controller: 'k8s.io/ingress-nginx' }] };
    expect(said(judge(check, { ...classes, ingresses: [ipv4Only] }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Ingress asks for a load balancer of AWS.',
    ]);
    const annotated = anIngress({ ipAddressType: 'ipv4', classAnnotation: 'nginx' });
    expect(judge(check, { ingresses: [annotated] }).reason).toBe('NoLoadBalancers');
    expect(judge(check, { ingresses: [] }).reason).toBe('NoLoadBalancers');
  });

  test('is for those with the old annotation, as the controller reads it', () => {
    const { className: __, ...ingress } = ipv4Only;
    const annotated = { ...ingress, classAnnotation: 'edge' };
    expect(judge(check, { ingresses: [annotated] }).reason).toBe('NoLoadBalancers');
    const loadBalancerControllers = [aLoadBalancerController({ args: ['--ingress-class=edge'] })];
    expect(judge(check, { ingresses: [annotated], loadBalancerControllers }).reason).toBe('IngressesIpv4Only');
  });

  test('what the parameters of the class say counts before the annotation', () => {
    const classes = dualClass('elbv2.k8s.aws', 'ingress.k8s.aws/alb');
    expect(judge(check, { ...classes, ingressClassParams: [params], ingresses: [ipv4Only] }).outcome).toBe('pass');
    const ipv4Params = [{ ...params, ipAddressType: 'ipv4' }];
    expect(judge(check, { ...classes, ingressClassParams: ipv4Params }).reason).toBe('IngressesIpv4Only');
  });

  test('Auto Mode has parameters of its own', () => {
    const classes = dualClass('eks.amazonaws.com', 'eks.amazonaws.com/alb');
    const ours = { ...params, apiGroup: 'eks.amazonaws.com' } as const;
    expect(judge(check, { ...classes, ingressClassParams: [ours], ingresses: [ipv4Only] }).outcome).toBe('pass');
    expect(judge(check, { ...classes, ingressClassParams: [params] }).reason).toBe('IngressClassParamsMissing');
  });

  test('warns of parameters that do not exist', () => {
    const classes = dualClass('elbv2.k8s.aws', 'ingress.k8s.aws/alb');
    expect(said(judge(check, classes))).toEqual([
      'warning',
      'IngressClassParamsMissing',
      'IngressClassParams that do not exist are named by the class of: Ingress default/web.',
    ]);
  });

  test('one member of a group speaks for all, and two may not contradict each other', () => {
    const silent = { ...saysNothing, name: 'api', group: 'edge' };
    expect(judge(check, { ingresses: [silent, anIngress({ group: 'edge' })] }).outcome).toBe('pass');
    expect(judge(check, { ingresses: [silent, anIngress({ group: 'other' })] }).message).toBe(
      'IPv4 only: Ingress default/api.',
    );
    const result = judge(check, {
      ingresses: [anIngress({ group: 'edge' }), { ...ipv4Only, name: 'api', group: 'edge' }],
    });
    expect(said(result)).toEqual([
      'blocker',
      'IngressGroupConflict',
      'Groups that ask for different address types: Ingress default/api, Ingress default/web.',
    ]);
  });

  test('blocks a type that does not exist', () => {
    expect(said(judge(check, { ingresses: [anIngress({ ipAddressType: 'ipv6' })] }))).toEqual([
      'blocker',
      'InvalidIpAddressType',
      'No such address type: Ingress default/web.',
    ]);
  });

  test('dual stack without public IPv4 needs controller 2.8.0', () => {
    const ingresses = [anIngress({ ipAddressType: 'dualstack-without-public-ipv4' })];
    expect(judge(check, { ingresses }).outcome).toBe('pass');
    const old = [
      aLoadBalancerController({ image: { image: 'aws-load-balancer-controller:v2.7.2', version: '2.7.2' } }),
    ];
    expect(said(judge(check, { ingresses, loadBalancerControllers: old }))).toEqual([
      'blocker',
      'ControllerTooOldForType',
      'Controller 2.7.2 does not know dualstack-without-public-ipv4: Ingress default/web.',
    ]);
  });

  test('does not apply to an IPv4 cluster that is to stay one', () => {
    const values = { cluster: aCluster({ ipFamily: 'ipv4' }), ingresses: [ipv4Only] };
    expect(said(judge(check, values))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4, and so may its load balancers.',
    ]);
  });

  test('with gaps a conflict still blocks and a pass is unknown', () => {
    const gap = (ingresses: Parameters<typeof partly<'ingresses'>>[0]) => ({
      sections: { ingresses: partly<'ingresses'>(ingresses, 'one was garbled') },
    });
    expect(judge(check, {}, gap([anIngress({ ipAddressType: 'ipv6' })])).outcome).toBe('blocker');
    expect(judge(check, {}, gap([anIngress()])).reason).toBe('PartlyObserved');
  });

  test.each([
    'cluster',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ] as const)('is unknown without %s', (section) => {
    expect(said(judge(check, {}, { sections: { [section]: denied('the read') } }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: the read.',
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { loadBalancerTargetsAreIp as check } from '../../../../src/checks/load-balancing/load-balancer-targets-are-ip.ts';
import {
  aCluster,
  aLoadBalancerController,
  anIngress,
  fargateNodes,
  loadBalancerServices,
  nodes as nodesOfEc2,
  servicesThatAsk,
} from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const { targetType: _, ...silent } = loadBalancerServices([]).facts;
const silentService = servicesThatAsk({ facts: silent, count: 1, names: ['default/shop'] });
const { targetType: __, ...silentIngress } = anIngress();
const ofAutoMode = { loadBalancerClass: 'eks.amazonaws.com/nlb' };

describe('LBC-004', () => {
  test('passes with IP targets', () => {
    expect(said(judge(check))).toEqual(['pass', 'TargetsAreIp', 'The targets of all load balancers are pods.']);
  });

  test('warns of instances, which are the default, and informs before the migration', () => {
    const values = { loadBalancerServices: silentService, ingresses: [silentIngress] };
    const result = judge(check, values);
    expect(said(result)).toEqual([
      'warning',
      'InstanceTargets',
      'Targets are instances: Ingress default/web, Service default/shop.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Ingress', namespace: 'default', name: 'web' },
      { kind: 'Service', namespace: 'default', name: 'shop' },
    ]);
    const before = { ...values, cluster: aCluster({ ipFamily: 'ipv4' }) };
    expect(judge(check, before, { goal: 'Migrate' }).outcome).toBe('info');
  });

  test('the controller can have another default', () => {
    const loadBalancerControllers = [aLoadBalancerController({ args: ['--default-target-type=ip'] })];
    const values = { loadBalancerControllers, loadBalancerServices: silentService, ingresses: [silentIngress] };
    expect(judge(check, values).outcome).toBe('pass');
  });

  test('Auto Mode and the old type nlb-ip have IP targets by default', () => {
    for (const changes of [ofAutoMode, { type: 'nlb-ip' }]) {
      const { loadBalancerClass: ___, ...rest } = silent;
      const requests = servicesThatAsk({ facts: { ...rest, ...changes }, count: 1, names: ['default/shop'] });
      expect(judge(check, { loadBalancerServices: requests }).outcome).toBe('pass');
    }
    const ingressClasses = [{ name: 'alb', controller: 'eks.amazonaws.com/alb' }];
    expect(judge(check, { ingressClasses, ingresses: [silentIngress] }).outcome).toBe('pass');
  });

  test('for an Ingress the class counts first, then the Service behind, then its own annotation', () => {
    const instance = anIngress({ targetType: 'instance' });
    const albTargetTypes = { 'default/web': 'ip', 'other/web': 'instance' };
    expect(
      judge(check, { ingresses: [instance], loadBalancerServices: { requests: [], albTargetTypes } }).outcome,
    ).toBe('pass');
    const parameters = { group: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'ip' };
    const values = {
      ingresses: [instance],
      ingressClasses: [{ name: 'alb', controller: 'ingress.k8s.aws/alb', parameters }],
      ingressClassParams: [
        { apiGroup: 'elbv2.k8s.aws', name: 'ip', targetType: 'ip', sources: [], subnets: [] } as const,
      ],
    };
    expect(judge(check, values).outcome).toBe('pass');
    expect(judge(check, { ingresses: [instance] }).reason).toBe('InstanceTargets');
  });

  test('blocks instances where every node is a Fargate node', () => {
    expect(said(judge(check, { loadBalancerServices: silentService, nodes: [fargateNodes(2)] }))).toEqual([
      'blocker',
      'InstanceTargetsOnFargate',
      'Targets are instances: Service default/shop.',
    ]);
  });

  test('warns where other nodes can be targets, or no node is there yet', () => {
    for (const nodes of [[fargateNodes(2), nodesOfEc2(['ip-10-0-0-10'])], []]) {
      expect(judge(check, { loadBalancerServices: silentService, nodes }).reason).toBe('InstanceTargets');
    }
  });

  test('does not apply where nothing is asked for, nor to an IPv4 cluster that is to stay one', () => {
    expect(said(judge(check, { loadBalancerServices: servicesThatAsk(), ingresses: [] }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Service or Ingress asks for a load balancer of AWS.',
    ]);
    expect(judge(check, { cluster: aCluster({ ipFamily: 'ipv4' }) }).reason).toBe('Ipv4Cluster');
  });

  test.each([
    'cluster',
    'nodes',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ] as const)('is unknown without %s', (section) => {
    expect(judge(check, {}, { sections: { [section]: denied('the read') } }).reason).toBe('AccessDenied');
  });
});

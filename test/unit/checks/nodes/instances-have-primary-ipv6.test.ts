import { describe, expect, test } from 'vitest';
import { instancesHavePrimaryIpv6 as check } from '../../../../src/checks/nodes/instances-have-primary-ipv6.ts';
import type { LoadBalancerService } from '../../../../src/snapshot/load-balancer-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import {
  aCluster,
  aLoadBalancerController,
  anIngress,
  fargateNodes,
  loadBalancerServices,
  nodes,
  servicesThatAsk,
} from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';
import { instances } from '../../../support/node-builders.ts';

const without = [instances(['i-0b'], { hasPrimaryIpv6: false }), instances(['i-0a'])];

/** `default/shop`, with the target type it names, or with none. */
function service({ targetType, ...changes }: Partial<LoadBalancerService> = {}) {
  const { facts, ...rest } = loadBalancerServices(['default/shop'], changes);
  const { targetType: _, ...bare } = facts;
  return servicesThatAsk({ ...rest, facts: targetType === undefined ? bare : { ...bare, targetType } });
}
const reasonWith = (values: Partial<Sections>) => judge(check, { instances: without, ...values }).reason;

describe('NOD-006', () => {
  test('passes where every instance has one, whatever the targets are', () => {
    for (const loadBalancerServices of [service({ targetType: 'ip' }), service({ targetType: 'instance' })]) {
      expect(said(judge(check, { loadBalancerServices }))).toEqual([
        'pass',
        'AllInstancesHavePrimaryIpv6',
        'Every instance has a primary IPv6 address.',
      ]);
    }
  });

  test('does not apply to an IPv4 cluster', () => {
    expect(said(judge(check, { cluster: aCluster({ ipFamily: 'ipv4' }), instances: without }))).toEqual([
      'notApplicable',
      'Ipv4Cluster',
      'The cluster uses IPv4.',
    ]);
  });

  test('tells of instances without one where all targets are pods', () => {
    const result = judge(check, { instances: without });
    expect(said(result)).toEqual([
      'info',
      'InstancesWithoutPrimaryIpv6',
      'Instances without a primary IPv6 address: i-0b.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Instance', name: 'i-0b' }]);
  });

  test('blocks where they are targets, and names who has them as such', () => {
    const result = judge(check, {
      instances: [
        instances(['i-0c', 'i-0b'], { hasPrimaryIpv6: false }),
        instances(['i-0d'], { hasPrimaryIpv6: false, hasIpv6: false }),
        instances(['i-0e'], { hasPrimaryIpv6: false, settled: false }),
        instances(['i-0f'], { hasPrimaryIpv6: false, autoMode: true }),
        instances(['i-0a']),
      ],
      loadBalancerServices: service({ targetType: 'instance' }),
      ingresses: [
        anIngress({ name: 'admin', targetType: 'instance' }),
        anIngress({ name: 'other', className: 'nginx', targetType: 'instance' }),
        anIngress(),
      ],
    });
    expect(said(result)).toEqual([
      'blocker',
      'InstanceTargetsWithoutPrimaryIpv6',
      'Instances without a primary IPv6 address: i-0b, i-0c, i-0d; they are targets of Ingress default/admin, Service default/shop.',
    ]);
    expect(result.resources.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      'Instance i-0b',
      'Instance i-0c',
      'Instance i-0d',
    ]);
  });

  test('a Service that names no target type has what its controller gives it', () => {
    const loadBalancerServices = service();
    expect(reasonWith({ loadBalancerServices })).toBe('InstanceTargetsWithoutPrimaryIpv6');
    const loadBalancerControllers = [aLoadBalancerController({ args: ['--default-target-type=ip'] })];
    expect(reasonWith({ loadBalancerServices, loadBalancerControllers })).toBe('InstancesWithoutPrimaryIpv6');
    const ofAutoMode = service({ loadBalancerClass: 'eks.amazonaws.com/nlb' });
    expect(reasonWith({ loadBalancerServices: ofAutoMode })).toBe('InstancesWithoutPrimaryIpv6');
  });

  test('load balancers of others are theirs', () => {
    const loadBalancerServices = service({ targetType: 'instance', loadBalancerClass: 'example.com/metal' });
    expect(reasonWith({ loadBalancerServices })).toBe('InstancesWithoutPrimaryIpv6');
    const classless = [{ name: 'alb', controller: 'example.com/ingress' }];
    const ingresses = [anIngress({ targetType: 'instance' })];
    expect(reasonWith({ ingresses, ingressClasses: classless })).toBe('InstancesWithoutPrimaryIpv6');
    expect(reasonWith({ ingresses })).toBe('InstanceTargetsWithoutPrimaryIpv6');
  });

  test('no instance that has had its time is not known beside nodes of EC2', () => {
    const young = [instances(['i-0a'], { settled: false, hasPrimaryIpv6: false })];
    expect(said(judge(check, { instances: young, nodes: [nodes(['node-1'])] }))).toEqual([
      'unknown',
      'InstancesNotFound',
      'No instance with the tag of the cluster was found, while there are nodes: node-1.',
    ]);
    expect(said(judge(check, { instances: [], nodes: [fargateNodes(2)] }))).toEqual([
      'notApplicable',
      'NoEc2Nodes',
      'AWS runs every node.',
    ]);
  });

  test('what was seen stands when other instances are missing, and a pass does not', () => {
    const gap = 'one reservation was garbled';
    const loadBalancerServices = service({ targetType: 'instance' });
    const found = { instances: partly<'instances'>(without, gap) };
    expect(judge(check, { loadBalancerServices }, { sections: found }).outcome).toBe('blocker');
    const whole = { instances: partly<'instances'>([instances(['i-0a'])], gap) };
    expect(judge(check, {}, { sections: whole }).reason).toBe('PartlyObserved');
  });

  test.each([
    'cluster',
    'instances',
    'nodes',
    'loadBalancerControllers',
    'loadBalancerServices',
    'ingresses',
    'ingressClasses',
    'ingressClassParams',
  ] as const)('is unknown without %s', (need) => {
    expect(judge(check, {}, { sections: { [need]: denied('the read') } }).outcome).toBe('unknown');
  });
});

import { describe, expect, test } from 'vitest';
import { servicesAvoidInTreeLoadBalancers as check } from '../../../../src/checks/load-balancing/services-avoid-in-tree-load-balancers.ts';
import { aCluster, loadBalancerServices, servicesThatAsk } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const { loadBalancerClass: _, ...unclassed } = loadBalancerServices([]).facts;
const asking = (type?: string) => ({
  loadBalancerServices: servicesThatAsk({
    facts: { ...unclassed, ...(type === undefined ? {} : { type }) },
    count: 1,
    names: ['default/old'],
  }),
});

describe('LBC-006', () => {
  test('passes when every Service has a controller of its own', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'NoInTreeLoadBalancers',
      'No Service leaves its load balancer to the cloud provider.',
    ]);
  });

  test.each([undefined, 'nlb'])('blocks one that is left to the cloud provider (type %s)', (type) => {
    const result = judge(check, asking(type));
    expect(said(result)).toEqual([
      'blocker',
      'InTreeLoadBalancers',
      'Left to the cloud provider, without IPv6: Service default/old.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Service', namespace: 'default', name: 'old' }]);
  });

  test('only warns before the migration', () => {
    const before = { ...asking(), cluster: aCluster({ ipFamily: 'ipv4' }) };
    expect(judge(check, before, { goal: 'Migrate' }).outcome).toBe('warning');
  });

  test.each(['external', 'nlb-ip'])('the annotation %s hands it to the controller', (type) => {
    expect(judge(check, asking(type)).outcome).toBe('pass');
  });

  test('Auto Mode takes Services without a class', () => {
    expect(judge(check, { ...asking(), cluster: aCluster({ autoMode: true }) }).outcome).toBe('pass');
  });

  test('the class of somebody else is no business of ours', () => {
    const foreign = servicesThatAsk(
      loadBalancerServices(['default/metal'], { loadBalancerClass: 'example.com/metal' }),
    );
    expect(judge(check, { loadBalancerServices: foreign }).outcome).toBe('pass');
  });

  test('does not apply without Services, nor to an IPv4 cluster that is to stay one', () => {
    expect(said(judge(check, { loadBalancerServices: servicesThatAsk() }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Service asks for a load balancer of AWS.',
    ]);
    expect(judge(check, { ...asking(), cluster: aCluster({ ipFamily: 'ipv4' }) }).reason).toBe('Ipv4Cluster');
  });

  test.each(['cluster', 'loadBalancerControllers', 'loadBalancerServices'] as const)(
    'is unknown without %s',
    (section) => {
      expect(judge(check, {}, { sections: { [section]: denied('the read') } }).reason).toBe('AccessDenied');
    },
  );
});

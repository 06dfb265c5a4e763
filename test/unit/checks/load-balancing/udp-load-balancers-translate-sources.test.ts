import { describe, expect, test } from 'vitest';
import { udpLoadBalancersTranslateSources as check } from '../../../../src/checks/load-balancing/udp-load-balancers-translate-sources.ts';
import type { LoadBalancerService } from '../../../../src/snapshot/load-balancer-sections.ts';
import { aCluster, aLoadBalancerController, loadBalancerServices, servicesThatAsk } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

const asking = (changes: Partial<LoadBalancerService>) => ({
  loadBalancerServices: servicesThatAsk(loadBalancerServices(['games/udp'], changes)),
});
const old = [aLoadBalancerController({ image: { image: 'aws-load-balancer-controller:v2.9.2', version: '2.9.2' } })];

describe('LBC-005', () => {
  test('passes with source NAT prefixes, and where no dual-stack Service has a UDP port', () => {
    expect(said(judge(check))).toEqual([
      'pass',
      'SourcesTranslated',
      'Every dual-stack Service with a UDP port has source NAT prefixes on.',
    ]);
    expect(judge(check, asking({})).message).toBe('No dual-stack Service has a UDP port.');
    expect(judge(check, asking({ udp: true, ipAddressType: 'ipv4' })).outcome).toBe('pass');
  });

  test.each([{ udp: true }, { udp: true, sourceNat: 'off' }])(
    'blocks UDP on dual stack without them (%j)',
    (changes) => {
      const result = judge(check, asking(changes));
      expect(said(result)).toEqual([
        'blocker',
        'SourceNatOff',
        'UDP on dual stack without source NAT prefixes: Service games/udp.',
      ]);
      expect(result.resources).toEqual([{ kind: 'Service', namespace: 'games', name: 'udp' }]);
    },
  );

  test('blocks a controller that cannot do it, where it is asked for it', () => {
    const udp = asking({ udp: true, sourceNat: 'on' });
    expect(said(judge(check, { ...udp, loadBalancerControllers: old }))).toEqual([
      'blocker',
      'ControllerTooOldForUdp',
      'Controller 2.9.2 is older than 2.10.0, asked for UDP by Service games/udp.',
    ]);
    const ofAutoMode = asking({ udp: true, sourceNat: 'on', loadBalancerClass: 'eks.amazonaws.com/nlb' });
    expect(judge(check, { ...ofAutoMode, loadBalancerControllers: old }).outcome).toBe('pass');
  });

  test('does not apply without Services, nor to an IPv4 cluster that is to stay one', () => {
    expect(said(judge(check, { loadBalancerServices: servicesThatAsk() }))).toEqual([
      'notApplicable',
      'NoLoadBalancers',
      'No Service asks for a load balancer of AWS.',
    ]);
    expect(judge(check, { cluster: aCluster({ ipFamily: 'ipv4' }) }).reason).toBe('Ipv4Cluster');
  });

  test.each(['cluster', 'loadBalancerControllers', 'loadBalancerServices'] as const)(
    'is unknown without %s',
    (section) => {
      expect(judge(check, {}, { sections: { [section]: denied('the read') } }).reason).toBe('AccessDenied');
    },
  );
});

import { describe, expect, test } from 'vitest';
import { loadBalancerControllerSupportsIpv6 as check } from '../../../../src/checks/load-balancing/load-balancer-controller-supports-ipv6.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import {
  aLoadBalancerController,
  anIngress,
  loadBalancerServices,
  servicesThatAsk,
} from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const repository = 'public.ecr.aws/eks/aws-load-balancer-controller';
const controller = (image: string) => ({
  loadBalancerControllers: [aLoadBalancerController({ image: imageFacts(image) })],
});
const foreignClasses = {
  inTree: servicesThatAsk({ facts: unclassed(), count: 1, names: ['default/a'] }),
  autoMode: servicesThatAsk(loadBalancerServices(['default/a'], { loadBalancerClass: 'eks.amazonaws.com/nlb' })),
  foreign: servicesThatAsk(loadBalancerServices(['default/a'], { loadBalancerClass: 'example.com/metal' })),
};
const unused = { loadBalancerServices: foreignClasses.inTree, ingresses: [] };
const named = { loadBalancerController: { namespace: 'ingress', name: 'lbc' } };
const deployment = 'Deployment kube-system/aws-load-balancer-controller';

describe('LBC-001', () => {
  test('passes from 2.3.1 on, and from 2.4.0 on where a Service names its class', () => {
    expect(said(judge(check))).toEqual(['pass', 'ControllerSupportsIpv6', `${deployment} is 2.14.1.`]);
    expect(judge(check, controller(`${repository}:v2.4.0`)).reason).toBe('ControllerSupportsIpv6');
    expect(judge(check, controller(`${repository}:v2.3.1`)).reason).toBe('ControllerTooOld');
    const ingressesAlone = { ...controller(`${repository}:v2.3.1`), loadBalancerServices: servicesThatAsk() };
    expect(judge(check, ingressesAlone).reason).toBe('ControllerSupportsIpv6');
  });

  test('blocks an older one that is asked for', () => {
    const result = judge(check, controller(`${repository}:v2.3.0`));
    expect(said(result)).toEqual([
      'blocker',
      'ControllerTooOld',
      `Older than 2.4.0: ${deployment} (2.3.0), asked for by Ingress default/web, Service default/game, Service default/shop.`,
    ]);
    expect(result.resources).toEqual([
      { kind: 'Deployment', namespace: 'kube-system', name: 'aws-load-balancer-controller' },
    ]);
  });

  test('only warns of an older one that nobody asks for', () => {
    expect(said(judge(check, { ...controller(`${repository}:v2.3.0`), ...unused }))).toEqual([
      'warning',
      'IdleControllerTooOld',
      `Older than 2.3.1: ${deployment} (2.3.0).`,
    ]);
  });

  test('blocks when it is asked for and not there, and names who asks', () => {
    const result = judge(check, {
      loadBalancerControllers: [],
      loadBalancerServices: foreignClasses.foreign,
      ingresses: [anIngress({ name: 'shop', classAnnotation: 'alb' })],
    });
    expect(said(result)).toEqual(['blocker', 'ControllerMissing', 'No controller serves Ingress default/shop.']);
    expect(result.resources).toEqual([{ kind: 'Ingress', namespace: 'default', name: 'shop' }]);
  });

  test.each(['inTree', 'autoMode', 'foreign'] as const)(
    'does not apply without a controller when only others are asked (%s)',
    (servedBy) => {
      const values = {
        loadBalancerControllers: [],
        loadBalancerServices: foreignClasses[servedBy],
        ingresses: [anIngress({ className: 'nginx' })],
      };
      expect(said(judge(check, values))).toEqual([
        'notApplicable',
        'ControllerNotUsed',
        'No Service or Ingress asks for the AWS Load Balancer Controller.',
      ]);
    },
  );

  test.each([
    `${repository}@sha256:${'0'.repeat(64)}`,
    `${repository}:latest`,
    'registry.example.com/aws-load-balancer-controller',
  ])('never guesses the version of %s', (image) => {
    expect(said(judge(check, controller(image)))).toEqual([
      'unknown',
      'ControllerVersionUnknown',
      `No version in image ${image} of ${deployment}.`,
    ]);
  });

  test('warns when no pod of it is ready', () => {
    expect(said(judge(check, { loadBalancerControllers: [aLoadBalancerController({ readyReplicas: 0 })] }))).toEqual([
      'warning',
      'ControllerWithoutReadyPod',
      `No ready pod: ${deployment}.`,
    ]);
  });

  test('judges every controller there is', () => {
    const second = aLoadBalancerController({ namespace: 'team', image: imageFacts(`${repository}:v2.2.0`) });
    const result = judge(check, { loadBalancerControllers: [aLoadBalancerController(), second] });
    expect(result.message).toBe(
      'Older than 2.4.0: Deployment team/aws-load-balancer-controller (2.2.0), asked for by Ingress default/web, Service default/game, Service default/shop.',
    );
  });

  test('looks where the resource says, and nowhere else', () => {
    const there = aLoadBalancerController({
      ...named.loadBalancerController,
      image: imageFacts(`${repository}:v2.2.0`),
    });
    const values = { loadBalancerControllers: [aLoadBalancerController(), there] };
    expect(judge(check, values, { policy: named }).reason).toBe('ControllerTooOld');
    expect(judge(check, values).reason).toBe('ControllerTooOld');
    expect(judge(check, {}, { policy: named }).reason).toBe('ControllerMissing');
    expect(said(judge(check, unused, { policy: named }))).toEqual([
      'unknown',
      'NamedControllerNotFound',
      'There is no Deployment ingress/lbc.',
    ]);
  });

  test('the tag of a named Deployment’s other image is not the version of the controller', () => {
    const other = aLoadBalancerController({
      ...named.loadBalancerController,
      image: imageFacts('registry.example.com/lbc:v9.9.9'),
    });
    expect(judge(check, { loadBalancerControllers: [other] }, { policy: named }).message).toBe(
      'No version in image registry.example.com/lbc:v9.9.9 of Deployment ingress/lbc.',
    );
  });

  test('a Deployment that is kept only because another resource names it is none of ours', () => {
    const other = aLoadBalancerController({
      namespace: 'x',
      name: 'y',
      image: imageFacts('registry.example.com/y:v1.0.0'),
    });
    expect(judge(check, { loadBalancerControllers: [aLoadBalancerController(), other] }).reason).toBe(
      'ControllerSupportsIpv6',
    );
  });

  test('with gaps an old version still blocks and a missing controller does not', () => {
    const old = partly<'loadBalancerControllers'>(controller(`${repository}:v2.2.0`).loadBalancerControllers, 'one');
    expect(judge(check, {}, { sections: { loadBalancerControllers: old } }).outcome).toBe('blocker');
    const none = partly<'loadBalancerControllers'>([], 'one was garbled');
    expect(said(judge(check, {}, { sections: { loadBalancerControllers: none } }))).toEqual([
      'unknown',
      'PartlyObserved',
      'Partly observed: one was garbled.',
    ]);
  });

  test.each(['loadBalancerControllers', 'loadBalancerServices', 'ingresses', 'ingressClasses'] as const)(
    'is unknown without %s',
    (section) => {
      const result = judge(check, {}, { sections: { [section]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});

function unclassed() {
  const { loadBalancerClass: _, ...facts } = loadBalancerServices([]).facts;
  return facts;
}

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clusterNameOfController,
  deploymentFacts,
  ingressClassController,
  ingressUse,
  isLoadBalancerController,
  serviceUse,
} from '../../../../src/snapshot/facts/load-balancer-facts.ts';
import {
  albIngress,
  albIngressClass,
  aService,
  coreDns,
  loadBalancerController as controllerObject,
} from '../../../world/build-cluster-objects.ts';

const typeAnnotation = 'service.beta.kubernetes.io/aws-load-balancer-type';
const service = (spec: Readonly<Record<string, unknown>>, annotations = {}) => ({ metadata: { annotations }, spec });
const controllerOf = (name: string): string | undefined =>
  new Map([
    ['alb', 'ingress.k8s.aws/alb'],
    ['auto', 'eks.amazonaws.com/alb'],
    ['nginx', 'k8s.io/ingress-nginx'],
  ]).get(name);

describe('the load balancer controller', () => {
  test('is told by its image', () => {
    const facts = deploymentFacts(controllerObject({ vpcId: 'vpc-1' }));
    expect(isLoadBalancerController(facts)).toBe(true);
    expect(facts).toMatchObject({
      namespace: 'kube-system',
      name: 'aws-load-balancer-controller',
      image: { version: '2.14.1' },
      replicas: 2,
      readyReplicas: 2,
    });
    expect(isLoadBalancerController(deploymentFacts(coreDns()))).toBe(false);
  });

  test('may stand beside other containers', () => {
    const containers = [
      { name: 'proxy', image: 'envoy:v1.30.0' },
      { name: 'lbc', image: 'mirror/aws-load-balancer-controller:v2.10.0', args: ['--cluster-name', 'prod'] },
    ];
    const facts = deploymentFacts({ spec: { template: { spec: { containers } } } });
    expect(facts).toMatchObject({ image: { version: '2.10.0' }, replicas: 1, readyReplicas: 0 });
    expect(clusterNameOfController(facts)).toBe('prod');
  });

  test('any Deployment can be described for a resource that names it', () => {
    expect(deploymentFacts(coreDns())).toMatchObject({ name: 'coredns', image: { version: '1.12.4' } });
    expect(deploymentFacts({ spec: { replicas: 0 } })).toMatchObject({ name: '', image: { image: '' }, replicas: 0 });
  });
});

describe('who gives a Service its load balancer', () => {
  test.each([
    [{ loadBalancerClass: 'service.k8s.aws/nlb' }, {}, 'aws-lbc'],
    [{ loadBalancerClass: 'eks.amazonaws.com/nlb' }, {}, 'auto-mode'],
    [{ loadBalancerClass: 'example.com/metal' }, { [typeAnnotation]: 'external' }, 'foreign'],
    [{}, { [typeAnnotation]: 'external' }, 'aws-lbc'],
    [{}, { [typeAnnotation]: 'nlb-ip' }, 'aws-lbc'],
    [{}, { [typeAnnotation]: 'nlb' }, 'in-tree'],
    [{}, {}, 'in-tree'],
  ])('%j with %j is served by %s', (spec, annotations, servedBy) => {
    expect(serviceUse(service({ type: 'LoadBalancer', ...spec }, annotations))).toEqual({ kind: 'Service', servedBy });
  });

  test('a Service of another type asks for none', () => {
    expect(serviceUse(aService({ name: 'a', ipFamily: 'IPv6', clusterIp: 'fd00::1' }))).toBeUndefined();
    expect(serviceUse(service({ loadBalancerClass: 'service.k8s.aws/nlb' }))).toBeUndefined();
  });
});

describe('who serves an Ingress', () => {
  test.each([
    [{ ingressClassName: 'alb' }, {}, 'aws-lbc'],
    [{ ingressClassName: 'auto' }, {}, 'auto-mode'],
    [{ ingressClassName: 'nginx' }, {}, 'foreign'],
    [{ ingressClassName: 'gone' }, {}, 'foreign'],
    [{}, { 'kubernetes.io/ingress.class': 'alb' }, 'aws-lbc'],
    [{ ingressClassName: 'alb' }, { 'kubernetes.io/ingress.class': 'nginx' }, 'foreign'],
    [{}, {}, 'foreign'],
  ])('%j with %j is served by %s', (spec, annotations, servedBy) => {
    expect(ingressUse(service(spec, annotations), controllerOf)).toEqual({ kind: 'Ingress', servedBy });
  });

  test('the class tells its controller', () => {
    expect(ingressClassController(albIngressClass())).toBe('ingress.k8s.aws/alb');
    expect(ingressUse(albIngress({}), () => 'ingress.k8s.aws/alb').servedBy).toBe('aws-lbc');
  });

  test('no object throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
        serviceUse(anything);
        deploymentFacts(anything);
        expect(ingressUse(anything, controllerOf).kind).toBe('Ingress');
      }),
    );
  });
});

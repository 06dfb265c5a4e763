import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  albTargetTypeFacts,
  ingressClassFacts,
  ingressClassParamsFacts,
  ingressFacts,
  loadBalancerConfigurationFacts,
  loadBalancerServiceFacts,
} from '../../../../src/snapshot/facts/load-balancer-request-facts.ts';
import { albIngress, albIngressClass, aService } from '../../../world/build-cluster-objects.ts';

const on = 'service.beta.kubernetes.io/aws-load-balancer-';
const alb = 'alb.ingress.kubernetes.io/';
const bare = {
  internetFacing: false,
  udp: false,
  quic: false,
  sources: [],
  ownFirewall: false,
  subnets: [],
};

function service(spec: Readonly<Record<string, unknown>>, annotations: Readonly<Record<string, string>> = {}) {
  return { metadata: { namespace: 'shop', name: 'web', annotations }, spec: { type: 'LoadBalancer', ...spec } };
}

describe('a Service of type LoadBalancer', () => {
  test('says nothing of what it leaves out', () => {
    expect(loadBalancerServiceFacts(service({}))).toEqual(bare);
  });

  test('is read with its class, its annotations and the protocols of its ports', () => {
    const spec = {
      loadBalancerClass: 'service.k8s.aws/nlb',
      loadBalancerSourceRanges: ['10.0.0.0/8', '2001:db8::/32', '192.0.2.0/24', 'all'],
      ports: [{ protocol: 'TCP' }, { protocol: 'UDP' }],
    };
    const annotations = {
      [`${on}type`]: 'external',
      [`${on}ip-address-type`]: 'dualstack',
      [`${on}nlb-target-type`]: 'ip',
      [`${on}scheme`]: 'internet-facing',
      [`${on}enable-prefix-for-ipv6-source-nat`]: 'on',
      [`${on}quic-enabled-ports`]: '443',
      [`${on}security-groups`]: 'sg-1',
      [`${on}subnets`]: 'subnet-a, public-b,',
    };
    expect(loadBalancerServiceFacts(service(spec, annotations))).toEqual({
      loadBalancerClass: 'service.k8s.aws/nlb',
      type: 'external',
      ipAddressType: 'dualstack',
      targetType: 'ip',
      sourceNat: 'on',
      internetFacing: true,
      udp: true,
      quic: true,
      sources: ['invalid', 'ipv4', 'ipv6'],
      ownFirewall: true,
      subnets: ['subnet-a', 'public-b'],
    });
  });

  test('lists its clients in an annotation where the spec lists none', () => {
    const annotations = { 'service.beta.kubernetes.io/load-balancer-source-ranges': '10.0.0.0/8' };
    expect(loadBalancerServiceFacts(service({}, annotations))?.sources).toEqual(['ipv4']);
    const both = loadBalancerServiceFacts(service({ loadBalancerSourceRanges: ['::/0'] }, annotations));
    expect(both?.sources).toEqual(['ipv6']);
  });

  test('is the only one that asks for a load balancer', () => {
    expect(loadBalancerServiceFacts(aService({ name: 'a', ipFamily: 'IPv6', clusterIp: 'fd00::1' }))).toBeUndefined();
    expect(loadBalancerServiceFacts({ spec: { loadBalancerClass: 'service.k8s.aws/nlb' } })).toBeUndefined();
  });
});

test('a Service of any type can say how Ingresses reach it', () => {
  const annotated = service({ type: 'ClusterIP' }, { [`${alb}target-type`]: 'ip' });
  expect(albTargetTypeFacts(annotated)).toEqual({ name: 'shop/web', targetType: 'ip' });
  expect(albTargetTypeFacts(service({}))).toBeUndefined();
});

describe('an Ingress', () => {
  test('is read with its annotations and the Services behind it', () => {
    const annotations = {
      [`${alb}ip-address-type`]: 'dualstack',
      [`${alb}target-type`]: 'ip',
      [`${alb}group.name`]: 'edge',
      [`${alb}scheme`]: 'internet-facing',
      [`${alb}inbound-cidrs`]: '0.0.0.0/0,::/0',
      [`${alb}subnets`]: 'subnet-a',
      [`${alb}enable-frontend-nlb`]: 'true',
      'kubernetes.io/ingress.class': 'alb',
    };
    expect(ingressFacts(albIngress(annotations))).toEqual({
      namespace: 'default',
      name: 'shop',
      className: 'alb',
      classAnnotation: 'alb',
      group: 'edge',
      ipAddressType: 'dualstack',
      targetType: 'ip',
      internetFacing: true,
      sources: ['ipv4', 'ipv6'],
      ownFirewall: false,
      subnets: ['subnet-a'],
      frontendNlb: true,
      backends: ['shop'],
    });
  });

  test('can have a default backend alone, and no rule', () => {
    const ingress = { spec: { defaultBackend: { service: { name: 'web' } } } };
    expect(ingressFacts(ingress)).toMatchObject({ backends: ['web'], subnets: [], frontendNlb: false });
  });
});

test('an IngressClass tells its controller and where its parameters are', () => {
  expect(ingressClassFacts(albIngressClass())).toEqual({ name: 'alb', controller: 'ingress.k8s.aws/alb' });
  const parameters = { apiGroup: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'dual' };
  expect(ingressClassFacts({ metadata: { name: 'dual' }, spec: { controller: 'x', parameters } })).toEqual({
    name: 'dual',
    controller: 'x',
    parameters: { group: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'dual' },
  });
});

test('IngressClassParams tell what holds for every Ingress of the class', () => {
  const params = {
    metadata: { name: 'dual' },
    spec: {
      ipAddressType: 'dualstack',
      targetType: 'ip',
      scheme: 'internal',
      group: { name: 'edge' },
      inboundCIDRs: ['10.0.0.0/8'],
      subnets: { ids: ['subnet-a'] },
    },
  };
  expect(ingressClassParamsFacts('elbv2.k8s.aws', params)).toEqual({
    apiGroup: 'elbv2.k8s.aws',
    name: 'dual',
    ipAddressType: 'dualstack',
    targetType: 'ip',
    scheme: 'internal',
    group: 'edge',
    sources: ['ipv4'],
    subnets: ['subnet-a'],
  });
});

test('a LoadBalancerConfiguration tells its address type, where it has one', () => {
  const metadata = { namespace: 'edge', name: 'public' };
  expect(loadBalancerConfigurationFacts({ metadata, spec: { ipAddressType: 'ipv4' } })).toEqual({
    ...metadata,
    ipAddressType: 'ipv4',
  });
  expect(loadBalancerConfigurationFacts({ metadata })).toEqual(metadata);
});

test('no object throws', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
      loadBalancerServiceFacts(anything);
      albTargetTypeFacts(anything);
      ingressClassFacts(anything);
      ingressClassParamsFacts('eks.amazonaws.com', anything);
      loadBalancerConfigurationFacts(anything);
      expect(ingressFacts(anything).frontendNlb).toBe(false);
    }),
  );
});

import { describe, expect, test } from 'vitest';
import { tiedServiceFacts } from '../../../../src/snapshot/facts/service-facts.ts';

/** As an API server of an IPv4 cluster keeps every Service. */
const filledIn = {
  clusterIP: '10.100.7.7',
  clusterIPs: ['10.100.7.7'],
  ipFamilies: ['IPv4'],
  ipFamilyPolicy: 'SingleStack',
};
const service = (spec: object, metadata: object = {}) => ({
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec: { ...filledIn, ...spec },
});
const applied = (spec: object) => ({
  annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ kind: 'Service', spec }) },
});
const managed = (...fields: readonly string[]) => ({
  managedFields: [
    { manager: 'helm', fieldsV1: { 'f:spec': Object.fromEntries(fields.map((field) => [`f:${field}`, {}])) } },
  ],
});

describe('a Service', () => {
  test('is not tied to IPv4 by what the API server filled in', () => {
    expect(tiedServiceFacts(service({}))).toBeUndefined();
    expect(tiedServiceFacts(service({}, managed('ports', 'selector', 'type')))).toBeUndefined();
    expect(tiedServiceFacts(service({}, applied({ ports: [], selector: { app: 'web' } })))).toBeUndefined();
  });

  test.each([
    [{ ipFamilies: ['IPv4'] }, ['ipFamilies']],
    [{ ipFamilies: ['IPv6', 'IPv4'] }, ['ipFamilies']],
    [{ clusterIP: '10.100.7.7' }, ['clusterIP']],
    [{ clusterIPs: ['10.100.7.7'] }, ['clusterIP']],
    [{ ipFamilyPolicy: 'RequireDualStack' }, ['ipFamilyPolicy']],
    [{ clusterIP: '10.100.7.7', ipFamilies: ['IPv4'] }, ['clusterIP', 'ipFamilies']],
  ])('is tied by the manifest that was applied: %j', (spec, fields) => {
    expect(tiedServiceFacts(service({}, applied(spec)))).toEqual({ fields });
  });

  test.each([
    [{ ipFamilies: ['IPv6'] }],
    [{ clusterIP: 'None' }],
    [{ clusterIP: 'fd00::1' }],
    [{ ipFamilyPolicy: 'PreferDualStack' }],
    [{ ipFamilies: 'IPv4' }],
  ])('is not tied by an applied %j', (spec) => {
    expect(tiedServiceFacts(service({}, applied(spec)))).toBeUndefined();
  });

  test('is tied by what the managed fields show that somebody wrote', () => {
    expect(tiedServiceFacts(service({}, managed('ipFamilies')))).toEqual({ fields: ['ipFamilies'] });
    expect(tiedServiceFacts(service({}, managed('clusterIP')))).toEqual({ fields: ['clusterIP'] });
    expect(
      tiedServiceFacts(service({ clusterIP: 'None', clusterIPs: ['None'] }, managed('clusterIP'))),
    ).toBeUndefined();
    expect(tiedServiceFacts(service({}, { managedFields: ['f:ipFamilies'] }))).toEqual({ fields: ['ipFamilies'] });
  });

  test('is tied by addresses that no API server fills in', () => {
    expect(tiedServiceFacts(service({ externalIPs: ['198.51.100.7'] }))).toEqual({ fields: ['externalIPs'] });
    expect(tiedServiceFacts(service({ loadBalancerIP: '198.51.100.7' }))).toEqual({ fields: ['loadBalancerIP'] });
    expect(tiedServiceFacts(service({ externalIPs: ['2001:db8::1', 7], loadBalancerIP: 'x' }))).toBeUndefined();
  });

  test.each([
    ['default', 'kubernetes'],
    ['kube-system', 'kube-dns'],
    ['kube-system', 'eks-extension-metrics-api'],
  ])('%s/%s is the cluster’s own', (namespace, name) => {
    expect(
      tiedServiceFacts(service({}, { namespace, name, ...applied({ clusterIP: '10.100.0.10' }) })),
    ).toBeUndefined();
  });

  test('with an annotation that is no JSON tells nothing', () => {
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': '{"spec":' };
    expect(tiedServiceFacts(service({}, { annotations }))).toBeUndefined();
    expect(tiedServiceFacts('none')).toBeUndefined();
  });
});

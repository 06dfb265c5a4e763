import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  eniConfigFacts,
  kubeProxyConfigFacts,
  kubeProxyImage,
  securityGroupPolicyFacts,
} from '../../../../src/snapshot/facts/pod-network-facts.ts';
import { kubeProxy, kubeProxyConfig } from '../../../world/build-cluster-objects.ts';

const config = (text: unknown) => kubeProxyConfigFacts({ data: { config: text } });
const kind = 'kind: KubeProxyConfiguration\n';

describe('the configuration of kube-proxy', () => {
  test('is what EKS writes for either family', () => {
    expect(kubeProxyConfigFacts(kubeProxyConfig('ipv6'))).toEqual({
      readable: true,
      bindAddress: '::',
      healthzBindAddress: '[::]:10256',
      mode: 'iptables',
    });
    expect(kubeProxyConfigFacts(kubeProxyConfig('ipv4'))).toMatchObject({ bindAddress: '0.0.0.0' });
  });

  test('leaves to kube-proxy what it does not say', () => {
    expect(config(kind)).toEqual({ readable: true });
    expect(config(`${kind}mode: ""\nbindAddress: 4\n`)).toEqual({ readable: true });
  });

  test.each([
    ['no text', undefined],
    ['no YAML', 'kind: [KubeProxyConfiguration'],
    ['another kind', 'kind: KubeletConfiguration\nbindAddress: "::"\n'],
    ['two documents', `${kind}---\n${kind}`],
    ['a list', '- kind: KubeProxyConfiguration\n'],
    ['longer than any', `${kind}# ${'x'.repeat(20_000)}`],
    ['nested without end', `${kind}a: ${'['.repeat(15_000)}`],
    ['aliases of aliases', `${kind}a: &a [x, x]\n${manyAliases()}`],
  ])('is unreadable where it is %s', (_, text) => {
    expect(config(text)).toEqual({ readable: false });
  });

  test('is read from anything without an exception', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.anything()), (text) => {
        expect(typeof config(text).readable).toBe('boolean');
        expect(typeof kubeProxyConfigFacts(text).readable).toBe('boolean');
      }),
    );
  });
});

describe('the image of kube-proxy', () => {
  test('is of a DaemonSet of kube-system that is called so or runs it', () => {
    expect(kubeProxyImage(kubeProxy())).toMatchObject({ version: '1.34.1' });
    const { metadata, ...rest } = kubeProxy();
    expect(kubeProxyImage({ ...rest, metadata: { ...metadata, namespace: 'sandbox' } })).toBeUndefined();
    expect(kubeProxyImage({ ...rest, metadata: { ...metadata, name: 'kube-proxy-arm' } })).toMatchObject({
      version: '1.34.1',
    });
    expect(kubeProxyImage({ metadata: { ...metadata, name: 'logs' } })).toBeUndefined();
  });

  test('is that of its first container, whatever its name, and empty without any', () => {
    const { metadata } = kubeProxy();
    const of = (containers: readonly object[]) =>
      kubeProxyImage({ metadata, spec: { template: { spec: { containers } } } });
    expect(of([{ name: 'proxy', image: 'mirror/proxy:v1.33.0' }])).toMatchObject({ version: '1.33.0' });
    expect(of([])).toEqual({ image: '' });
  });
});

test('an ENIConfig is its name and subnet', () => {
  const metadata = { name: 'eu-west-1a' };
  expect(eniConfigFacts({ metadata, spec: { subnet: 'subnet-1', securityGroups: ['sg-1'] } })).toEqual({
    name: 'eu-west-1a',
    subnetId: 'subnet-1',
  });
  expect(eniConfigFacts({ metadata })).toEqual({ name: 'eu-west-1a' });
});

test('a SecurityGroupPolicy is its name and at most sixteen groups', () => {
  const groupIds = Array.from({ length: 20 }, (_, index) => `sg-${index}`);
  const policy = { metadata: { namespace: 'shop', name: 'db' }, spec: { securityGroups: { groupIds } } };
  expect(securityGroupPolicyFacts(policy)).toEqual({ namespace: 'shop', name: 'db', groupIds: groupIds.slice(0, 16) });
  expect(securityGroupPolicyFacts({ spec: 1 })).toEqual({ namespace: '', name: '', groupIds: [] });
});

function manyAliases(): string {
  const lines = Array.from({ length: 12 }, (_, index) => {
    const [before, name] = [String.fromCodePoint(97 + index), String.fromCodePoint(98 + index)];
    return `${name}: &${name} [*${before}, *${before}, *${before}]`;
  });
  return `${lines.join('\n')}\n`;
}

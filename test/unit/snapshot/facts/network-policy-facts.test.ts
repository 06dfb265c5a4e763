import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clusterNetworkPolicyFacts, networkPolicyFacts } from '../../../../src/snapshot/facts/network-policy-facts.ts';

const block = (cidr: string, except: readonly string[] = []) => ({ ipBlock: { cidr, except } });
const https = { ports: [{ protocol: 'TCP', port: 443 }] };
const aPolicy = (spec: object) => networkPolicyFacts({ metadata: { name: 'p', namespace: 'shop' }, spec });
const egress = (...rules: readonly object[]) => aPolicy({ policyTypes: ['Egress'], egress: rules });
const clusterWide = (spec: object) => clusterNetworkPolicyFacts({ spec });

describe('families of the blocks of a network policy', () => {
  test('are alone where the other is not named for the same ports', () => {
    expect(aPolicy({ ingress: [{ from: [block('10.0.0.0/8')] }] })).toEqual({
      kind: 'NetworkPolicy',
      ipv4Only: ['ingress'],
      ipv6Only: [],
      ipv4Egress: 'open',
    });
    expect(egress({ to: [block('10.0.0.0/8')], ...https }, { to: [block('::/0')] })).toMatchObject({
      ipv4Only: ['egress'],
      ipv6Only: ['egress'],
    });
  });

  test('are together in one rule, or in two for the same ports', () => {
    const together = { ipv4Only: [], ipv6Only: [] };
    expect(egress({ to: [block('10.0.0.0/8'), block('2001:db8::/32')] })).toMatchObject(together);
    expect(egress({ to: [block('0.0.0.0/0')], ...https }, { to: [block('::/0')], ...https })).toMatchObject(together);
  });

  test('of ingress say nothing of egress', () => {
    const policy = aPolicy({ ingress: [{ from: [block('10.0.0.0/8')] }], egress: [{ to: [block('::/0')] }] });
    expect(policy).toMatchObject({ ipv4Only: ['ingress'], ipv6Only: ['egress'] });
  });

  test('do not count what exists in IPv4 alone, as the metadata service', () => {
    expect(egress({ to: [block('169.254.169.254/32')], ...https })).toMatchObject({ ipv4Only: [] });
  });

  test('are not asked of selectors, nor of text that is no block', () => {
    expect(egress({ to: [{ podSelector: {} }] }, { to: [block('ten/8')] })).toMatchObject({
      ipv4Only: [],
      ipv6Only: [],
    });
  });
});

describe('the way out over IPv4', () => {
  test.each([
    ['open', {}],
    ['open', { policyTypes: ['Ingress'], ingress: [] }],
    ['open', { policyTypes: ['Egress'], egress: [{}] }],
    ['open', { policyTypes: ['Egress'], egress: [{ to: [block('0.0.0.0/0')] }] }],
    ['denied', { policyTypes: ['Egress'] }],
    ['denied', { policyTypes: ['Ingress', 'Egress'], egress: [] }],
    ['restricted', { policyTypes: ['Egress'], egress: [https] }],
    ['restricted', { policyTypes: ['Egress'], egress: [{ to: [{ podSelector: {} }] }] }],
    ['restricted', { policyTypes: ['Egress'], egress: [{ to: [block('0.0.0.0/0', ['169.254.169.254/32'])] }] }],
  ])('is left %s by %j', (ipv4Egress, spec) => {
    expect(aPolicy(spec)).toMatchObject({ ipv4Egress });
  });
});

describe('a cluster-wide policy of the VPC CNI', () => {
  const refusing = (...networks: readonly string[]) => ({ egress: [{ action: 'Deny', to: [{ networks }] }] });

  test('names its blocks by action: what is accepted in IPv6 refuses nothing there', () => {
    const accepting = { action: 'Accept', to: [{ networks: ['::/0'] }] };
    expect(clusterWide({ egress: [...refusing('10.0.0.0/8').egress, accepting] })).toEqual({
      kind: 'ClusterNetworkPolicy',
      ipv4Only: ['egress'],
      ipv6Only: ['egress'],
      ipv4Egress: 'restricted',
    });
  });

  test('refuses what it has a rule for, and nothing else', () => {
    expect(clusterWide(refusing('0.0.0.0/0', '::/0'))).toMatchObject({ ipv4Egress: 'denied', ipv4Only: [] });
    expect(clusterWide(refusing('fd00:ec2::254/128'))).toMatchObject({ ipv4Egress: 'open', ipv6Only: ['egress'] });
    expect(clusterWide({ egress: [{ action: 'Deny', to: [{ namespaces: {} }] }] })).toMatchObject({
      ipv4Egress: 'open',
    });
    expect(clusterWide({})).toMatchObject({ ipv4Egress: 'open' });
  });
});

test('no object throws', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
      expect([networkPolicyFacts(anything), clusterNetworkPolicyFacts({ spec: anything })]).toHaveLength(2);
      const odd = { spec: { egress: [anything], policyTypes: anything } };
      expect([networkPolicyFacts(odd), clusterNetworkPolicyFacts(odd)]).toHaveLength(2);
    }),
  );
});

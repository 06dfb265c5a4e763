import { describe, expect, test } from 'vitest';
import { nodeCost, usableInterfaces, type NodeLimits, type WarmTargets } from '../../../src/capacity/ipamd.ts';

const none: WarmTargets = { interfaces: 1, prefixes: 0, addresses: 0, minimumAddresses: 0 };
const limits = (interfaces: number, ipv4PerInterface: number, maxPods: number): NodeLimits => ({
  interfaces,
  ipv4PerInterface,
  maxPods,
  customNetworking: false,
});
const types = {
  't3.small': limits(3, 4, 110),
  'p3dn.24xlarge': limits(15, 50, 250),
  'm5.large': limits(3, 10, 29),
  'm5.4xlarge': limits(8, 30, 110),
  'c5.2xlarge': limits(4, 15, 58),
  'm5.12xlarge': limits(8, 30, 250),
};
type TypeName = keyof typeof types;

describe('secondary addresses', () => {
  const cost = (type: TypeName, pods: number, warm: Partial<WarmTargets>) =>
    nodeCost({ mode: 'secondaryAddresses', pods, limits: types[type], warm: { ...none, ...warm } });

  test.each([
    ['t3.small', 0, 1, 3],
    ['t3.small', 5, 3, 9],
    ['t3.small', 9, 3, 9],
    ['p3dn.24xlarge', 0, 1, 49],
    ['p3dn.24xlarge', 3, 2, 98],
    ['p3dn.24xlarge', 95, 3, 147],
  ] as const)(
    'of one interface kept ready: %s with %i pods has %i interfaces and %i addresses',
    (type, pods, n, ips) => {
      const { interfaces, podAddresses, nodeSubnetIpv4 } = cost(type, pods, {});
      expect([interfaces, podAddresses, nodeSubnetIpv4]).toEqual([n, ips, ips + n]);
    },
  );

  test.each([
    ['t3.small', 1, 1, 0, 1, 1],
    ['t3.small', 1, 1, 5, 2, 6],
    ['t3.small', 1, 1, 9, 3, 9],
    ['t3.small', 2, 5, 0, 2, 5],
    ['t3.small', 2, 5, 5, 3, 7],
    ['t3.small', 2, 5, 9, 3, 9],
    ['p3dn.24xlarge', 5, 10, 0, 1, 10],
    ['p3dn.24xlarge', 5, 10, 7, 1, 12],
    ['p3dn.24xlarge', 5, 10, 15, 1, 20],
    ['p3dn.24xlarge', 5, 10, 45, 2, 50],
  ] as const)(
    'of targets in addresses: %s, %i ready, at least %i, with %i pods has %i interfaces and %i addresses',
    (type, addresses, minimumAddresses, pods, n, ips) => {
      const { interfaces, podAddresses, nodeSubnetIpv4 } = cost(type, pods, { addresses, minimumAddresses });
      expect([interfaces, podAddresses, nodeSubnetIpv4]).toEqual([n, ips, ips + n]);
    },
  );

  test('stop once there is one for every pod the node may run', () => {
    expect(cost('m5.4xlarge', 100, {}).interfaces).toBe(4);
    const few = { ...types['m5.4xlarge'], maxPods: 29 };
    const full = nodeCost({ mode: 'secondaryAddresses', pods: 29, limits: few, warm: { ...none, interfaces: 0 } });
    expect(full.interfaces).toBe(1);
  });

  test('stop at the interfaces of the type', () => {
    expect(cost('m5.large', 27, {})).toEqual({
      interfaces: 3,
      podAddresses: 27,
      prefixes: 0,
      nodeSubnetIpv4: 30,
      podSubnetIpv4: 0,
    });
  });

  test('come by the interface, each with one address of its own', () => {
    expect(cost('c5.2xlarge', 30, { interfaces: 0 }).interfaces).toBe(3);
    expect(cost('c5.2xlarge', 30, {}).interfaces).toBe(4);
    expect(cost('c5.2xlarge', 28, { interfaces: 0 }).interfaces).toBe(3);
    expect(cost('c5.2xlarge', 27, { interfaces: 0 }).interfaces).toBe(2);
  });

  test('are counted one by one where a target in addresses is set', () => {
    expect(cost('m5.12xlarge', 100, { addresses: 1 }).nodeSubnetIpv4).toBe(105);
    expect(cost('m5.12xlarge', 100, { minimumAddresses: 120 }).nodeSubnetIpv4).toBe(125);
    expect(cost('m5.12xlarge', 100, { addresses: 1, interfaces: 5 }).nodeSubnetIpv4).toBe(105);
  });
});

describe('prefixes', () => {
  const cost = (type: TypeName, pods: number, warm: Partial<WarmTargets>) =>
    nodeCost({ mode: 'prefixes', pods, limits: types[type], warm: { ...none, ...warm } });

  test.each([
    ['t3.small', 0, 1, 1],
    ['t3.small', 5, 1, 2],
    ['t3.small', 16, 1, 2],
    ['t3.small', 17, 1, 3],
    ['t3.small', 58, 2, 5],
    ['p3dn.24xlarge', 0, 1, 1],
    ['p3dn.24xlarge', 3, 1, 2],
    ['p3dn.24xlarge', 95, 1, 7],
  ] as const)('with one kept ready: %s with %i pods has %i interfaces and %i prefixes', (type, pods, n, blocks) => {
    const { interfaces, prefixes, nodeSubnetIpv4 } = cost(type, pods, { prefixes: 1 });
    expect([interfaces, prefixes, nodeSubnetIpv4]).toEqual([n, blocks, 16 * blocks + n]);
  });

  test.each([
    ['t3.small', 1, 1, 0, 1, 1],
    ['t3.small', 1, 1, 5, 1, 1],
    ['t3.small', 1, 1, 17, 1, 2],
    ['t3.small', 1, 1, 58, 2, 4],
    ['t3.small', 7, 20, 0, 1, 2],
    ['t3.small', 7, 20, 5, 1, 2],
    ['t3.small', 7, 20, 17, 1, 2],
    ['t3.small', 7, 20, 58, 2, 5],
    ['p3dn.24xlarge', 5, 10, 0, 1, 1],
    ['p3dn.24xlarge', 5, 10, 7, 1, 1],
    ['p3dn.24xlarge', 5, 10, 15, 1, 2],
    ['p3dn.24xlarge', 5, 10, 45, 1, 4],
  ] as const)(
    'of targets in addresses: %s, %i ready, at least %i, with %i pods has %i interfaces and %i prefixes',
    (type, addresses, minimumAddresses, pods, n, blocks) => {
      const { interfaces, prefixes } = cost(type, pods, { addresses, minimumAddresses, prefixes: 3 });
      expect([interfaces, prefixes]).toEqual([n, blocks]);
    },
  );

  test('stop once there is an address for every pod the node may run', () => {
    const full = { ...types['m5.4xlarge'], maxPods: 110 };
    const at = (prefixes: number) =>
      nodeCost({ mode: 'prefixes', pods: 110, limits: full, warm: { ...none, prefixes } });
    expect(at(1).prefixes).toBe(7);
    expect(at(3).prefixes).toBe(9);
    expect(at(0).prefixes).toBe(7);
  });

  test('stop at what the interfaces of the type hold', () => {
    expect(cost('t3.small', 200, { addresses: 1 })).toEqual({
      interfaces: 3,
      podAddresses: 144,
      prefixes: 9,
      nodeSubnetIpv4: 147,
      podSubnetIpv4: 0,
    });
  });

  test('with none kept ready go up by one as soon as they are exactly full', () => {
    expect(cost('p3dn.24xlarge', 15, {}).prefixes).toBe(1);
    expect(cost('p3dn.24xlarge', 16, {}).prefixes).toBe(2);
  });
});

describe('custom networking', () => {
  const custom = { ...types['m5.large'], customNetworking: true };

  test('leaves the first interface to the node, which takes one address of its own subnet', () => {
    expect(nodeCost({ mode: 'secondaryAddresses', pods: 29, limits: custom, warm: none })).toEqual({
      interfaces: 3,
      podAddresses: 18,
      prefixes: 0,
      nodeSubnetIpv4: 1,
      podSubnetIpv4: 20,
    });
  });

  test('leaves nothing to pods of a type with one interface', () => {
    const single = { ...custom, interfaces: 1 };
    const { podAddresses, nodeSubnetIpv4, podSubnetIpv4 } = nodeCost({
      mode: 'prefixes',
      pods: 29,
      limits: single,
      warm: none,
    });
    expect([podAddresses, nodeSubnetIpv4, podSubnetIpv4]).toEqual([0, 1, 0]);
  });
});

test('a node of an IPv6 cluster takes one IPv4 address and one prefix, whatever is to be kept ready', () => {
  const warm = { interfaces: 5, prefixes: 5, addresses: 5, minimumAddresses: 50 };
  expect(nodeCost({ mode: 'ipv6', pods: 250, limits: types['m5.large'], warm })).toEqual({
    interfaces: 1,
    podAddresses: 0,
    prefixes: 1,
    nodeSubnetIpv4: 1,
    podSubnetIpv4: 0,
  });
});

test.each([
  [undefined, 8],
  [-1, 8],
  [0, 8],
  [3, 3],
  [20, 8],
])('MAX_ENI of %s leaves %i of 8 interfaces', (maxEni, usable) => {
  expect(usableInterfaces(8, maxEni)).toBe(usable);
});

import * as fc from 'fast-check';
import { isIPv4, isIPv6 } from 'node:net';
import { describe, expect, test } from 'vitest';
import { blockOf, familyOf } from '../../../src/net/address.ts';

describe('the family of an address', () => {
  test.each([
    ['10.0.0.1', 'ipv4'],
    ['2001:db8::1', 'ipv6'],
    ['2001:DB8::1', 'ipv6'],
    ['::ffff:10.0.0.1', 'ipv4'],
    ['::ffff:a00:1', 'ipv4'],
    ['::10.0.0.1', 'ipv6'],
    ['64:ff9b::10.0.0.1', 'ipv6'],
    ['2001:db8::10.0.0.01', undefined],
    ['1:2:3:4:5:6:7:8:9', undefined],
    ['fe80::1%eth0', undefined],
    ['10.0.0', undefined],
    ['10.0.0.01', undefined],
    ['0x0a.0.0.1', undefined],
    ['167772161', undefined],
    ['10.0.0.256', undefined],
    [' 10.0.0.1', undefined],
    ['10.0.0.1/32', undefined],
    ['', undefined],
  ])('of %j is %s', (text, family) => {
    expect(familyOf(text)).toBe(family);
  });

  test('agrees with the platform on addresses of either family', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), fc.stringMatching(/^[0-9a-f:.]{0,20}$/)), (text) => {
        const mapped = /ffff:[^:]+(:[^:]+)?$/i.test(text) && isIPv6(text) && familyOf(text) === 'ipv4';
        const family = isIPv4(text) || mapped ? 'ipv4' : isIPv6(text) && !text.includes('%') ? 'ipv6' : undefined;
        expect(familyOf(text)).toBe(family);
      }),
    );
  });
});

describe('the block of an address', () => {
  test.each([
    ['10.0.1.18', '10.0.1.16/28'],
    ['10.0.1.15', '10.0.1.0/28'],
    ['2a05:d018:abc:de00:1f6c::2a1', '2a05:d018:abc:de00::/64'],
    ['::ffff:10.0.1.18', '10.0.1.16/28'],
    ['nowhere', undefined],
    ['fe80::1%eth0', undefined],
  ])('of %j is %s', (text, block) => {
    expect(blockOf(text)).toBe(block);
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cidrIndex, isUniqueLocal, overlaps, usableIpv4 } from '../../../src/net/cidr.ts';

/** An IPv4 block as its address and length, and whether one contains another, the slow and plain way. */
type Block = readonly [address: number, length: number];
const toText = ([address, length]: Block): string =>
  `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${length}`;
const firstOf = ([address, length]: Block): number => Math.floor(address / 2 ** (32 - length)) * 2 ** (32 - length);
const contains = (outer: Block, inner: Block): boolean =>
  outer[1] <= inner[1] && firstOf([inner[0], outer[1]]) === firstOf(outer);

// Few leading bits, so that blocks often contain one another.
const block = fc.tuple(
  fc.nat(255).map((bits) => 0x0a000000 + (bits % 16) * 2 ** 20 + bits * 256),
  fc.integer({ min: 8, max: 32 }),
);

describe('the usable addresses of a subnet', () => {
  test.each([
    ['10.0.0.0/28', 11],
    ['10.0.0.0/24', 251],
    ['10.0.0.0/20', 4_091],
    ['10.0.0.0/16', 65_531],
    ['10.0.0.0/30', 0],
    ['10.0.0.0/32', 0],
  ])('of %s are %i, five fewer than there are', (cidr, usable) => {
    expect(usableIpv4(cidr)).toBe(usable);
  });

  test.each(['2001:db8::/64', '10.0.0.0', '10.0.0.0/33', '10.0.0/24', '0x0a.0.0.0/8', '010.0.0.0/8', '', 'ten'])(
    'of %j there are none to count',
    (text) => {
      expect(() => usableIpv4(text)).toThrow(RangeError);
    },
  );
});

describe('two blocks', () => {
  test.each([
    ['10.0.0.0/8', '10.100.0.0/16', true],
    ['10.100.0.0/16', '10.0.0.0/8', true],
    ['10.100.0.0/16', '10.100.0.0/16', true],
    ['10.100.0.0/16', '10.101.0.0/16', false],
    ['fd00::/8', 'fd30:1c53:5f8a::/108', true],
    ['0.0.0.0/0', '::/0', false],
    ['10.0.0.0/8', 'pl-1', false],
  ])('%s and %s have addresses in common: %s', (one, other, common) => {
    expect(overlaps(one, other)).toBe(common);
  });

  test.each([
    ['fd30:1c53:5f8a::/108', true],
    ['fc00::/7', true],
    ['2a05:d018:abc:de00::/56', false],
    ['::/0', false],
    ['10.0.0.0/8', false],
  ])('%s is unique local: %s', (cidr, local) => {
    expect(isUniqueLocal(cidr)).toBe(local);
  });
});

describe('a CIDR index', () => {
  const index = cidrIndex([
    ['10.0.0.0/16', 'vpc'],
    ['10.0.1.0/24', 'subnet'],
    ['2a05:d018:abc:de00::/56', 'vpc6'],
    ['2a05:d018:abc:de01::/64', 'subnet6'],
    ['nonsense', 'nothing'],
  ]);

  test.each([
    ['10.0.1.16/28', 'subnet'],
    ['10.0.1.7', 'subnet'],
    ['10.0.2.0/28', 'vpc'],
    ['10.0.1.0/23', 'vpc'],
    ['10.1.0.0/28', undefined],
    ['2a05:d018:abc:de01::/64', 'subnet6'],
    ['2a05:d018:abc:de01:1::5', 'subnet6'],
    ['2a05:d018:abc:deff::/64', 'vpc6'],
    ['2001:db8::1', undefined],
    ['nonsense', undefined],
    ['', undefined],
    ['10.0.1.0/', undefined],
    ['10.0.1.0/33', undefined],
    ['2a05:d018:abc:de01::%1/64', undefined],
  ])('finds for %s the narrowest block that holds it whole: %s', (cidr, value) => {
    expect(index.find(cidr)).toBe(value);
  });

  test('a block of one family holds nothing of the other', () => {
    expect(cidrIndex([['0.0.0.0/0', 'all']]).find('::/0')).toBeUndefined();
    expect(cidrIndex([['::/0', 'all']]).find('10.0.0.1')).toBeUndefined();
  });

  test('agrees with looking through every block', () => {
    fc.assert(
      fc.property(fc.uniqueArray(block, { selector: toText, maxLength: 30 }), block, (blocks, wanted) => {
        const holding = blocks.filter((each) => contains(each, wanted)).toSorted((a, b) => b[1] - a[1]);
        const [narrowest] = holding;
        const found = cidrIndex(blocks.map((each) => [toText(each), `${firstOf(each)}/${each[1]}`])).find(
          toText(wanted),
        );
        expect(found).toBe(narrowest && `${firstOf(narrowest)}/${narrowest[1]}`);
      }),
    );
  });
});

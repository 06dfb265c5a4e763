import { describe, expect, test } from 'vitest';
import { ipv4Blocks, ipv6Blocks } from '../../../src/net/aligned-block.ts';

/** 10.0.0.0 without its last four bits. */
const ten = (10 * 2 ** 24) / 16;

describe('the /28 blocks', () => {
  test.each([
    ['10.0.0.0', 0, 0],
    ['10.0.0.15', 0, 0],
    ['10.0.0.16', 1, 1],
    ['10.0.0.16/28', 1, 1],
    ['10.0.0.20/32', 1, 1],
    ['10.0.0.0/27', 0, 1],
    ['10.0.0.0/24', 0, 15],
    // What lies below the length is no part of a block.
    ['10.0.0.77/24', 0, 15],
    ['10.0.1.0/24', 16, 31],
  ])('of %s are numbers %i to %i after the first', (text, first, last) => {
    expect(ipv4Blocks(text)).toEqual({ first: ten + first, last: ten + last });
  });

  test('of the whole space and of its end are numbers without a sign', () => {
    expect(ipv4Blocks('0.0.0.0/0')).toEqual({ first: 0, last: 2 ** 28 - 1 });
    expect(ipv4Blocks('255.255.255.255')).toEqual({ first: 2 ** 28 - 1, last: 2 ** 28 - 1 });
  });

  test.each([
    '',
    '10',
    '10.0.0',
    '10.0.0/24',
    '0x0a.0.0.1',
    '010.0.0.1',
    '10.0.0.256',
    '10.0.0.0/33',
    '10.0.0.0/',
    '::1',
    '10.0.0.1/24/1',
  ])('of "%s" there are none', (text) => {
    expect(ipv4Blocks(text)).toBeUndefined();
  });
});

describe('the /80 blocks', () => {
  const base = 0x2001_0db8_0000_0000_0000n;

  test.each([
    ['2001:db8::', 0n, 0n],
    ['2001:db8::ffff:ffff:ffff', 0n, 0n],
    ['2001:db8:0:0:1::', 1n, 1n],
    ['2001:db8:0:0:1::/80', 1n, 1n],
    ['2001:db8:0:0:8000::/65', 0x8000n, 0xffffn],
    ['2001:db8::/64', 0n, 0xffffn],
    ['2001:db8::5/64', 0n, 0xffffn],
    ['2001:db8::/44', 0n, 2n ** 36n - 1n],
  ])('of %s are numbers %i to %i after the first', (text, first, last) => {
    expect(ipv6Blocks(text)).toEqual({ first: base + first, last: base + last });
  });

  test.each(['', 'db8', '2001:db8::/129', '2001:db8::g', 'fe80::1%eth0', '10.0.0.1', '10.0.0.0/28'])(
    'of "%s" there are none',
    (text) => {
      expect(ipv6Blocks(text)).toBeUndefined();
    },
  );
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, band } from '../../../src/net/band.ts';

describe('a band', () => {
  test('keeps small counts and rounds larger ones down to two significant bits', () => {
    const counts = [0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 23, 24, 251, 4_091];
    expect(counts.map(band)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 15, 16, 16, 24, 192, 3_072]);
  });

  test('never promises more than there is, and never less than two thirds of it', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), (count) => {
        expect(band(count)).toBeLessThanOrEqual(count);
        expect(band(count) * 1.5).toBeGreaterThanOrEqual(count - 1);
      }),
    );
  });

  test('never falls when the count rises, and a band is its own band', () => {
    fc.assert(
      fc.property(fc.nat(100_000_000), fc.nat(1_000), (count, more) => {
        expect(band(count + more)).toBeGreaterThanOrEqual(band(count));
        expect(band(band(count))).toBe(band(count));
      }),
    );
  });

  test('reads as exact below sixteen and as a lower bound from there on', () => {
    expect([-1, 0, 3, 15, 16, 30].map(atLeast)).toEqual(['0', '0', '3', '15', 'at least 16', 'at least 24']);
  });
});

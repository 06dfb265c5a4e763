import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { listTallied, namesOf } from '../../../src/checks/text.ts';

test('of tallies the first five names are told, in their order, whatever the order of what is counted', () => {
  const tallies = [
    { facts: {}, count: 4, names: ['d', 'b', 'g', 'a'] },
    { facts: {}, count: 3, names: ['f', 'c', 'e'] },
  ];
  expect(listTallied(tallies)).toBe('a, b, c, d, e and 2 more');
  expect(listTallied(tallies.toReversed())).toBe('a, b, c, d, e and 2 more');
});

test('the names that are told are the first of all in order', () => {
  const tally = fc.array(fc.string({ maxLength: 3 }), { maxLength: 9 }).map((names) => ({
    facts: {},
    count: names.length,
    names,
  }));
  fc.assert(
    fc.property(fc.array(tally, { maxLength: 6 }), (tallies) => {
      const first = namesOf(tallies).slice(0, 5).join(', ');
      expect(listTallied(tallies).startsWith(first)).toBe(true);
    }),
  );
});

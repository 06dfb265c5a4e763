import { expect, test } from 'vitest';
import { testsOfFaults } from '../../../scripts/generate/faults-page.ts';
import { faults } from '../../faults/matrix.ts';

test('every fault has a test that names it, but for those that wait for something', () => {
  const tests = testsOfFaults();
  expect(faults.filter(({ id, waitsFor }) => waitsFor === undefined && !tests.has(id)).map(({ id }) => id)).toEqual([]);
});

test('no test names a fault that is not on the list', () => {
  const known = new Set(faults.map(({ id }) => id));
  expect([...testsOfFaults().keys()].filter((id) => !known.has(id))).toEqual([]);
});

test('faults are numbered without a gap, each once', () => {
  expect(faults.map(({ id }) => id)).toEqual(
    Array.from({ length: 77 }, (_, index) => `F${String(index + 1).padStart(2, '0')}`),
  );
});

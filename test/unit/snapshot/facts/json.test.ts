import { describe, expect, test } from 'vitest';
import { addressAt, countAt, labelOf, listAt, textAt, valueAt } from '../../../../src/snapshot/facts/json.ts';

describe('reading JSON of others', () => {
  test('finds own properties only (F73)', () => {
    expect(valueAt({ a: { b: 1 } }, ['a', 'b'])).toBe(1);
    expect(valueAt({}, ['constructor'])).toBeUndefined();
    expect(valueAt({}, ['__proto__', 'toString'])).toBeUndefined();
    expect(valueAt('text', ['length'])).toBeUndefined();
    expect(labelOf({ metadata: { labels: JSON.parse('{"__proto__":"x"}') } }, '__proto__')).toBe('x');
  });

  test('gives nothing for another shape than expected', () => {
    const odd = { text: 7, empty: '', list: { length: 3 }, count: '3' };
    expect([textAt(odd, ['text']), textAt(odd, ['empty']), countAt(odd, ['count'])]).toEqual([undefined, undefined, 0]);
    expect(listAt(odd, ['list'])).toEqual([]);
    expect([-1, 1.5, Number.NaN, Infinity, 2 ** 60].map((count) => countAt({ count }, ['count']))).toEqual([
      0, 0, 0, 0, 0,
    ]);
  });

  test('cuts and cleans texts, but never turns something else into an address', () => {
    expect(textAt({ a: `x\u0000\u202e${'y'.repeat(10_000)}` }, ['a'])).toBe(`x${'y'.repeat(509)}`);
    expect(addressAt({ a: '10.0.0.1\u0000' }, ['a'])).toBe('10.0.0.1\u0000');
    expect(addressAt({ a: `10.0.0.1${' '.repeat(100)}` }, ['a'])).toBe('');
  });
});

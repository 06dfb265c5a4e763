import { describe, expect, test } from 'vitest';
import { parseYaml } from '../../../../src/snapshot/facts/yaml-text.ts';

describe('YAML that somebody else wrote', () => {
  test('is what it says', () => {
    expect(parseYaml('a: [1, "b"]')).toEqual({ a: [1, 'b'] });
    expect(parseYaml('')).toBeNull();
  });

  test.each(['a: 1\na: 2', '{', 'a: *b', '['.repeat(20_000), 'a: &b 1\nc: *b', 'a: 1\n---\nb: 2'])(
    'may be none: %.20j',
    (yaml) => {
      expect(parseYaml(yaml)).toBeUndefined();
    },
  );

  test('that contains itself is refused at once', () => {
    const start = performance.now();
    expect(parseYaml(`a: &a [${'*a,'.repeat(5_000)}]`)).toBeUndefined();
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

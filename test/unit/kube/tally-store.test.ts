import { describe, expect, test } from 'vitest';
import type { KubeObject } from '../../../src/kube/kube-object.ts';
import { isRecord } from '../../../src/kube/kube-object.ts';
import { TallyStore } from '../../../src/kube/tally-store.ts';
import { aPod } from './objects.ts';

interface Facts {
  readonly phase: string;
  readonly namespace?: string;
}

/** Finished pods do not count; a pod of phase `Odd` cannot be read. */
function project(raw: KubeObject): Facts | undefined {
  const phase = isRecord(raw.status) ? String(raw.status['phase']) : '';
  if (phase === 'Odd') throw new Error('odd');
  return phase === 'Succeeded' ? undefined : { phase };
}

function aStore(): TallyStore<Facts> {
  return new TallyStore<Facts>({ project, named: ({ phase }) => phase === 'Failed' });
}

function counts(store: TallyStore<Facts>): Record<string, number> {
  return Object.fromEntries(store.tallies().map(({ facts, count }) => [facts.phase, count]));
}

describe('tallies', () => {
  test('count objects by their facts, follow changes, and go when nobody is left', () => {
    const store = aStore();
    store.upsert(aPod({ name: 'a' }));
    store.upsert(aPod({ name: 'b' }));
    store.upsert(aPod({ name: 'b', namespace: 'other' }));
    expect(counts(store)).toEqual({ Running: 3 });
    store.upsert(aPod({ name: 'b', phase: 'Failed' }));
    expect(counts(store)).toEqual({ Failed: 1, Running: 2 });
    store.remove('default/a');
    store.remove('other/b');
    store.remove('default/never');
    expect(counts(store)).toEqual({ Failed: 1 });
    expect(store.size).toBe(1);
  });

  test('are the same for the same objects, whatever came first and however facts are written', () => {
    const one = new TallyStore<Facts>({ project: ({ metadata }) => ({ phase: metadata.name, namespace: 'n' }) });
    const other = new TallyStore<Facts>({ project: ({ metadata }) => ({ namespace: 'n', phase: metadata.name }) });
    for (const name of ['c', 'a', 'b']) one.upsert(aPod({ name }));
    for (const name of ['b', 'c', 'a']) other.upsert(aPod({ name }));
    expect(one.tallies().map(({ facts }) => facts.phase)).toEqual(['a', 'b', 'c']);
    expect(other.tallies().map(({ facts }) => facts.phase)).toEqual(['a', 'b', 'c']);
  });

  test('are one group where an absent fact is written as undefined', () => {
    const facts = [{ phase: 'x' }, { phase: 'x', namespace: undefined }];
    const store = new TallyStore<object>({ project: () => facts.pop() });
    store.upsert(aPod({ name: 'a' }));
    store.upsert(aPod({ name: 'b' }));
    expect(store.tallies().map(({ count }) => count)).toEqual([2]);
  });

  test('keep no more names than they are told to, and name somebody as long as one of those is there', () => {
    const store = new TallyStore<Facts>({ project, named: () => true, mostNames: 2 });
    for (const name of ['c', 'b', 'a']) store.upsert(aPod({ name }));
    expect(store.tallies()).toMatchObject([{ count: 3, names: ['default/b', 'default/c'] }]);
    store.remove('default/c');
    store.upsert(aPod({ name: 'd' }));
    expect(store.tallies()).toMatchObject([{ count: 3, names: ['default/b', 'default/d'] }]);
    store.remove('default/a');
    expect(store.tallies()).toMatchObject([{ count: 2, names: ['default/b', 'default/d'] }]);
  });

  test('name what is worth naming: the first fifty, in order', () => {
    const store = aStore();
    const names = Array.from({ length: 60 }, (_, i) => `pod-${String((i * 37) % 60).padStart(2, '0')}`);
    for (const name of names) store.upsert(aPod({ name, phase: 'Failed' }));
    store.upsert(aPod({ name: 'fine' }));
    store.remove('default/pod-03');
    const [failed, running] = store.tallies();
    expect(failed?.count).toBe(59);
    expect(failed?.names).toEqual(
      names
        .sort()
        .filter((name) => name !== 'pod-03')
        .slice(0, 50)
        .map((name) => `default/${name}`),
    );
    expect(running?.names).toEqual([]);
  });

  test('do not count what the projection leaves out, nor keep it', () => {
    const store = aStore();
    store.upsert(aPod({ name: 'done', phase: 'Succeeded' }));
    store.upsert(aPod({ name: 'a' }));
    store.upsert(aPod({ name: 'a', phase: 'Succeeded' }));
    expect(counts(store)).toEqual({});
    expect(store.size).toBe(0);
  });

  test('count what cannot be read as such, and no longer as what it was', () => {
    const store = aStore();
    store.upsert(aPod({ name: 'a' }));
    store.upsert(aPod({ name: 'a', phase: 'Odd' }));
    store.upsert(aPod({ name: 'b', phase: 'Odd' }));
    expect({ counts: counts(store), errors: store.projectionErrors, size: store.size }).toEqual({
      counts: {},
      errors: 2,
      size: 0,
    });
    store.upsert(aPod({ name: 'a' }));
    store.remove('default/b');
    expect({ counts: counts(store), errors: store.projectionErrors, size: store.size }).toEqual({
      counts: { Running: 1 },
      errors: 0,
      size: 1,
    });
  });

  test('take names and facts that a plain object could not hold', () => {
    const store = aStore();
    for (const name of ['__proto__', 'constructor', 'hasOwnProperty'])
      store.upsert(aPod({ name, namespace: '__proto__', phase: '__proto__' }));
    expect(store.tallies()[0]).toMatchObject({ facts: { phase: '__proto__' }, count: 3 });
    store.remove('__proto__/constructor');
    expect(store.tallies()[0]?.count).toBe(2);
  });
});

describe('the revision', () => {
  test('moves with a count, and not when the same object comes again or is listed anew (F25)', () => {
    const store = aStore();
    let told = 0;
    store.onChange(() => told++);
    store.upsert(aPod({ name: 'a', resourceVersion: '1' }));
    const { revision } = store;
    const tallies = store.tallies();
    store.upsert(aPod({ name: 'a', resourceVersion: '2' }));
    store.beginSync();
    store.upsert(aPod({ name: 'a', resourceVersion: '3' }));
    store.endSync();
    expect({ revision: store.revision, told }).toEqual({ revision, told: 1 });
    expect(store.tallies()).toBe(tallies);
    store.remove('default/a');
    expect({ revision: store.revision, told }).toEqual({ revision: revision + 1, told: 2 });
  });

  test('is not told to who stopped listening', () => {
    const store = aStore();
    let told = 0;
    store.onChange(() => told++)();
    store.upsert(aPod());
    expect(told).toBe(0);
  });
});

describe('a sync', () => {
  test('removes what it did not see (F26)', () => {
    const store = aStore();
    for (const name of ['a', 'b', 'c']) store.upsert(aPod({ name }));
    for (const survivors of [['a', 'b'], ['b'], []]) {
      store.beginSync();
      for (const name of survivors) store.upsert(aPod({ name }));
      store.endSync();
      expect(counts(store)['Running'] ?? 0).toBe(survivors.length);
    }
  });

  test('that never ended leaves nothing behind that would save an object in the next', () => {
    const store = aStore();
    for (const name of ['a', 'b']) store.upsert(aPod({ name }));
    for (const seen of ['a', 'b', 'a']) {
      store.beginSync();
      store.upsert(aPod({ name: seen }));
    }
    store.endSync();
    expect(counts(store)).toEqual({ Running: 1 });
    store.beginSync();
    store.beginSync();
    store.endSync();
    expect(store.size).toBe(0);
  });

  test('keeps what was added while it ran, and removes nothing when there was none', () => {
    const store = aStore();
    store.upsert(aPod({ name: 'a' }));
    store.endSync();
    store.beginSync();
    store.upsert(aPod({ name: 'a' }));
    store.upsert(aPod({ name: 'late' }));
    store.endSync();
    expect(counts(store)).toEqual({ Running: 2 });
  });
});

import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRecord } from '../../../src/kube/kube-object.ts';
import { ObjectStore } from '../../../src/kube/object-store.ts';
import { aPod } from './objects.ts';

interface Value {
  readonly name: string;
  readonly phase: string;
}

let store: ObjectStore<Value>;
let told: string[];

beforeEach(() => {
  told = [];
  store = new ObjectStore<Value>(({ metadata, status }) => {
    const phase = isRecord(status) ? String(status['phase']) : '';
    if (phase === 'Odd') throw new Error('odd');
    return phase === 'Succeeded' ? undefined : { name: metadata.name, phase };
  });
  store.onChange((key, before, after) => told.push(`${key}: ${before?.phase ?? 'none'} → ${after?.phase ?? 'none'}`));
});

afterEach(() => {
  told = [];
});

test('keeps what the projection makes of each object, in the order of the keys', () => {
  store.upsert(aPod({ name: 'b' }));
  store.upsert(aPod({ name: 'a', namespace: '' }));
  expect(store.get('default/b')).toEqual({ name: 'b', phase: 'Running' });
  expect(store.uid('default/b')).toBe('uid-of-b');
  expect(store.get('b')).toBeUndefined();
  expect(store.list().map(({ name }) => name)).toEqual(['a', 'b']);
});

test('tells a change once, and nothing when the value is the same (F25)', () => {
  store.upsert(aPod({ resourceVersion: '1' }));
  const { revision } = store;
  store.upsert(aPod({ resourceVersion: '2' }));
  expect(store.revision).toBe(revision);
  store.upsert(aPod({ phase: 'Failed' }));
  store.remove('default/a');
  store.remove('default/a');
  expect(told).toEqual(['default/a: none → Running', 'default/a: Running → Failed', 'default/a: Failed → none']);
});

test('tells an object that was recreated as gone, then new, even if it looks the same', () => {
  store.upsert(aPod({ uid: '1' }));
  store.upsert(aPod({ uid: '2' }));
  expect(told).toEqual(['default/a: none → Running', 'default/a: Running → none', 'default/a: none → Running']);
  expect(store.uid('default/a')).toBe('2');
});

test('drops what the projection leaves out, and counts what cannot be read', () => {
  store.upsert(aPod({ name: 'a' }));
  store.upsert(aPod({ name: 'b' }));
  store.upsert(aPod({ name: 'a', phase: 'Succeeded' }));
  store.upsert(aPod({ name: 'b', phase: 'Odd' }));
  expect({ size: store.size, errors: store.projectionErrors }).toEqual({ size: 0, errors: 1 });
  store.remove('default/b');
  expect(store.projectionErrors).toBe(0);
});

test('removes after a sync what it did not see, and not before (F26)', () => {
  for (const name of ['a', 'b', 'odd']) store.upsert(aPod({ name, phase: name === 'odd' ? 'Odd' : 'Running' }));
  store.beginSync();
  store.upsert(aPod({ name: 'a' }));
  store.beginSync();
  store.upsert(aPod({ name: 'b' }));
  expect(store.list().map(({ name }) => name)).toEqual(['a', 'b']);
  store.endSync();
  expect(store.list().map(({ name }) => name)).toEqual(['b']);
  expect(store.projectionErrors).toBe(0);
});

test('goes on when a listener throws, and warns', async () => {
  const warning = new Promise<Error>((resolve) => void process.once('warning', resolve));
  store.onChange(() => {
    throw new Error('listener');
  });
  store.onChange((key) => void told.push(`also ${key}`));
  store.upsert(aPod());
  expect(told).toContain('also default/a');
  expect((await warning).message).toBe('listener');
});

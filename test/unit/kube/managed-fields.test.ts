import { describe, expect, test } from 'vitest';
import { withoutManagedFields } from '../../../src/kube/managed-fields.ts';
import { watchEvents } from '../../../src/kube/watch-stream.ts';

const name = 'app-1';
const spec = { nodeName: 'node-1', containers: [{ name: 'web' }] };

async function read(object: object): Promise<unknown> {
  async function* chunks(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${JSON.stringify({ type: 'ADDED', object })}\n`);
  }
  for await (const event of watchEvents(chunks(), () => undefined)) return event.object;
  return undefined;
}

const managed = (fieldsV1: object) => [
  { manager: 'kubelet', fieldsV1 },
  { manager: 'operator', fieldsV1: {} },
];

describe('managed fields', () => {
  test('are cut off before an event is parsed', async () => {
    const metadata = { name, managedFields: managed({ 'f:metadata': { 'f:labels': { '.': {} } } }) };
    expect(await read({ metadata, spec })).toEqual({ metadata: { name }, spec });
  });

  test('leave the names that tell what somebody wrote into a Service', async () => {
    const fields = { 'f:spec': { 'f:clusterIP': {}, 'f:ipFamilies': {}, 'f:type': {} } };
    const metadata = { name, managedFields: managed(fields), uid: 'u' };
    expect(await read({ metadata, spec })).toEqual({
      metadata: { name, managedFields: ['f:clusterIP', 'f:ipFamilies'], uid: 'u' },
      spec,
    });
  });

  test('are no loss where there are none, or they are empty', async () => {
    expect(withoutManagedFields(JSON.stringify({ metadata: { name }, spec }))).toBeUndefined();
    expect(await read({ metadata: { name, managedFields: [] }, spec })).toEqual({ metadata: { name }, spec });
  });

  test.each([
    ['of a member of a list', 'k:{"name":"}]","port":[{}]}'],
    ['of a set', 'v:"a}],"'],
    ['that ends like them', '}]'],
  ])('whose names look like their end, a name %s, change nothing of the object', async (_, field) => {
    const metadata = { name, managedFields: managed({ [field]: {}, 'f:after': {} }) };
    expect(await read({ metadata, spec })).toMatchObject({ metadata: { name }, spec });
  });

  test('that only a text speaks of are left', async () => {
    const metadata = { name, annotations: { last: JSON.stringify({ a: 1, managedFields: [{ a: {} }] }) } };
    expect(await read({ metadata, spec })).toEqual({ metadata, spec });
  });

  test('that hold lists of objects are read as they are', async () => {
    const metadata = { name, managedFields: [{ a: [{}], b: 1 }] };
    expect(await read({ metadata, spec })).toEqual({ metadata, spec });
  });
});

import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiAnswer, type ApiClient, apiClient } from './api-client.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let operator: ApiClient;

beforeAll(async () => {
  world = await startWorld(healthyIpv6);
  operator = apiClient(world.api.url, 'token-of-the-operator');
});

afterAll(() => world.stop());

const events = '/apis/events.k8s.io/v1/namespaces/default/events';

const valid = {
  apiVersion: 'events.k8s.io/v1',
  kind: 'Event',
  eventTime: '2026-11-24T10:00:00.000000Z',
  action: 'Assess',
  reason: 'SubnetsWithoutIpv6',
  type: 'Warning',
  reportingController: 'ipv6readiness.io/operator',
  reportingInstance: 'operator-0',
  regarding: { apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', name: 'prod' },
  note: 'One subnet has no IPv6 CIDR block.',
};

const create = (change: object, name = 'prod.1'): Promise<ApiAnswer> =>
  operator.request('POST', events, { body: { ...valid, metadata: { name }, ...change } });

test.for([
  [{ eventTime: null }, 422, 'eventTime: Required value'],
  [
    { eventTime: '2026-11-24T10:00:00Z' },
    400,
    'parsing time "2026-11-24T10:00:00Z" as "2006-01-02T15:04:05.000000Z07:00"',
  ],
  [{ action: '' }, 422, 'action: Required value'],
  [{ reason: 'r'.repeat(129) }, 422, 'reason: Invalid value: "": can have at most 128 characters'],
  [{ reportingController: 'a b' }, 422, 'reportingController: Invalid value: "a b"'],
  [{ reportingInstance: undefined }, 422, 'reportingInstance: Required value'],
  [{ type: 'Info' }, 422, 'type: Invalid value: "": has invalid value: Info'],
  [{ note: 'ä'.repeat(513) }, 422, 'message: Invalid value: "": can have at most 1024 characters'],
  [{ deprecatedCount: 2 }, 422, '"prod.1" is invalid: count: Invalid value: "": needs to be unset'],
  [
    { series: { count: 1, lastObservedTime: '2026-11-24T10:00:00.000000Z' } },
    422,
    'series.count: Invalid value: "": should be at least 2',
  ],
  [{ series: { count: 2 } }, 422, 'series.lastObservedTime: Required value'],
  [{ metadata: { generateName: 'prod.' } }, 422, 'Invalid value: "prod.'],
] as const)('an event that is not one: %j', async ([change, status, message]) => {
  expect(await create(change)).toMatchObject({ status, body: { message: expect.stringContaining(message) } });
});

test('only the series of an event can change', async () => {
  const contentType = 'application/merge-patch+json';
  await create({}, 'prod.2');
  const series = { count: 2, lastObservedTime: '2026-11-24T10:01:00.000000Z' };
  const patched = await operator.request('PATCH', `${events}/prod.2`, { body: { series }, contentType });
  const refused = await operator.request('PATCH', `${events}/prod.2`, { body: { note: 'Other.' }, contentType });
  expect(patched).toMatchObject({ status: 200, body: { series } });
  expect(refused).toMatchObject({
    status: 422,
    body: { message: expect.stringContaining('field is immutable') },
  });
});

test('an event is found on its object where kubectl describe looks for it', async () => {
  await create({}, 'prod.3');
  const admin = apiClient(world.api.openUrl, '');
  const selector = 'fieldSelector=involvedObject.kind%3DIpv6Readiness,involvedObject.name%3Dprod';
  const { body } = await admin.request('GET', `/api/v1/events?${selector}`);
  expect(body['items']).toContainEqual(
    expect.objectContaining({ involvedObject: valid.regarding, message: valid.note, reason: valid.reason }),
  );
});

test('the operator writes events to the namespace it was given, and nowhere else', async () => {
  const elsewhere = events.replace('default', 'kube-system');
  const answer = await operator.request('POST', elsewhere, { body: { ...valid, metadata: { name: 'a' } } });
  expect(answer).toMatchObject({
    status: 403,
    body: {
      message: expect.stringMatching(/^events\.events\.k8s\.io is forbidden: .* cannot create resource "events"/),
    },
  });
});

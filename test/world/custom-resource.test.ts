import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ApiAnswer, type ApiClient, apiClient } from './api-client.ts';
import { recordAt } from './json.ts';
import { healthyIpv6 } from './scenarios/healthy-ipv6.ts';
import { startWorld, type World } from './world.ts';

let world: World;
let now = new Date('2026-11-24T10:00:00Z');
let admin: ApiClient;
let operator: ApiClient;

const collection = '/apis/ipv6readiness.io/v1alpha1/ipv6readinesses';
const group = { apiVersion: 'ipv6readiness.io/v1alpha1', kind: 'Ipv6Readiness', metadata: { name: 'prod' } };

beforeAll(async () => {
  world = await startWorld(healthyIpv6, { now: () => now });
  admin = apiClient(world.api.url, 'token-of-the-admin');
  operator = apiClient(world.api.url, 'token-of-the-operator');
});

beforeEach(async () => {
  await world.delete({ apiVersion: group.apiVersion, resource: 'ipv6readinesses', name: 'prod' });
});

afterAll(() => world.stop());

const create = (spec: unknown, query = ''): Promise<ApiAnswer> =>
  admin.request('POST', collection + query, { body: { ...group, spec } });

/** Rules are left out where a value is missing, too much or of the wrong kind, but not where it is out of its range. */
const notChecked =
  '<nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation';

describe('what the schema refuses, naming the field', () => {
  test.for([
    [{ goal: 'Destroy' }, 'spec.goal: Unsupported value: "Destroy": supported values: "Auto", "Migrate", "Operate"'],
    [
      { thresholds: { ipv4: { warningPercent: 120 } } },
      'spec.thresholds.ipv4.warningPercent: Invalid value: 120: spec.thresholds.ipv4.warningPercent in body should be less than or equal to 100',
      'rules checked',
    ],
    [{ loadBalancerController: { name: 'a' } }, 'spec.loadBalancerController.namespace: Required value'],
    [
      {
        extraSubnets: {
          ids: Array.from({ length: 300 }, (_, index) => `subnet-${index.toString(16).padStart(8, '0')}`),
        },
      },
      'spec.extraSubnets.ids: Too many: 300: must have at most 64 items',
    ],
    [
      { extraSubnets: { ids: ['subnet-x'] } },
      'spec.extraSubnets.ids[0]: Invalid value: "subnet-x": spec.extraSubnets.ids[0] in body should match \'^subnet-[0-9a-f]{8,17}$\'',
      'rules checked',
    ],
    [
      { suspend: 'yes' },
      'spec.suspend: Invalid value: "string": spec.suspend in body must be of type boolean: "string"',
    ],
  ] as const)('%j', async ([spec, message, rulesChecked]) => {
    const answer = await create(spec);
    expect(answer.status).toBe(422);
    const told = rulesChecked ? message : `[${message}, ${notChecked}]`;
    expect(answer.body['message']).toBe(`Ipv6Readiness.ipv6readiness.io "prod" is invalid: ${told}`);
  });

  test('a misspelt field: dropped with a warning, or refused where the client asks for that', async () => {
    const warned = await create({ gaol: 'Auto' });
    expect(warned.status).toBe(201);
    expect(warned.headers.get('warning')).toBe('299 - "unknown field \\"spec.gaol\\""');
    expect(recordAt(warned.body, 'spec')).toEqual({ goal: 'Auto', suspend: false });
    const refused = await create({ gaol: 'Auto' }, '?fieldValidation=Strict');
    expect(refused).toMatchObject({
      status: 400,
      body: {
        message:
          'Ipv6Readiness in version "v1alpha1" cannot be handled as a Ipv6Readiness: strict decoding error: unknown field "spec.gaol"',
      },
    });
  });
});

const ready = {
  type: 'Ready',
  status: 'True',
  reason: 'Ready',
  message: 'All is well.',
  lastTransitionTime: '2026-11-24T10:00:00Z',
};

interface ApplyInput {
  readonly manager?: string;
  readonly force?: boolean;
  readonly metadata?: Readonly<Record<string, string>>;
}

function apply(
  status: unknown,
  { manager = 'ipv6-readiness', force = true, metadata = {} }: ApplyInput = {},
): Promise<ApiAnswer> {
  const query = `?fieldManager=${manager}&force=${force}`;
  const body = { ...group, metadata: { ...group.metadata, ...metadata }, status };
  return operator.request('PATCH', `${collection}/prod/status${query}`, {
    body,
    contentType: 'application/apply-patch+yaml',
  });
}

const statusOf = ({ body }: ApiAnswer): unknown => body['status'];
const metadataOf = ({ body }: ApiAnswer): unknown => recordAt(body, 'metadata')['resourceVersion'];

describe('server-side apply on the status', () => {
  test('writes, and writes nothing when it says the same again', async () => {
    const created = await create({});
    const written = await apply({ goal: 'Operate', conditions: [ready] });
    now = new Date('2026-11-24T10:05:00Z');
    const again = await apply({ conditions: [ready], goal: 'Operate' });
    expect(written).toMatchObject({ status: 200, body: { status: { goal: 'Operate', conditions: [ready] } } });
    expect(recordAt(written.body, 'metadata')['generation']).toBe(1);
    expect(metadataOf(written)).not.toBe(metadataOf(created));
    expect(again.body).toEqual(written.body);
  });

  test('takes away what its manager no longer sends, and leaves what is of others', async () => {
    await create({});
    const theirs = { ...ready, type: 'Theirs' };
    await apply({ region: 'eu-west-1', conditions: [theirs] }, { manager: 'other' });
    await apply({ goal: 'Operate', conditions: [{ ...ready, type: 'Old' }] });
    const written = await apply({ conditions: [ready] });
    expect(statusOf(written)).toEqual({ region: 'eu-west-1', conditions: [ready, theirs] });
  });

  test('conflicts with another manager unless forced', async () => {
    await create({});
    await apply({ goal: 'Operate' }, { manager: 'other' });
    const refused = await apply({ goal: 'Migrate' }, { force: false });
    expect(refused).toMatchObject({
      status: 409,
      body: {
        message: 'Apply failed with 1 conflict: conflict with "other" with subresource "status": .status.goal',
        details: { causes: [{ reason: 'FieldManagerConflict', field: '.status.goal' }] },
      },
    });
    expect(statusOf(await apply({ goal: 'Migrate' }))).toEqual({ goal: 'Migrate' });
  });

  test('creates nothing', async () => {
    expect(await apply({ goal: 'Operate' })).toMatchObject({
      status: 404,
      body: { message: 'ipv6readinesses.ipv6readiness.io "prod" not found' },
    });
  });

  test('needs a field manager', async () => {
    await create({});
    expect(await apply({}, { manager: '' })).toMatchObject({
      status: 422,
      body: {
        message: 'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
      },
    });
  });

  test('a stale version is a conflict; a wrong uid is not looked at', async () => {
    await create({});
    expect(await apply({ goal: 'Operate' }, { metadata: { resourceVersion: '1' } })).toMatchObject({ status: 409 });
    expect(await apply({ goal: 'Operate' }, { metadata: { uid: 'another' } })).toMatchObject({ status: 200 });
  });

  test('an unknown field, or the same condition twice, is a failure of the server without a reason', async () => {
    await create({});
    const unknown = await apply({ colour: 'red' });
    const twice = await apply({ conditions: [ready, ready] });
    expect(unknown).toMatchObject({
      status: 500,
      body: { message: expect.stringContaining('.status.colour: field not declared in schema') },
    });
    expect(unknown.body).not.toHaveProperty('reason');
    expect(twice.status).toBe(500);
  });

  test('a status that the schema refuses', async () => {
    await create({});
    const { reason: _, ...without } = ready;
    expect(await apply({ conditions: [without] })).toMatchObject({
      status: 422,
      body: { reason: 'Invalid', message: expect.stringContaining('status.conditions[0].reason: Required value') },
    });
  });

  test('ignores spec and labels in the body', async () => {
    await create({ goal: 'Migrate' });
    const body = { ...group, metadata: { name: 'prod', labels: { a: 'b' } }, spec: { goal: 'Auto' }, status: {} };
    const path = `${collection}/prod/status?fieldManager=ipv6-readiness&force=true`;
    const written = await operator.request('PATCH', path, { body, contentType: 'application/apply-patch+yaml' });
    expect(written.body).toMatchObject({ spec: { goal: 'Migrate' } });
    expect(written.body['metadata']).not.toHaveProperty('labels');
  });
});

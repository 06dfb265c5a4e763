import { describe, expect, test } from 'vitest';
import { aReader, anySignal, ec2, failureOf, useFakeAws, valueOf } from './fake-aws.ts';
import { ec2Answer, ec2Error, range } from './replies.ts';

useFakeAws();

function answer(cidrs: readonly string[], token = ''): string {
  const items = cidrs.map((cidr) => `<item><cidr>${cidr}</cidr><description>office</description></item>`);
  const next = token === '' ? '' : `<nextToken>${token}</nextToken>`;
  return ec2Answer('GetManagedPrefixListEntries', `<entrySet>${items.join('')}</entrySet>${next}`);
}

const ofList = (id: string, token?: string) =>
  ec2().post('/', (form) => form['PrefixListId'] === id && form['MaxResults'] === '100' && form['NextToken'] === token);
const read = async (...ids: readonly string[]) =>
  await aReader().reader.further('routedPrefixLists', { ids }, anySignal());
const blocks = (first: number, count: number) =>
  range(count, (index) => `10.${Math.floor((first + index) / 256)}.${(first + index) % 256}.0/24`);

/** A list of so many pages of a hundred entries. */
function serve(id: string, pages: number): void {
  for (let page = 0; page < pages; page += 1) {
    const next = page + 1 < pages ? `page-${page + 1}` : '';
    ofList(id, page === 0 ? undefined : `page-${page}`).reply(200, answer(blocks(page * 100, 100), next));
  }
}

describe('entries of prefix lists', () => {
  test('are asked for list by list', async () => {
    ofList('pl-1').reply(200, answer(['10.9.0.0/16', '10.8.0.0/16', '10.9.0.0/16']));
    ofList('pl-2').reply(200, answer(['2001:db8::/32']));
    expect(await read('pl-1', 'pl-2')).toEqual({
      value: [
        { id: 'pl-1', cidrs: ['10.8.0.0/16', '10.9.0.0/16'] },
        { id: 'pl-2', cidrs: ['2001:db8::/32'] },
      ],
      gaps: [],
    });
  });

  test('of no list are not asked for', async () => {
    expect(await read()).toEqual({ value: [], gaps: [] });
  });

  test('can be none', async () => {
    ofList('pl-1').reply(200, answer([]));
    expect(valueOf(await read('pl-1'))).toEqual([{ id: 'pl-1', cidrs: [] }]);
  });

  test('come page by page', async () => {
    serve('pl-1', 3);
    expect(valueOf(await read('pl-1'))).toEqual([{ id: 'pl-1', cidrs: blocks(0, 300).toSorted() }]);
  });

  test.each([
    [
      ec2Answer('GetManagedPrefixListEntries', ''),
      'InvalidAnswer',
      'The answer to ec2:GetManagedPrefixListEntries holds no entrySet.',
    ],
    [
      answer(['10.9.0.0']),
      'InvalidData',
      'Cidr of an entry of pl-1 is "10.9.0.0" in the answer, expected an IPv4 CIDR block.',
    ],
    [
      answer(['2001:db8::/129']),
      'InvalidData',
      'Cidr of an entry of pl-1 is "2001:db8::/129" in the answer, expected an IPv6 CIDR block.',
    ],
  ])('that we do not understand are no value: %#', async (body, reason, message) => {
    ofList('pl-1').reply(200, body);
    expect(failureOf(await read('pl-1'))).toEqual({ reason, message });
  });

  test('of one list of two that we do not understand are a gap', async () => {
    ofList('pl-1').reply(200, answer(['10.9.0.0/16']));
    ofList('pl-2').reply(200, answer(['office']));
    expect(await read('pl-1', 'pl-2')).toMatchObject({
      value: [{ id: 'pl-1' }],
      gaps: ['prefix list pl-2 could not be described'],
      gapFailure: { reason: 'InvalidData' },
    });
  });

  test('of a list that is gone are left out', async () => {
    ofList('pl-1').reply(200, answer([]));
    ofList('pl-2').reply(400, ec2Error('InvalidPrefixListID.NotFound', 'The prefix list ID does not exist'));
    expect(await read('pl-1', 'pl-2')).toEqual({ value: [{ id: 'pl-1', cidrs: [] }], gaps: [] });
  });

  test('may be denied, as a whole', async () => {
    ofList('pl-1').reply(200, answer([]));
    ofList('pl-2').reply(403, ec2Error('UnauthorizedOperation', 'You are not authorized.'));
    expect(failureOf(await read('pl-1', 'pl-2'))).toEqual({
      reason: 'AccessDenied',
      message: 'Access denied: IAM action ec2:GetManagedPrefixListEntries is missing.',
      permission: 'ec2:GetManagedPrefixListEntries',
    });
  });
});

describe('5,000 entries', () => {
  test('are kept', async () => {
    serve('pl-1', 50);
    const [list] = valueOf(await read('pl-1'));
    expect(list?.cidrs).toHaveLength(5_000);
  });

  test.each([
    ['of one list', { 'pl-1': 51 }],
    ['of two lists together, each of which has fewer', { 'pl-1': 30, 'pl-2': 21 }],
  ])('and more, %s, are no value, rather than a part of them', async (_, pages) => {
    for (const [id, count] of Object.entries(pages)) serve(id, count);
    expect(failureOf(await read(...Object.keys(pages)))).toEqual({
      reason: 'AnswerTooLarge',
      message: 'The prefix lists in routes have more than 5000 entries.',
    });
  });
});

import { GetManagedPrefixListEntriesCommand } from '@aws-sdk/client-ec2';
import type { RoutedPrefixList } from '../snapshot/network-sections.ts';
import { describeEach, type Described } from './describe-each.ts';
import { anyCidr, objects } from './members.ts';
import { type Page, readPages } from './paging.ts';
import { readError, type ReadError } from './read-error.ts';
import type { Reading } from './reading.ts';

const action = 'ec2:GetManagedPrefixListEntries';
/** The most the action gives at once. */
const pageSize = 100;
/** Of all lists together: every one is compared with what the VPC has. A route table takes 1,000 routes, with all entries counted. */
const mostEntries = 5_000;

/** The blocks of each list; one call a list and a page. More than are kept are no value: a part of them would tell nothing. */
export async function readRoutedPrefixLists(
  { ids }: { readonly ids: readonly string[] },
  reading: Reading,
): Promise<Described<RoutedPrefixList>> {
  reading.expect(ids.length);
  let entries = 0;
  const refuseTooMany = (): void => {
    if (entries > mostEntries) throw tooLarge();
  };
  const described = await describeEach({
    names: ids,
    noun: 'prefix list',
    signal: reading.signal,
    describe: async (id, signal) => {
      const cidrs = await readPages<string>({
        action,
        mostPages: reading.mostPages,
        read: async (token) => {
          refuseTooMany();
          const page = await readPage({ id, token, signal }, reading);
          entries += page.items.length;
          return page;
        },
      });
      return { id, cidrs: [...new Set(cidrs)].toSorted() };
    },
  });
  refuseTooMany();
  return described;
}

interface PageOfList {
  readonly id: string;
  readonly token: string | undefined;
  readonly signal: AbortSignal;
}

async function readPage({ id, token, signal }: PageOfList, reading: Reading): Promise<Page<string>> {
  const request = { PrefixListId: id, MaxResults: pageSize, ...(token === undefined ? {} : { NextToken: token }) };
  const { Entries, NextToken } = await reading.ask({
    action,
    notFound: `EC2 has no prefix list ${id} in ${reading.region}.`,
    signal,
    send: ({ ec2 }, options) => ec2.send(new GetManagedPrefixListEntriesCommand(request), options),
  });
  if (Entries === undefined) throw readError('InvalidAnswer', `The answer to ${action} holds no entrySet.`);
  const items = objects(Entries, 'entrySet').map(({ Cidr }) => anyCidr(Cidr, `Cidr of an entry of ${id}`));
  return { items, nextToken: NextToken };
}

function tooLarge(): ReadError {
  return readError('AnswerTooLarge', `The prefix lists in routes have more than ${mostEntries} entries.`);
}

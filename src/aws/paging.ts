import { readError } from './read-error.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Absent or empty on the last page. */
  readonly nextToken: string | undefined;
}

export interface PagingOptions<Item> {
  /** Named in failures, e.g. `ec2:DescribeSubnets`. */
  readonly action: string;
  readonly mostPages: number;
  /** Asks for one page; a fresh input each time, as the SDK may write into the one it is given. */
  readonly read: (token: string | undefined) => Promise<Page<Item>>;
}

/** All items of all pages, or the failure of any one page: what is left of a list without a page is not a list. */
export async function readPages<Item>(options: PagingOptions<Item>): Promise<Item[]> {
  const items: Item[] = [];
  const seenTokens = new Set<string>();
  let token: string | undefined;
  do {
    if (token !== undefined) seenTokens.add(token);
    const page = await options.read(token);
    for (const item of page.items) items.push(item);
    token = page.nextToken === '' ? undefined : page.nextToken;
    if (token !== undefined) refuseEndless(token, seenTokens, options);
  } while (token !== undefined);
  return items;
}

function refuseEndless<Item>(token: string, seenTokens: ReadonlySet<string>, options: PagingOptions<Item>): void {
  if (seenTokens.has(token)) {
    throw readError('PaginationLoop', `${options.action} names a page as the next one that it has already given.`);
  }
  if (seenTokens.size + 1 >= options.mostPages) {
    throw readError('PaginationLoop', `${options.action} does not end after ${options.mostPages} pages.`);
  }
}

/** A refusal in EC2's words. */
export class Ec2Error extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export interface Ec2Filter {
  readonly name: string;
  readonly values: readonly string[];
}

export interface Ec2Query {
  readonly action: string;
  /** By the name of the list, as in `SubnetId`. */
  readonly lists: ReadonlyMap<string, readonly string[]>;
  readonly filters: readonly Ec2Filter[];
  readonly maxResults: number | undefined;
  readonly nextToken: string | undefined;
  /** The form fields but Action and Version. */
  readonly parameters: Readonly<Record<string, string>>;
}

const scalars = new Set([
  'Action',
  'Attribute',
  'DryRun',
  'LaunchTemplateId',
  'MaxResults',
  'NextToken',
  'PrefixListId',
  'SubnetId',
  'Version',
  'VpcId',
]);

/** Reads the form of EC2's query protocol: lists are `SubnetId.1`, filters `Filter.1.Name` and `Filter.1.Value.1`. */
export function readEc2Query(form: URLSearchParams, listName: string | undefined): Ec2Query {
  const lists = new Map<string, string[]>();
  const names = new Map<string, string>();
  const values = new Map<string, string[]>();
  for (const [key, value] of form) {
    const list = key.match(/^(\w+)\.\d+$/);
    const filter = key.match(/^Filter\.(\d+)\.(?:(Name)|Value\.\d+)$/);
    if (listName !== undefined && list?.[1] === listName) append(lists, listName, value);
    else if (filter?.[1] !== undefined && filter[2] !== undefined) names.set(filter[1], value);
    else if (filter?.[1] !== undefined) append(values, filter[1], value);
    else if (!scalars.has(key)) throw new Ec2Error(400, 'UnknownParameter', `The parameter ${key} is not recognized`);
  }
  const { Action, Version, ...parameters } = Object.fromEntries(form);
  if (Version !== '2016-11-15')
    throw new Ec2Error(400, 'NoSuchVersion', `The requested version (${Version}) of service AmazonEC2 does not exist`);
  return {
    action: Action ?? '',
    lists,
    filters: [...names].map(([index, name]) => toFilter(name, values.get(index))),
    maxResults: toNumber(form.get('MaxResults')),
    nextToken: form.get('NextToken') ?? undefined,
    parameters,
  };
}

/** Refuses what is outside the range that the API's model states. */
export function checkMaxResults(query: Ec2Query, least: number, most: number): number {
  const { maxResults } = query;
  if (maxResults === undefined) return Number.POSITIVE_INFINITY;
  const bound = maxResults < least ? `greater than ${least}` : maxResults > most ? `smaller than ${most}` : undefined;
  if (bound === undefined) return maxResults;
  throw new Ec2Error(
    400,
    'InvalidParameterValue',
    `Value ( ${maxResults} ) for parameter maxResults is invalid. Expecting a value ${bound}.`,
  );
}

/** Fields by the names of the filters that select on them. */
export type FilterFields<T> = Readonly<Record<string, (item: T) => readonly string[]>>;

/** Filters are joined by "and", their values by "or"; `*` and `?` are wildcards. */
export function filterItems<T>(items: readonly T[], filters: readonly Ec2Filter[], known: FilterFields<T>): T[] {
  const tests = filters.map(({ name, values }) => {
    const field = known[name];
    if (field === undefined) throw new Ec2Error(400, 'InvalidParameterValue', `The filter '${name}' is invalid`);
    const patterns = values.map(toPattern);
    return (item: T): boolean => field(item).some((text) => patterns.some((pattern) => pattern.test(text)));
  });
  return items.filter((item) => tests.every((test) => test(item)));
}

interface Tagged {
  readonly tags: Readonly<Record<string, string>>;
}

/** `tag-key`, and `tag:` with any key. */
export function withTagFields<T extends Tagged>(
  known: FilterFields<T>,
  filters: readonly Ec2Filter[],
): FilterFields<T> {
  const fields: Record<string, (item: T) => readonly string[]> = {
    ...known,
    'tag-key': (item) => Object.keys(item.tags),
  };
  for (const { name } of filters) {
    if (!name.startsWith('tag:')) continue;
    fields[name] = ({ tags }) => (tags[name.slice(4)] === undefined ? [] : [tags[name.slice(4)] ?? '']);
  }
  return fields;
}

function toFilter(name: string, values: readonly string[] | undefined): Ec2Filter {
  if (values !== undefined) return { name, values };
  throw new Ec2Error(400, 'InvalidParameterValue', `The filter '${name}' has no values`);
}

function toPattern(value: string): RegExp {
  const escaped = value.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');
}

function toNumber(text: string | null): number | undefined {
  if (text === null) return undefined;
  if (/^-?\d+$/.test(text)) return Number(text);
  throw new Ec2Error(
    400,
    'InvalidParameterValue',
    `Value ( ${text} ) for parameter maxResults is invalid. It is not a number.`,
  );
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  map.set(key, [...(map.get(key) ?? []), value]);
}

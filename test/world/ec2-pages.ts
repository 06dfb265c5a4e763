import { type PageFaults, pageOf } from './aws-paging.ts';
import type { AwsTruth } from './aws-truth.ts';
import { Ec2Error, type Ec2Query } from './ec2-query.ts';
import type { XmlFields } from './ec2-xml.ts';

/** How one action is answered. */
export interface Ec2Action {
  /** Name of the list of ids it takes, if it takes one. */
  readonly idList?: string;
  readonly answer: (query: Ec2Query, truth: AwsTruth, faults: PageFaults) => XmlFields;
}

export type Ec2Actions = Readonly<Record<string, Ec2Action>>;

export interface Found<T> {
  readonly found: readonly T[];
  readonly size: number;
  readonly faults: PageFaults;
}

export function paged<T>(
  query: Ec2Query,
  { found, size, faults }: Found<T>,
  render: (items: readonly T[]) => XmlFields,
): XmlFields {
  const { MaxResults: _, NextToken: token, ...rest } = query.parameters;
  const page = pageOf(found, { token, size, query: `${query.action}?${JSON.stringify(rest)}` }, faults);
  if (page === undefined) throw new Ec2Error(400, 'InvalidNextToken', 'The specified NextToken is not valid.');
  return { ...render(page.items), nextToken: page.nextToken };
}

export function present(text: string | undefined): string[] {
  return text === undefined ? [] : [text];
}

export function tagSet(tags: Readonly<Record<string, string>>): { key: string; value: string }[] {
  return Object.entries(tags).map(([key, value]) => ({ key, value }));
}

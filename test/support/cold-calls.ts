import type { OptionalRead } from '../../src/snapshot/policy.ts';
import type { AwsRead, Quantity } from '../../src/snapshot/section-declaration.ts';
import { sectionNames, sectionTable } from '../../src/snapshot/section-table.ts';
import type { SectionName } from '../../src/snapshot/snapshot.ts';

/**
 * AWS calls of one assessment from nothing, by action, as the sections declare them. With the nodes only the pages of instances
 * and of network interfaces grow; with pods and resources nothing does.
 */
export function coldCalls(
  quantities: Quantities,
  { sections, features = [] }: ColdRead = {},
): ReadonlyMap<string, number> {
  const asked = (sections ?? sectionNames)
    .map((name) => sectionTable[name])
    .filter(({ feature }) => feature === undefined || features.includes(feature));
  const calls = new Map<string, number>();
  for (const read of asked.flatMap(({ aws }) => aws)) {
    calls.set(read.action, (calls.get(read.action) ?? 0) + callsOf(read, quantities));
  }
  return calls;
}

/** What is read: all sections, and nothing that is optional, unless said otherwise. */
export interface ColdRead {
  readonly sections?: readonly SectionName[];
  readonly features?: readonly OptionalRead[];
}

/** How much there is of everything; what is left out is there not at all. */
export type Quantities = { readonly [Q in Quantity]?: number };

/** Asking for none by name would list all there are, so nothing is asked. */
const askedByName: ReadonlySet<string> = new Set([
  'elasticloadbalancing:DescribeTags',
  'ec2:DescribeInstanceTypes',
  'ec2:DescribeManagedPrefixLists',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeVpcEndpointServices',
]);

function callsOf({ action, calls }: AwsRead, quantities: Quantities): number {
  if (calls === 'once') return 1;
  if (calls === 'twice') return 2;
  if ('each' in calls) return (quantities[calls.each] ?? 0) * (calls.times ?? 1);
  const pages = Math.ceil((quantities[calls.pagesOf] ?? 0) / calls.pageSize);
  return askedByName.has(action) ? pages : Math.max(1, pages);
}

import type { ClusterSubnet } from '../capacity/cluster-subnets.ts';
import type { Subnet } from '../snapshot/aws-sections.ts';
import type { SubnetReservations, SubnetUse } from '../snapshot/instance-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { unknown, type ResourceRef } from './define-check.ts';
import { listNames, refs } from './text.ts';

/** Way in which a check of the blocks of node subnets ends without having counted all of them. */
export const blockReasons = {
  ReservationsUnknown: unknown('The reservations of a node subnet were not read yet.'),
};

export interface CountedSubnet<Blocks> {
  readonly subnet: Subnet;
  readonly blocks: Blocks;
}

type Count<Blocks> = (subnet: Subnet, use: SubnetUse | undefined, reserved: SubnetReservations) => Blocks | undefined;

/** The blocks of the subnets whose reservations are known; a subnet without any network interface has no use. */
export function countBlocks<Blocks extends object>(
  present: readonly ClusterSubnet[],
  { subnetUse, subnetReservations }: Pick<Sections, 'subnetUse' | 'subnetReservations'>,
  count: Count<Blocks>,
): readonly CountedSubnet<Blocks>[] {
  const uses = new Map(subnetUse.map((use) => [use.subnetId, use]));
  const reservations = new Map(subnetReservations.map((each) => [each.subnetId, each]));
  return present.flatMap(({ subnet }) => {
    const reserved = reservations.get(subnet.id);
    const blocks = reserved && count(subnet, uses.get(subnet.id), reserved);
    return blocks ? [{ subnet, blocks }] : [];
  });
}

type Finding = readonly [
  message: string,
  more: { readonly resources: readonly ResourceRef[]; readonly exact?: string },
];

/** Message and more of a verdict about subnets, with what `describe` says of each; `exactly` does so for events. */
export function blockFinding<Each extends { readonly subnet: Pick<Subnet, 'id'> }>(
  title: string,
  subnets: readonly Each[],
  { describe, exactly }: { describe: (each: Each) => string; exactly: (each: Each) => string },
): Finding {
  const list = (text: (each: Each) => string): string =>
    `${title}: ${listNames(subnets.map((each) => `${each.subnet.id} (${text(each)})`))}.`;
  return [list(describe), { exact: list(exactly), resources: subnetRefs(subnets) }];
}

/** The same of subnets of which nothing is said but their names. */
export function subnetFinding(title: string, subnets: readonly { readonly subnet: Pick<Subnet, 'id'> }[]): Finding {
  return [`${title}: ${listNames(subnets.map(({ subnet }) => subnet.id))}.`, { resources: subnetRefs(subnets) }];
}

function subnetRefs(subnets: readonly { readonly subnet: Pick<Subnet, 'id'> }[]): readonly ResourceRef[] {
  return refs(
    'Subnet',
    subnets.map(({ subnet }) => subnet.id),
  );
}

export function unreadReservations(
  present: readonly ClusterSubnet[],
  { subnetReservations }: Pick<Sections, 'subnetReservations'>,
): readonly ClusterSubnet[] {
  const read = new Set(subnetReservations.map(({ subnetId }) => subnetId));
  return present.filter(({ subnet }) => !read.has(subnet.id));
}

import { atLeast } from '../net/band.ts';
import type { HeadroomState, ProfileHeadroom } from '../capacity/headroom.ts';
import type { ResourceRef } from './define-check.ts';
import { count, listNames, refs } from './text.ts';

interface FreeAddresses {
  readonly subnet: { readonly id: string };
  readonly free: number;
  readonly usable: number;
  /** What scaling may take, where that is judged. */
  readonly needed?: number;
}

/** `subnet-a (at least 12 free)`: for messages, which must stay the same while nothing much changes. */
function listFree(subnets: readonly FreeAddresses[]): string {
  return listNames(subnets.map(({ subnet, free }) => `${subnet.id} (${atLeast(free)} free)`));
}

/** `subnet-a (13 of 251 free)`: the same for events. */
function listFreeExactly(subnets: readonly FreeAddresses[]): string {
  return listNames(
    subnets.map(({ subnet, free, usable, needed = 0 }) => {
      const need = needed > 0 ? `, ${needed} needed to scale` : '';
      return `${subnet.id} (${free} of ${usable} free${need})`;
    }),
  );
}

/** Message and more of a verdict, to be spread into it. */
type Finding = [message: string, more: { readonly resources: readonly ResourceRef[]; readonly exact?: string }];

/** Names subnets with their free addresses. */
export function shortage(title: string, subnets: readonly FreeAddresses[]): Finding {
  const resources = refs(
    'Subnet',
    subnets.map(({ subnet }) => subnet.id),
  );
  return [`${title}: ${listFree(subnets)}.`, { resources, exact: `${title}: ${listFreeExactly(subnets)}.` }];
}

/** Names the subnets of Fargate profiles that are in `state`, with their free addresses. */
export function profileShortage(title: string, profiles: readonly ProfileHeadroom[], state: HeadroomState): Finding {
  const short = profiles.map((each) => {
    const subnets = each.subnets.filter((subnet) => subnet.state === state);
    const of = `of ${profileName(each)}`;
    const { waiting } = each.pods;
    return {
      message: `${listFree(subnets)} ${of}${waiting > 0 ? ', waiting pods counted' : ''}`,
      exact: `${listFreeExactly(subnets)} ${of}${waiting > 0 ? `, ${count(waiting, 'waiting pod')} counted` : ''}`,
      resources: resourcesOf(
        each,
        subnets.map(({ subnet }) => subnet.id),
      ),
    };
  });
  return [
    `${title}: ${listNames(short.map(({ message }) => message))}.`,
    {
      resources: short.flatMap(({ resources }) => resources),
      exact: `${title}: ${listNames(short.map(({ exact }) => exact))}.`,
    },
  ];
}

/** Names the subnets that `idsOf` picks from each Fargate profile. */
export function profileSubnets(
  title: string,
  profiles: readonly ProfileHeadroom[],
  idsOf: (each: ProfileHeadroom) => readonly string[],
): Finding {
  const message = `${title}: ${listNames(profiles.map((each) => `${listNames(idsOf(each))} of ${profileName(each)}`))}.`;
  return [message, { resources: profiles.flatMap((each) => resourcesOf(each, idsOf(each))) }];
}

export function profileName({ profile }: ProfileHeadroom): string {
  return `Fargate profile ${profile.name}`;
}

function resourcesOf({ profile }: ProfileHeadroom, subnetIds: readonly string[]): readonly ResourceRef[] {
  return [...refs('FargateProfile', [profile.name]), ...refs('Subnet', subnetIds)];
}

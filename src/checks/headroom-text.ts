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
    return { each, subnets, message: `${listFree(subnets)} ${of}`, exact: `${listFreeExactly(subnets)} ${of}` };
  });
  return profileFinding(title, short);
}

/** Names the subnets of Fargate profiles that the pods the cluster knows of may take below a floor, with what may be left. */
export function profileDemand(title: string, profiles: readonly ProfileHeadroom[]): Finding {
  const demanding = profiles.map((each) => {
    const subnets = each.subnets.filter(({ expectedState }) => expectedState !== 'Ok');
    const left = subnets.map(({ subnet, expected }) => `${subnet.id} (${atLeast(expected)} left)`);
    const range = subnets.map(
      ({ subnet, expected, free, usable }) => `${subnet.id} (${expected} to ${free} of ${usable} free)`,
    );
    const of = `of ${profileName(each)}`;
    const exact = `${listNames(range)} ${of} with ${count(each.pods.waiting, 'waiting pod')}`;
    return { each, subnets, message: `${listNames(left)} ${of}`, exact };
  });
  return profileFinding(title, demanding);
}

interface ProfileText {
  readonly each: ProfileHeadroom;
  readonly subnets: ProfileHeadroom['subnets'];
  readonly message: string;
  readonly exact: string;
}

function profileFinding(title: string, texts: readonly ProfileText[]): Finding {
  const resources = texts.flatMap(({ each, subnets }) =>
    resourcesOf(
      each,
      subnets.map(({ subnet }) => subnet.id),
    ),
  );
  const exact = `${title}: ${listNames(texts.map((text) => text.exact))}.`;
  return [`${title}: ${listNames(texts.map(({ message }) => message))}.`, { resources, exact }];
}

/** Names the subnets that `idsOf` picks from each Fargate profile. */
export function profileSubnets(
  title: string,
  profiles: readonly ProfileHeadroom[],
  idsOf: (each: ProfileHeadroom) => readonly string[],
): Finding {
  const parts = profiles
    .map((each) => ({ each, text: `${listNames(idsOf(each))} of ${profileName(each)}` }))
    .toSorted((one, other) => one.text.localeCompare(other.text, 'en'));
  const message = `${title}: ${listNames(parts.map(({ text }) => text))}.`;
  return [message, { resources: parts.flatMap(({ each }) => resourcesOf(each, idsOf(each))) }];
}

export function profileName({ profile }: ProfileHeadroom): string {
  return `Fargate profile ${profile.name}`;
}

function resourcesOf({ profile }: ProfileHeadroom, subnetIds: readonly string[]): readonly ResourceRef[] {
  return [...refs('FargateProfile', [profile.name]), ...refs('Subnet', subnetIds)];
}

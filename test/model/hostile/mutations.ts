import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import semver from 'semver';
import { cidrFamily } from '../../../src/net/cidr.ts';
import { isObserved, notObserved, type Section } from '../../../src/snapshot/section.ts';
import { sectionNames } from '../../../src/snapshot/section-table.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';

/** One thing that is done to a snapshot; numbers are taken modulo what there is, so that every mutation can be done. */
export interface Mutation {
  readonly does:
    | 'multiply'
    | 'text'
    | 'number'
    | 'flip'
    | 'leaveOut'
    | 'empty'
    | 'repeat'
    | 'addKey'
    | 'lose'
    | 'stale'
    | 'gap';
  readonly at: number;
  readonly choice: number;
}

/** More of a kind, that differ in who they are: what is done to one of them next is not done to all. */
const multiply = ['multiply'] as const;
const firstPass = ['text', 'text', 'text', 'number', 'number', 'flip', 'leaveOut', 'leaveOut', 'addKey'] as const;
/** What copies whole objects comes last, so that copies stay alike: two objects of one id that differ are no snapshot. */
const lastPass = ['empty', 'repeat', 'lose', 'stale', 'gap'] as const;

const mutationOf = (kinds: readonly Mutation['does'][]): fc.Arbitrary<Mutation> =>
  fc.record({ does: fc.constantFrom(...kinds), at: fc.nat(100_000), choice: fc.nat(1_000) });

export const mutations: fc.Arbitrary<readonly Mutation[]> = fc
  .tuple(
    fc.array(mutationOf(multiply), { maxLength: 6 }),
    fc.array(mutationOf(firstPass), { minLength: 1, maxLength: 12 }),
    fc.array(mutationOf(lastPass), { maxLength: 4 }),
  )
  .map((passes) => passes.flat());

/** Control and formatting characters are not among them: readers leave them out of what they take over. */
const hostileTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'x'.repeat(20_000),
  '😀'.repeat(300),
  '\uD800',
  '%s%d$(NAME)',
  '"; DROP',
  '-1',
  'NaN',
  '0.0.0.0/0',
  '::/0',
  '10.0.0.0/33',
  '999.1.1.1',
  '::ffff:10.0.0.1',
  'fe80::1%eth0',
  '2a05::/200',
  'v0.0.0',
  '99999999999999999999.0.0',
  'ipv4',
  'ipv6',
];
/** A CIDR block stays one of its family: readers give no other. */
const oddBlocks = {
  ipv4: ['10.N.0.0/32', '10.N.0.0/16', '10.N.0.1/24', '255.N.255.255/28', '169.N.172.0/22'],
  ipv6: ['::N/128', '2a05:d0N::/44', 'fd0N::/16', 'fe8N::/16', '64:ff9b:N::/96', '2A05:D018:N::1/64'],
};
/** So does a semantic version. */
const oddVersions = ['0.0.0', '999.0.0', '2.4.0-rc.1', '1.0.0-0.alpha+build', '1.9007199254740991.0'];
const oddNumbers = [0, -1, 0.5, 1, 7, 2 ** 31, Number.MAX_SAFE_INTEGER, -Number.MAX_SAFE_INTEGER, 1e300];

interface Place {
  readonly holder: object;
  readonly key: string;
}

/** A copy of the snapshot with all of that done to it. Types stay what they are, as readers see to; values do not. */
export function mutated(snapshot: Snapshot, all: readonly Mutation[]): Snapshot {
  const copy = structuredClone(snapshot);
  all.forEach((mutation, index) => mutate(copy, mutation, index));
  return copy;
}

function mutate(snapshot: Snapshot, { does, at, choice }: Mutation, index: number): void {
  const { sections } = snapshot;
  if (does === 'lose' || does === 'stale' || does === 'gap') {
    const name = sectionNames[at % sectionNames.length] ?? 'nodes';
    const section: Section<unknown> = sections[name];
    if (does === 'lose') Reflect.set(sections, name, notObserved('AccessDenied', 'Access denied.'));
    else if (isObserved(section))
      Object.assign(section, does === 'stale' ? { freshUntil: 0 } : { gaps: ['one is lost'] });
    return;
  }
  const places = Object.values(sections).flatMap((section) =>
    isObserved<unknown>(section) ? placesIn(section, 'value') : [],
  );
  const fitting = places.filter((place) => fits(does, place));
  const place = fitting[at % fitting.length];
  if (place) change(does, place, { choice, index });
}

function placesIn(holder: object, key: string): readonly Place[] {
  const value: unknown = Reflect.get(holder, key);
  const here = { holder, key };
  if (typeof value !== 'object' || value === null) return [here];
  return [here, ...Object.keys(value).flatMap((inner) => placesIn(value, inner))];
}

const valueOf = ({ holder, key }: Place): unknown => Reflect.get(holder, key);

function fits(does: Mutation['does'], place: Place): boolean {
  const value = valueOf(place);
  if (does === 'text') return typeof value === 'string';
  if (does === 'number') return typeof value === 'number';
  if (does === 'flip') return typeof value === 'boolean';
  if (does === 'leaveOut') return !Array.isArray(place.holder) && optionalMembers.has(place.key);
  if (does === 'addKey') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return Array.isArray(value);
}

/** What tells one object from another: it stays one of a kind. */
const identities = new Set(['id', 'name', 'namespace', '0', '1', '2', '3', '4', '5']);

function change(does: Mutation['does'], place: Place, { choice, index }: { choice: number; index: number }): void {
  const { holder, key } = place;
  const value = valueOf(place);
  if (does === 'text') {
    const family = typeof value === 'string' ? cidrFamily(value) : undefined;
    if (family) return void Reflect.set(holder, key, oddBlock(family, choice, index));
    if (semver.valid(String(value)) === value) {
      return void Reflect.set(holder, key, oddVersions[choice % oddVersions.length]);
    }
    const text = hostileTexts[choice % hostileTexts.length] ?? '';
    Reflect.set(holder, key, identities.has(key) ? `${text}#${index}` : text);
  }
  // Rules of a network ACL have numbers of their own.
  if (does === 'number' && key === 'number') Reflect.set(holder, key, index);
  else if (does === 'number') Reflect.set(holder, key, oddNumbers[choice % oddNumbers.length]);
  if (does === 'flip') Reflect.set(holder, key, value !== true);
  if (does === 'leaveOut') Reflect.deleteProperty(holder, key);
  if (does === 'empty') Reflect.set(holder, key, []);
  if (does === 'multiply' && Array.isArray(value)) {
    Reflect.set(holder, key, [
      ...value,
      ...[1, 2].flatMap((copy) => value.map((each) => another(each, `${index}-${copy}`))),
    ]);
  }
  if (does === 'addKey' && typeof value === 'object' && value !== null) addKey(value, choice);
  if (does === 'repeat' && Array.isArray(value)) {
    Reflect.set(
      holder,
      key,
      Array.from({ length: choice % 200 }, () => structuredClone(value))
        .flat()
        .slice(0, 1_000),
    );
  }
}

/** Blocks of two subnets are never the same, so those with room to differ do. */
function oddBlock(family: 'ipv4' | 'ipv6', choice: number, index: number): string {
  const block = oddBlocks[family][choice % oddBlocks[family].length] ?? '';
  return block.replaceAll('N', index.toString(family === 'ipv4' ? 10 : 16));
}

/** One more of its kind: another id, another name, another address block, and not the one that stands for all others. */
function another(value: unknown, suffix: string): unknown {
  if (typeof value === 'string') return cidrFamily(value) ? otherBlock(value, suffix) : `${value}-${suffix}`;
  if (typeof value !== 'object' || value === null) return value;
  const copy: Record<string, unknown> = { ...structuredClone(value) };
  for (const member of ['id', 'name']) if (typeof copy[member] === 'string') copy[member] = `${copy[member]}-${suffix}`;
  if (typeof copy['ipv4Cidr'] === 'string') copy['ipv4Cidr'] = otherBlock(copy['ipv4Cidr'], suffix);
  if (Array.isArray(copy['ipv6Cidrs'])) copy['ipv6Cidrs'] = copy['ipv6Cidrs'].map((cidr) => otherBlock(cidr, suffix));
  const standsForAll = ['main', 'default', 'isDefault'].filter((member) => copy[member] === true);
  for (const member of standsForAll) Object.assign(copy, { [member]: false, subnetIds: [] });
  if (typeof copy['number'] === 'number') copy['number'] += 40_000 * Number(suffix.replace('-', ''));
  if (typeof copy['destination'] === 'string') copy['destination'] = otherDestination(copy['destination'], suffix);
  if (Array.isArray(copy['names'])) copy['names'] = copy['names'].map((name) => `${name}-${suffix}`);
  return copy;
}

/** A route table has one route for each destination. */
function otherDestination(destination: string, suffix: string): string {
  const number = Number(suffix.replace('-', ''));
  const [, length] = destination.split('/');
  if (length === undefined) return `${destination}-${suffix}`;
  return destination.includes(':') ? `2a05:${number}:${length}::/64` : `10.${number}.${length}.0/24`;
}

/** `suffix` is as in `3-1`; the network is moved by it. */
function otherBlock(cidr: string, suffix: string): string {
  const number = Number(suffix.replace('-', ''));
  const separator = cidr.includes(':') ? ':' : '.';
  const groups = cidr.split(separator);
  return groups.length < 4 ? cidr : groups.with(1, String(number)).join(separator);
}

function addKey(value: object, choice: number): void {
  const name = ['__proto__', 'constructor', 'toString'][choice % 3] ?? '';
  Object.defineProperty(value, name, { value: 'hostile', enumerable: true, configurable: true, writable: true });
}

/** Members that every declaration of the sections lets be absent, by name. */
const optionalMembers = membersThatMayBeAbsent();

function membersThatMayBeAbsent(): ReadonlySet<string> {
  const folder = join(import.meta.dirname, '../../../src/snapshot');
  const files = readdirSync(folder).filter((file) => file.endsWith('.ts'));
  const text = files.map((file) => readFileSync(join(folder, file), 'utf8')).join('\n');
  const named = (pattern: RegExp) => new Set([...text.matchAll(pattern)].map(([, name = '']) => name));
  return named(/readonly (\w+)\?:/g).difference(named(/readonly (\w+):/g));
}

import {
  DescribeInstanceTypesCommand,
  type _InstanceType,
  type EC2Client,
  type InstanceTypeInfo,
} from '@aws-sdk/client-ec2';
import type { InstanceType } from '../snapshot/aws-sections.ts';
import { unknownInstanceTypes } from './classify.ts';
import type { Described } from './describe-each.ts';
import { flag, objects, optionalText, text, wholeNumber } from './members.ts';
import { type Page, readPages } from './paging.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

/** EC2's own limit. */
const namesPerCall = 100;

/** EC2 names all unknown types of a call at once; should it name them one by one, this many are split off. */
const mostSplits = 7;

type Answered = Page<InstanceTypeInfo> | { readonly unknown: readonly string[] };

/** What is known of each named type. Nothing is asked for no name, as that would ask for every type there is. */
export async function readInstanceTypes(names: readonly string[], reading: Reading): Promise<Described<InstanceType>> {
  const wanted = [...new Set(names)].sort();
  const askable = wanted.filter(isTypeName);
  reading.expect(Math.ceil(askable.length / namesPerCall));
  const infos: InstanceTypeInfo[] = [];
  for (let start = 0; start < askable.length; start += namesPerCall) {
    infos.push(...(await readChunk(askable.slice(start, start + namesPerCall), reading)));
  }
  const items = infos.map(toInstanceType);
  const known = new Set(items.map(({ name }) => name));
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length === 0) return { items, gaps: [] };
  return {
    items,
    gaps: unknown.map((name) => `instance type ${name} is not known to EC2 in ${reading.region}`),
    gapFailure: { reason: 'NotFound', message: `EC2 has no instance type ${unknown[0]} in ${reading.region}.` },
  };
}

/** One unknown name fails the whole call, so it is split off and the others are asked for again. */
async function readChunk(names: readonly _InstanceType[], reading: Reading): Promise<readonly InstanceTypeInfo[]> {
  let askable = names;
  for (let split = 0; split <= mostSplits && askable.length > 0; split += 1) {
    const answered = await readKnown(askable, reading);
    if (!('unknown' in answered)) return answered.items;
    const unknown: ReadonlySet<string> = new Set(answered.unknown);
    askable = askable.filter((name) => !unknown.has(name));
  }
  if (askable.length === 0) return [];
  throw readError('InvalidAnswer', `ec2:DescribeInstanceTypes still refuses a name after ${mostSplits} were left out.`);
}

async function readKnown(
  names: readonly _InstanceType[],
  reading: Reading,
): Promise<{ readonly items: readonly InstanceTypeInfo[] } | { readonly unknown: readonly string[] }> {
  let unknown: readonly string[] | undefined;
  const items = await readPages({
    action: 'ec2:DescribeInstanceTypes',
    mostPages: reading.mostPages,
    read: async (token) => {
      const page = await reading.ask({
        action: 'ec2:DescribeInstanceTypes',
        notFound: `EC2 does not know one of ${names.length} instance types in ${reading.region}.`,
        send: ({ ec2 }, options) => askEc2({ ec2, names, token }, options),
      });
      if (!('unknown' in page)) return page;
      unknown = page.unknown;
      return { items: [], nextToken: undefined };
    },
  });
  return unknown === undefined ? { items } : { unknown };
}

interface InstanceTypesQuestion {
  readonly ec2: EC2Client;
  readonly names: readonly _InstanceType[];
  readonly token: string | undefined;
}

async function askEc2(
  { ec2, names, token }: InstanceTypesQuestion,
  options: { readonly abortSignal: AbortSignal },
): Promise<Answered> {
  try {
    const request = { InstanceTypes: [...names], ...(token === undefined ? {} : { NextToken: token }) };
    const answer = await ec2.send(new DescribeInstanceTypesCommand(request), options);
    if (answer.InstanceTypes === undefined) {
      throw readError('InvalidAnswer', 'The answer to ec2:DescribeInstanceTypes holds no list of instance types.');
    }
    return { items: objects(answer.InstanceTypes, 'instanceTypeSet'), nextToken: answer.NextToken };
  } catch (error) {
    const unknown = unknownInstanceTypes(error, names);
    if (unknown.length === 0) throw error;
    return { unknown };
  }
}

/**
 * Node labels may hold anything: what cannot be an instance type would fail the whole call under a code of its own. The SDK's
 * list of types is older than EC2's newest, and is no limit to what may be asked for.
 */
function isTypeName(name: string): name is _InstanceType {
  return /^[a-z0-9-]+\.[a-z0-9-]+$/.test(name);
}

function toInstanceType(info: InstanceTypeInfo): InstanceType {
  const name = text(info.InstanceType, 'InstanceType');
  const hypervisor = optionalText(info.Hypervisor, `Hypervisor of ${name}`);
  return {
    name,
    ...(hypervisor === undefined ? {} : { hypervisor }),
    bareMetal: flag(info.BareMetal, `BareMetal of ${name}`),
    ipv6Supported: flag(info.NetworkInfo?.Ipv6Supported, `NetworkInfo.Ipv6Supported of ${name}`),
    ...size(info, name),
  };
}

/** What the number of pods is drawn from: only the default network card counts. */
function size({ NetworkInfo: network, VCpuInfo }: InstanceTypeInfo, name: string): Partial<InstanceType> {
  const cards = objects(network?.NetworkCards ?? [], `NetworkInfo.NetworkCards of ${name}`);
  const card = cards.find(({ NetworkCardIndex }) => NetworkCardIndex === (network?.DefaultNetworkCardIndex ?? 0));
  const interfaces = card?.MaximumNetworkInterfaces ?? network?.MaximumNetworkInterfaces;
  const ipv4PerInterface = network?.Ipv4AddressesPerInterface;
  const vcpus = VCpuInfo?.DefaultVCpus;
  const members = { vcpus, interfaces, ipv4PerInterface };
  return Object.fromEntries(
    Object.entries(members).flatMap(([member, value]) =>
      value === undefined ? [] : [[member, wholeNumber(value, `${member} of ${name}`)]],
    ),
  );
}

import { DescribeNetworkInterfacesCommand, type NetworkInterface } from '@aws-sdk/client-ec2';
import { ipv4Blocks, ipv6Blocks } from '../net/aligned-block.ts';
import type { BlockRun, SubnetUse } from '../snapshot/instance-sections.ts';
import { invalid, objects, text } from './members.ts';
import { readPages } from './paging.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

/** EC2's own limit. */
const interfacesPerPage = 1_000;

interface Sum {
  interfaces: number;
  ipv4Prefixes: number;
  readonly ipv4: Set<number>;
  readonly ipv6: Set<bigint>;
}

/** What the network interfaces of a VPC take of each of its subnets. Subnets without an interface are left out. */
export async function readSubnetUse(
  { vpcId }: { readonly vpcId: string },
  reading: Reading,
): Promise<readonly SubnetUse[]> {
  const seen = new Set<string>();
  const sums = new Map<string, Sum>();
  await readPages<never>({
    action: 'ec2:DescribeNetworkInterfaces',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'ec2:DescribeNetworkInterfaces',
        notFound: `EC2 has no VPC ${vpcId} in ${reading.region}.`,
        send: ({ ec2 }, options) => ec2.send(new DescribeNetworkInterfacesCommand(request(vpcId, token)), options),
      });
      if (answer.NetworkInterfaces === undefined) {
        throw readError('InvalidAnswer', 'The answer to ec2:DescribeNetworkInterfaces holds no list of interfaces.');
      }
      for (const networkInterface of objects(answer.NetworkInterfaces, 'networkInterfaceSet')) {
        const id = text(networkInterface.NetworkInterfaceId, 'NetworkInterfaceId');
        if (seen.has(id)) continue;
        seen.add(id);
        add(networkInterface, id, sums);
      }
      return { items: [], nextToken: answer.NextToken };
    },
  });
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([subnetId, { interfaces, ipv4Prefixes, ipv4, ipv6 }]) => ({
      subnetId,
      interfaces,
      ipv4Prefixes,
      busyIpv4Blocks: toRuns(ipv4),
      takenIpv6Blocks: ipv6.size,
    }));
}

function request(vpcId: string, token: string | undefined) {
  return {
    Filters: [{ Name: 'vpc-id', Values: [vpcId] }],
    MaxResults: interfacesPerPage,
    ...(token === undefined ? {} : { NextToken: token }),
  };
}

function add(networkInterface: NetworkInterface, id: string, sums: Map<string, Sum>): void {
  const subnetId = text(networkInterface.SubnetId, `SubnetId of ${id}`);
  const sum = sums.get(subnetId) ?? { interfaces: 0, ipv4Prefixes: 0, ipv4: new Set(), ipv6: new Set() };
  sums.set(subnetId, sum);
  const { PrivateIpAddresses, Ipv4Prefixes, Ipv6Addresses, Ipv6Prefixes } = networkInterface;
  const ipv4Prefixes = objects(Ipv4Prefixes ?? [], `Ipv4Prefixes of ${id}`);
  sum.interfaces += 1;
  sum.ipv4Prefixes += ipv4Prefixes.length;
  const ipv4 = [
    ...objects(PrivateIpAddresses ?? [], `PrivateIpAddresses of ${id}`).map((each) => each.PrivateIpAddress),
    ...ipv4Prefixes.map((each) => each.Ipv4Prefix),
  ];
  const ipv6 = [
    ...objects(Ipv6Addresses ?? [], `Ipv6Addresses of ${id}`).map((each) => each.Ipv6Address),
    ...objects(Ipv6Prefixes ?? [], `Ipv6Prefixes of ${id}`).map((each) => each.Ipv6Prefix),
  ];
  for (const taken of ipv4) {
    const run = ipv4Blocks(text(taken, `An address of ${id}`));
    if (run === undefined) throw invalid(`An address of ${id}`, 'an IPv4 address or prefix', taken);
    // A prefix of an interface is one /28; a wider one is an answer we do not understand.
    if (run.last !== run.first) throw invalid(`A prefix of ${id}`, 'a /28 block', taken);
    sum.ipv4.add(run.first);
  }
  for (const taken of ipv6) {
    const run = ipv6Blocks(text(taken, `An address of ${id}`));
    if (run === undefined) throw invalid(`An address of ${id}`, 'an IPv6 address or prefix', taken);
    if (run.last !== run.first) throw invalid(`A prefix of ${id}`, 'a /80 block', taken);
    sum.ipv6.add(run.first);
  }
}

function toRuns(blocks: ReadonlySet<number>): readonly BlockRun[] {
  const runs: [number, number][] = [];
  for (const block of [...blocks].toSorted((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === block - 1) run[1] = block;
    else runs.push([block, block]);
  }
  return runs;
}

import {
  DescribeInstancesCommand,
  type Instance,
  type InstanceMetadataOptionsResponse,
  type InstanceNetworkInterface,
} from '@aws-sdk/client-ec2';
import type { Tally } from '../snapshot/facts/tally.ts';
import type { InstanceFacts, InstanceTallies, MetadataOptions } from '../snapshot/instance-sections.ts';
import { invalid, objects, optionalText, text, wholeNumber } from './members.ts';
import { readPages } from './paging.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

/**
 * An instance comes with every address of its interfaces, some 200 bytes each: a page of EC2's own limit, 1,000, is larger
 * than any answer we take where nodes hold sixty. So many of the largest hold more addresses than a VPC may have.
 */
const instancesPerPage = 200;
const settledAfterMs = 5 * 60_000;
const mostNames = 50;

export interface InstancesQuestion {
  readonly clusterName: string;
}

/** The running instances of the cluster, counted by their facts: what is read of one is dropped with its page. */
export async function readInstances({ clusterName }: InstancesQuestion, reading: Reading): Promise<InstanceTallies> {
  const seen = new Set<string>();
  const tallies = new Map<string, { readonly facts: InstanceFacts; readonly names: string[]; count: number }>();
  await readPages<never>({
    action: 'ec2:DescribeInstances',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'ec2:DescribeInstances',
        notFound: `EC2 has no instances in ${reading.region}.`,
        send: ({ ec2 }, options) => ec2.send(new DescribeInstancesCommand(request(clusterName, token)), options),
      });
      if (answer.Reservations === undefined) {
        throw readError('InvalidAnswer', 'The answer to ec2:DescribeInstances holds no list of reservations.');
      }
      for (const reservation of objects(answer.Reservations, 'reservationSet')) {
        for (const instance of objects(reservation.Instances ?? [], 'instancesSet')) {
          const id = text(instance.InstanceId, 'InstanceId');
          // One that is launched meanwhile shifts the pages.
          if (seen.has(id) || instance.State?.Name !== 'running') continue;
          seen.add(id);
          const facts = toFacts(id, instance, reading.now());
          const key = JSON.stringify(facts);
          const tally = tallies.get(key) ?? { facts, names: [], count: 0 };
          tally.count += 1;
          tally.names.push(id);
          tallies.set(key, tally);
        }
      }
      // As many pages as there may be wait for their turns.
      if (answer.NextToken) reading.expect(1);
      return { items: [], nextToken: answer.NextToken };
    },
  });
  return [...tallies.entries()]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(
      ([, { facts, names, count }]): Tally<InstanceFacts> => ({
        facts,
        count,
        names: names.toSorted().slice(0, mostNames),
      }),
    );
}

function request(clusterName: string, token: string | undefined) {
  return {
    Filters: [
      { Name: 'tag-key', Values: [`kubernetes.io/cluster/${clusterName}`] },
      { Name: 'instance-state-name', Values: ['running'] },
    ],
    MaxResults: instancesPerPage,
    ...(token === undefined ? {} : { NextToken: token }),
  };
}

/** Members stand in one order, so that equal facts are equal as text. */
function toFacts(id: string, instance: Instance, now: number): InstanceFacts {
  const interfaces = objects(instance.NetworkInterfaces ?? [], `NetworkInterfaces of ${id}`);
  const primary = interfaces.find(isPrimary);
  const addresses = objects(primary?.Ipv6Addresses ?? [], `Ipv6Addresses of ${id}`);
  const profile = optionalText(instance.IamInstanceProfile?.Arn, `IamInstanceProfile of ${id}`);
  if (!(instance.LaunchTime instanceof Date)) throw invalid(`LaunchTime of ${id}`, 'a time', instance.LaunchTime);
  return {
    subnetId: text(instance.SubnetId, `SubnetId of ${id}`),
    instanceType: text(instance.InstanceType, `InstanceType of ${id}`),
    securityGroupIds: objects(instance.SecurityGroups ?? [], `SecurityGroups of ${id}`)
      .map(({ GroupId }) => text(GroupId, `GroupId of ${id}`))
      .toSorted(),
    metadata: toMetadataOptions(instance.MetadataOptions, id),
    ...(profile === undefined ? {} : { instanceProfile: profile.slice(profile.lastIndexOf('/') + 1) }),
    hasIpv6: addresses.length > 0,
    hasPrimaryIpv6: addresses.some(({ IsPrimaryIpv6 }) => IsPrimaryIpv6 === true),
    ipv6Prefix: holdsIpv6Prefix(primary) ? 'primary' : interfaces.some(holdsIpv6Prefix) ? 'other' : 'none',
    hasIpv4Prefixes: interfaces.some(({ Ipv4Prefixes = [] }) => Ipv4Prefixes.length > 0),
    autoMode: instance.Operator?.Managed === true && instance.Operator.Principal === 'eks.amazonaws.com',
    settled: now - instance.LaunchTime.getTime() >= settledAfterMs,
  };
}

function isPrimary({ Attachment }: InstanceNetworkInterface): boolean {
  return Attachment?.DeviceIndex === 0 && (Attachment.NetworkCardIndex ?? 0) === 0;
}

function holdsIpv6Prefix(networkInterface: InstanceNetworkInterface | undefined): boolean {
  return (networkInterface?.Ipv6Prefixes ?? []).length > 0;
}

function toMetadataOptions(options: InstanceMetadataOptionsResponse | undefined, id: string): MetadataOptions {
  const field = (member: string): string => `MetadataOptions.${member} of ${id}`;
  return {
    enabled: text(options?.HttpEndpoint, field('HttpEndpoint')) === 'enabled',
    tokensRequired: text(options?.HttpTokens, field('HttpTokens')) === 'required',
    hopLimit: wholeNumber(options?.HttpPutResponseHopLimit, field('HttpPutResponseHopLimit'), 64),
    // Regions without the IPv6 endpoint leave the member out.
    ipv6Endpoint: optionalText(options?.HttpProtocolIpv6, field('HttpProtocolIpv6')) === 'enabled',
  };
}

import {
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplateInstanceMetadataOptions,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import type { LaunchTemplate, MetadataOptions } from '../snapshot/instance-sections.ts';
import { toBootstrap } from './bootstrap.ts';
import { describeEach, type Described } from './describe-each.ts';
import { invalid, objects, optionalText, text, wholeNumber } from './members.ts';
import { ReadError } from './read-error.ts';
import type { Reading } from './reading.ts';

export interface TemplateVersion {
  readonly id: string;
  /** A number, `$Latest` or `$Default`. */
  readonly version: string;
}

/**
 * The versions that node groups use, one call each: of a template that has lost one of two versions EC2 tells neither. A
 * version that EC2 does not know is left out; the node groups that use it cannot be judged by it.
 */
export async function readLaunchTemplates(
  { versions }: { readonly versions: readonly TemplateVersion[] },
  reading: Reading,
): Promise<Described<LaunchTemplate>> {
  const byName = new Map(versions.map((each) => [`${each.id} version ${each.version}`, each]));
  reading.expect(byName.size);
  const { items, ...missing } = await describeEach({
    names: [...byName.keys()],
    noun: 'launch template',
    signal: reading.signal,
    describe: async (name, signal) => {
      const wanted = byName.get(name);
      return wanted && describeVersion(wanted, reading, signal);
    },
  });
  return { items: items.flatMap((template) => template ?? []), ...missing };
}

async function describeVersion(
  wanted: TemplateVersion,
  reading: Reading,
  signal: AbortSignal,
): Promise<LaunchTemplate | undefined> {
  const { id, version } = wanted;
  const question = { LaunchTemplateId: id, Versions: [version] };
  try {
    const answer = await reading.ask({
      action: 'ec2:DescribeLaunchTemplateVersions',
      notFound: `EC2 has no version ${version} of launch template ${id} in ${reading.region}.`,
      signal,
      send: ({ ec2 }, options) => ec2.send(new DescribeLaunchTemplateVersionsCommand(question), options),
    });
    const found = objects(answer.LaunchTemplateVersions, 'launchTemplateVersionSet');
    return found[0] && toLaunchTemplate(wanted, found[0]);
  } catch (error) {
    if (error instanceof ReadError && error.failure.reason === 'NotFound') return undefined;
    throw error;
  }
}

function toLaunchTemplate({ id, version }: TemplateVersion, answer: LaunchTemplateVersion): LaunchTemplate {
  if (answer.LaunchTemplateId !== id) throw invalid('LaunchTemplateId', id, answer.LaunchTemplateId);
  // `$Latest` and `$Default` are answered with the number of the version they mean now.
  if (!version.startsWith('$') && String(answer.VersionNumber) !== version) {
    throw invalid(`VersionNumber of launch template ${id}`, version, answer.VersionNumber);
  }
  const of = `launch template ${id} version ${version}`;
  const template = answer.LaunchTemplateData;
  if (template === undefined) throw invalid(`LaunchTemplateData of ${of}`, 'an object', template);
  const interfaces = objects(template.NetworkInterfaces ?? [], `NetworkInterfaces of ${of}`);
  const primary = interfaces.find(({ DeviceIndex = 0, NetworkCardIndex = 0 }) => DeviceIndex + NetworkCardIndex === 0);
  const instanceType = optionalText(template.InstanceType, `InstanceType of ${of}`);
  const count = primary?.Ipv6AddressCount;
  return {
    id,
    version,
    ...(instanceType === undefined ? {} : { instanceType }),
    typesByRequirements: template.InstanceRequirements !== undefined,
    metadata: toMetadata(template.MetadataOptions, of),
    ipv6AddressCount: count === undefined ? 0 : wholeNumber(count, `Ipv6AddressCount of ${of}`),
    namesIpv6Addresses: (primary?.Ipv6Addresses ?? []).length > 0,
    primaryIpv6: primary?.PrimaryIpv6 === true,
    securityGroupIds: [...(template.SecurityGroupIds ?? []), ...(primary?.Groups ?? [])]
      .map((group) => text(group, `A security group of ${of}`))
      .toSorted(),
    bootstrap: toBootstrap(optionalText(template.UserData, `UserData of ${of}`)),
  };
}

function toMetadata(options: LaunchTemplateInstanceMetadataOptions | undefined, of: string): Partial<MetadataOptions> {
  const endpoint = optionalText(options?.HttpEndpoint, `HttpEndpoint of ${of}`);
  const tokens = optionalText(options?.HttpTokens, `HttpTokens of ${of}`);
  const hops = options?.HttpPutResponseHopLimit;
  const ipv6 = optionalText(options?.HttpProtocolIpv6, `HttpProtocolIpv6 of ${of}`);
  return {
    ...(endpoint === undefined ? {} : { enabled: endpoint === 'enabled' }),
    ...(tokens === undefined ? {} : { tokensRequired: tokens === 'required' }),
    ...(hops === undefined ? {} : { hopLimit: wholeNumber(hops, `HttpPutResponseHopLimit of ${of}`, 64) }),
    ...(ipv6 === undefined ? {} : { ipv6Endpoint: ipv6 === 'enabled' }),
  };
}

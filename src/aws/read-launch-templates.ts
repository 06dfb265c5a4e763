import {
  DescribeLaunchTemplateVersionsCommand,
  type LaunchTemplateInstanceMetadataOptions,
  type LaunchTemplateVersion,
} from '@aws-sdk/client-ec2';
import type { LaunchTemplate, MetadataOptions } from '../snapshot/instance-sections.ts';
import { toBootstrap } from './bootstrap.ts';
import { describeEach, type Described } from './describe-each.ts';
import { invalid, objects, optionalText, text, wholeNumber } from './members.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

export interface TemplateVersion {
  readonly id: string;
  readonly version: string;
}

/** The versions that node groups use; one call a template, as EC2 looks into one at a time. */
export async function readLaunchTemplates(
  { versions }: { readonly versions: readonly TemplateVersion[] },
  reading: Reading,
): Promise<Described<LaunchTemplate>> {
  const byTemplate = Map.groupBy(versions, ({ id }) => id);
  reading.expect(byTemplate.size);
  const { items, ...missing } = await describeEach({
    names: [...byTemplate.keys()],
    noun: 'launch template',
    signal: reading.signal,
    describe: async (id, signal) => {
      const wanted = [...new Set(byTemplate.get(id)?.map(({ version }) => version))];
      const answer = await reading.ask({
        action: 'ec2:DescribeLaunchTemplateVersions',
        notFound: `EC2 has no launch template ${id} in ${reading.region}.`,
        signal,
        send: ({ ec2 }, options) =>
          ec2.send(new DescribeLaunchTemplateVersionsCommand({ LaunchTemplateId: id, Versions: wanted }), options),
      });
      const found = objects(answer.LaunchTemplateVersions, 'launchTemplateVersionSet');
      return wanted.map((version) => {
        const one = found.find((each) => String(each.VersionNumber) === version);
        if (one === undefined) throw readError('NotFound', `EC2 has no version ${version} of launch template ${id}.`);
        return toLaunchTemplate({ id, version }, one);
      });
    },
  });
  return { items: items.flat(), ...missing };
}

function toLaunchTemplate({ id, version }: TemplateVersion, answer: LaunchTemplateVersion): LaunchTemplate {
  if (answer.LaunchTemplateId !== id) throw invalid('LaunchTemplateId', id, answer.LaunchTemplateId);
  const of = `launch template ${id} version ${version}`;
  const template = answer.LaunchTemplateData;
  if (template === undefined) throw invalid(`LaunchTemplateData of ${of}`, 'an object', template);
  const interfaces = objects(template.NetworkInterfaces ?? [], `NetworkInterfaces of ${of}`);
  const primary = interfaces.find(({ DeviceIndex = 0 }) => DeviceIndex === 0);
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

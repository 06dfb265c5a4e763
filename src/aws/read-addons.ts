import {
  type Addon as EksAddon,
  type AddonInfo,
  DescribeAddonCommand,
  DescribeAddonVersionsCommand,
  ListAddonsCommand,
} from '@aws-sdk/client-eks';
import type { Addon, AddonVersions } from '../snapshot/addon-sections.ts';
import { type Described, describeEach } from './describe-each.ts';
import { invalid, objects, optionalText, text, texts } from './members.ts';
import { readPages } from './paging.ts';
import { noSuchCluster, toHealthIssues } from './read-cluster.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

const namesPerPage = 100;

/** More versions of one add-on than EKS has ever offered for one Kubernetes version. */
const mostVersions = 500;

/** Add-ons of EKS. What is installed by other means is not among them. */
export async function readAddons(
  { clusterName }: { readonly clusterName: string },
  reading: Reading,
): Promise<Described<Addon>> {
  const names = await readPages({
    action: 'eks:ListAddons',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'eks:ListAddons',
        notFound: noSuchCluster(clusterName, reading.region),
        send: ({ eks }, options) => {
          const page = { clusterName, maxResults: namesPerPage, ...(token === undefined ? {} : { nextToken: token }) };
          return eks.send(new ListAddonsCommand(page), options);
        },
      });
      if (answer.addons === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:ListAddons holds no list of add-ons.');
      }
      return { items: texts(answer.addons, 'addons'), nextToken: answer.nextToken };
    },
  });
  reading.expect(names.length);
  return describeEach({
    names: [...new Set(names)],
    noun: 'add-on',
    signal: reading.signal,
    describe: async (name, signal) => {
      const answer = await reading.ask({
        action: 'eks:DescribeAddon',
        notFound: `EKS has no add-on named ${name} in this cluster.`,
        signal,
        send: ({ eks }, options) => eks.send(new DescribeAddonCommand({ clusterName, addonName: name }), options),
      });
      if (answer.addon === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:DescribeAddon holds no add-on.');
      }
      return toAddon(name, answer.addon);
    },
  });
}

function toAddon(name: string, addon: EksAddon): Addon {
  if (addon.addonName !== name) throw invalid('addonName', name, addon.addonName);
  const serviceAccountRoleArn = optionalText(addon.serviceAccountRoleArn, `serviceAccountRoleArn of add-on ${name}`);
  return {
    name,
    version: text(addon.addonVersion, `addonVersion of add-on ${name}`),
    status: text(addon.status, `status of add-on ${name}`),
    healthIssues: toHealthIssues(addon.health?.issues),
    ...(serviceAccountRoleArn === undefined ? {} : { serviceAccountRoleArn }),
  };
}

/** The versions of AWS's networking add-ons that fit a version of Kubernetes: the three core add-ons are among them. */
export async function readAddonVersions(
  { kubernetesVersion }: { readonly kubernetesVersion: string },
  reading: Reading,
): Promise<readonly AddonVersions[]> {
  const addons = await readPages({
    action: 'eks:DescribeAddonVersions',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'eks:DescribeAddonVersions',
        notFound: `EKS knows no add-ons for Kubernetes ${kubernetesVersion}.`,
        send: ({ eks }, options) =>
          eks.send(new DescribeAddonVersionsCommand(versionsRequest(kubernetesVersion, token)), options),
      });
      if (answer.addons === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:DescribeAddonVersions holds no list of add-ons.');
      }
      return { items: objects(answer.addons, 'addons'), nextToken: answer.nextToken };
    },
  });
  return addons.map((addon) => toVersions(addon, kubernetesVersion));
}

function versionsRequest(kubernetesVersion: string, token: string | undefined) {
  return {
    kubernetesVersion,
    types: ['networking'],
    owners: ['aws'],
    maxResults: namesPerPage,
    ...(token === undefined ? {} : { nextToken: token }),
  };
}

function toVersions(addon: AddonInfo, kubernetesVersion: string): AddonVersions {
  const name = text(addon.addonName, 'addonName');
  const versions = objects(addon.addonVersions, `addonVersions of ${name}`);
  if (versions.length > mostVersions)
    throw invalid(`addonVersions of ${name}`, `at most ${mostVersions}`, versions.length);
  const fits = (compatible: { readonly clusterVersion?: string | undefined }): boolean =>
    compatible.clusterVersion === kubernetesVersion;
  const compatible = versions.filter(({ compatibilities }) => (compatibilities ?? []).some(fits));
  const byDefault = compatible.find(({ compatibilities }) =>
    (compatibilities ?? []).some((each) => fits(each) && each.defaultVersion === true),
  );
  const defaultVersion = optionalText(byDefault?.addonVersion, `The default version of ${name}`);
  return {
    name,
    ...(defaultVersion === undefined ? {} : { defaultVersion }),
    compatible: compatible.map(({ addonVersion }) => text(addonVersion, `addonVersion of ${name}`)),
  };
}

import { DescribeNodegroupCommand, ListNodegroupsCommand, type Nodegroup } from '@aws-sdk/client-eks';
import type { NodeGroup } from '../snapshot/aws-sections.ts';
import { describeEach, type Described } from './describe-each.ts';
import { invalid, optionalText, text, texts, wholeNumber } from './members.ts';
import { readPages } from './paging.ts';
import { noSuchCluster, toHealthIssues } from './read-cluster.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

const namesPerPage = 100;

export async function readNodeGroups(clusterName: string, reading: Reading): Promise<Described<NodeGroup>> {
  const names = await readPages({
    action: 'eks:ListNodegroups',
    mostPages: reading.mostPages,
    read: async (token) => {
      const answer = await reading.ask({
        action: 'eks:ListNodegroups',
        notFound: noSuchCluster(clusterName, reading.region),
        send: ({ eks }, options) => {
          const page = { clusterName, maxResults: namesPerPage, ...(token === undefined ? {} : { nextToken: token }) };
          return eks.send(new ListNodegroupsCommand(page), options);
        },
      });
      if (answer.nodegroups === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:ListNodegroups holds no list of node groups.');
      }
      return { items: texts(answer.nodegroups, 'nodegroups'), nextToken: answer.nextToken };
    },
  });
  reading.expect(names.length);
  return describeEach({
    names: [...new Set(names)],
    noun: 'node group',
    signal: reading.signal,
    describe: async (name, signal) => {
      const answer = await reading.ask({
        action: 'eks:DescribeNodegroup',
        notFound: `EKS has no node group named ${name}.`,
        signal,
        send: ({ eks }, options) =>
          eks.send(new DescribeNodegroupCommand({ clusterName, nodegroupName: name }), options),
      });
      if (answer.nodegroup === undefined) {
        throw readError('InvalidAnswer', 'The answer to eks:DescribeNodegroup holds no node group.');
      }
      return toNodeGroup(name, answer.nodegroup);
    },
  });
}

function toNodeGroup(name: string, group: Nodegroup): NodeGroup {
  if (group.nodegroupName !== name) throw invalid('nodegroupName', name, group.nodegroupName);
  const hasLaunchTemplate = group.launchTemplate !== undefined;
  const nodeRole = optionalText(group.nodeRole, `nodeRole of node group ${name}`);
  return {
    name,
    status: text(group.status, `status of node group ${name}`),
    subnetIds: texts(group.subnets, `subnets of node group ${name}`),
    instanceTypes: instanceTypes(group, name),
    amiType: text(group.amiType, `amiType of node group ${name}`),
    hasLaunchTemplate,
    ...templateOf(group, name),
    ...(nodeRole === undefined ? {} : { nodeRole }),
    desiredSize: wholeNumber(group.scalingConfig?.desiredSize, `scalingConfig.desiredSize of node group ${name}`),
    maxSize: wholeNumber(group.scalingConfig?.maxSize, `scalingConfig.maxSize of node group ${name}`),
    ...updateLimits(group, name),
    healthIssues: toHealthIssues(group.health?.issues),
  };
}

function templateOf({ launchTemplate }: Nodegroup, name: string): Pick<NodeGroup, 'launchTemplate'> {
  const id = optionalText(launchTemplate?.id, `launchTemplate.id of node group ${name}`);
  const version = optionalText(launchTemplate?.version, `launchTemplate.version of node group ${name}`);
  return id === undefined || version === undefined ? {} : { launchTemplate: { id, version } };
}

/** A launch template may name the type instead; without one, no types would be an answer that lacks a member. */
function instanceTypes(group: Nodegroup, name: string): readonly string[] {
  const field = `instanceTypes of node group ${name}`;
  return group.launchTemplate === undefined
    ? texts(group.instanceTypes, field)
    : texts(group.instanceTypes ?? [], field);
}

function updateLimits({ updateConfig }: Nodegroup, name: string): Partial<NodeGroup> {
  if (updateConfig === undefined) return {};
  const field = (member: string): string => `updateConfig.${member} of node group ${name}`;
  const { maxUnavailable, maxUnavailablePercentage } = updateConfig;
  const updateStrategy = optionalText(updateConfig.updateStrategy, field('updateStrategy'));
  return {
    ...(maxUnavailable === undefined ? {} : { maxUnavailable: wholeNumber(maxUnavailable, field('maxUnavailable')) }),
    ...(maxUnavailablePercentage === undefined
      ? {}
      : { maxUnavailablePercentage: wholeNumber(maxUnavailablePercentage, field('maxUnavailablePercentage'), 100) }),
    ...(updateStrategy === undefined ? {} : { updateStrategy }),
  };
}

import { awsId } from './build-aws.ts';
import type { AwsTruth } from './aws-truth.ts';
import { offeredVersions } from './build-addons.ts';
import type { WorldAddon, WorldPodIdentityAssociation } from './scenario.ts';

type Members = Record<string, unknown>;

export function addonMembers(addon: WorldAddon, { region, accountId, cluster }: AwsTruth): Members {
  const path = `${cluster.name}/${addon.name}`;
  return {
    addonName: addon.name,
    addonArn: `arn:aws:eks:${region}:${accountId}:addon/${path}/${awsId('addon', path).slice(6)}`,
    clusterName: cluster.name,
    addonVersion: addon.version,
    status: addon.status,
    health: { issues: addon.healthIssues },
    createdAt: Date.parse(cluster.createdAt) / 1_000,
    modifiedAt: Date.parse(cluster.createdAt) / 1_000,
    serviceAccountRoleArn: addon.serviceAccountRoleArn ?? null,
    tags: {},
  };
}

/** Members of `eks:DescribeAddonVersions`. */
export function offeredAddons(kubernetesVersion: string): readonly Members[] {
  return Object.entries(offeredVersions).map(([addonName, versions]) => ({
    addonName,
    type: 'networking',
    publisher: 'eks',
    owner: 'aws',
    addonVersions: versions.map((addonVersion, index) => ({
      addonVersion,
      architecture: ['amd64', 'arm64'],
      compatibilities: [{ clusterVersion: kubernetesVersion, platformVersions: ['*'], defaultVersion: index === 1 }],
      requiresConfiguration: false,
    })),
  }));
}

export function associationIdOf({ namespace, serviceAccount }: WorldPodIdentityAssociation): string {
  return awsId('a', `${namespace}/${serviceAccount}`);
}

export function associationSummary(association: WorldPodIdentityAssociation, truth: AwsTruth): Members {
  const { region, accountId, cluster } = truth;
  const associationId = associationIdOf(association);
  return {
    clusterName: cluster.name,
    namespace: association.namespace,
    serviceAccount: association.serviceAccount,
    associationId,
    associationArn: `arn:aws:eks:${region}:${accountId}:podidentityassociation/${cluster.name}/${associationId}`,
    ownerArn: null,
  };
}

export function associationMembers(association: WorldPodIdentityAssociation, truth: AwsTruth): Members {
  return {
    ...associationSummary(association, truth),
    roleArn: `arn:aws:iam::${truth.accountId}:role/${association.role}`,
    tags: {},
  };
}

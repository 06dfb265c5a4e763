import {
  AssociateSubnetCidrBlockCommand,
  AssociateVpcCidrBlockCommand,
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  EC2Client,
  ModifySubnetAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  AMITypes,
  CreateClusterCommand,
  CreateFargateProfileCommand,
  CreateNodegroupCommand,
  EKSClient,
  UpdateNodegroupConfigCommand,
} from '@aws-sdk/client-eks';
import { endpointAccessMembers } from '../world/eks.ts';
import type {
  HealthIssue,
  Scenario,
  WorldCluster,
  WorldFargateProfile,
  WorldNodeGroup,
  WorldSubnet,
  WorldVpc,
} from '../world/scenario.ts';
import type { Moto } from './moto.ts';
import type { JsonObject } from './moto-truth.ts';
import { AwsTruth } from '../world/aws-truth.ts';
import { addonMembers, associationMembers } from '../world/eks-addons.ts';
import { createNetworkAcls, createSecurityGroups } from './seed-firewalls.ts';
import { runInstances } from './seed-instances.ts';
import { createNetwork } from './seed-network.ts';

/** moto with a scenario in it, as whoever builds the world sees it. */
export interface SeededMoto {
  readonly moto: Moto;
  readonly ec2: EC2Client;
  readonly eks: EKSClient;
  readonly accountId: string;
  readonly clusterName: string;
  readonly clusterVersion: string;
  /** moto's ids by the scenario's: moto draws its own. */
  readonly ids: Map<string, string>;
}

export async function seedMoto(scenario: Scenario, moto: Moto): Promise<SeededMoto> {
  const access = {
    region: scenario.region,
    endpoint: moto.ownUrl,
    credentials: { accessKeyId: 'made-up', secretAccessKey: 'made-up' },
  };
  const seeded: SeededMoto = {
    moto,
    ec2: new EC2Client(access),
    eks: new EKSClient(access),
    accountId: scenario.accountId,
    clusterName: scenario.cluster.name,
    clusterVersion: scenario.cluster.version,
    ids: new Map(),
  };
  moto.truth.pageSize = scenario.awsPageSize;
  for (const [role, denied] of Object.entries(scenario.deniedActions ?? {})) {
    moto.truth.deniedActions.set(role, denied);
  }
  await createVpc(seeded, scenario.vpc);
  for (const subnet of scenario.subnets) await createSubnet(seeded, scenario.vpc, subnet);
  await createNetworkAcls(seeded, scenario);
  await createSecurityGroups(seeded, scenario);
  await createNetwork(seeded, scenario);
  await runInstances(seeded, scenario);
  await createCluster(seeded, scenario.vpc, scenario.cluster);
  tellAddons(seeded, scenario);
  for (const nodeGroup of scenario.nodeGroups) await createNodeGroup(seeded, nodeGroup);
  for (const profile of scenario.fargateProfiles) await createFargateProfile(seeded, profile);
  return seeded;
}

/** The id moto knows; what moto gave no id of its own is known by the scenario's. */
export function motoId(seeded: Pick<SeededMoto, 'ids'>, logicalId: string): string {
  return seeded.ids.get(logicalId) ?? logicalId;
}

async function createVpc(seeded: SeededMoto, vpc: WorldVpc): Promise<void> {
  const [primary, ...others] = vpc.ipv4;
  const { Vpc: created } = await seeded.ec2.send(
    new CreateVpcCommand({ CidrBlock: primary?.cidr, TagSpecifications: [tagged('vpc', vpc.tags)] }),
  );
  const id = created?.VpcId;
  if (id === undefined) throw new Error('moto created a VPC without an id');
  seeded.ids.set(vpc.id, id);
  for (const { cidr } of others) {
    await seeded.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId: id, CidrBlock: cidr }));
  }
  if (vpc.ipv6.length > 0) {
    await seeded.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId: id, AmazonProvidedIpv6CidrBlock: true }));
  }
  tellVpcTruth(seeded, vpc);
}

export function tellVpcTruth(seeded: SeededMoto, vpc: WorldVpc): void {
  const id = motoId(seeded, vpc.id);
  seeded.moto.truth.vpcIpv6.set(id, vpc.ipv6);
  const associated = [...vpc.ipv4, ...vpc.ipv6].filter(isAssociated);
  seeded.moto.truth.localBlocks.set(
    id,
    associated.map(({ cidr }) => cidr),
  );
  if (vpc.ipv4.every(isAssociated)) seeded.moto.truth.vpcIpv4.delete(id);
  else seeded.moto.truth.vpcIpv4.set(id, vpc.ipv4);
}

async function createSubnet(seeded: SeededMoto, vpc: WorldVpc, subnet: WorldSubnet): Promise<void> {
  const ipv6 = subnet.ipv6.filter(isAssociated).map(({ cidr }) => cidr);
  const isIpv6Only = subnet.ipv4Cidr === undefined;
  const { Subnet: created } = await seeded.ec2.send(
    new CreateSubnetCommand({
      VpcId: motoId(seeded, vpc.id),
      AvailabilityZone: subnet.availabilityZone,
      TagSpecifications: [tagged('subnet', subnet.tags)],
      ...(isIpv6Only ? { Ipv6Native: true, Ipv6CidrBlock: ipv6[0] } : { CidrBlock: subnet.ipv4Cidr }),
    }),
  );
  const id = created?.SubnetId;
  if (id === undefined) throw new Error('moto created a subnet without an id');
  seeded.ids.set(subnet.id, id);
  for (const cidr of isIpv6Only ? ipv6.slice(1) : ipv6) {
    await seeded.ec2.send(new AssociateSubnetCidrBlockCommand({ SubnetId: id, Ipv6CidrBlock: cidr }));
  }
  await setSubnetAttributes(seeded, subnet);
  seeded.moto.truth.freeIpv4.set(id, subnet.freeIpv4);
  tellSubnetTruth(seeded, subnet);
}

export async function setSubnetAttributes(seeded: SeededMoto, subnet: WorldSubnet): Promise<void> {
  const SubnetId = motoId(seeded, subnet.id);
  const attributes = [
    { AssignIpv6AddressOnCreation: { Value: subnet.assignIpv6AddressOnCreation } },
    { MapPublicIpOnLaunch: { Value: subnet.mapPublicIpOnLaunch } },
  ];
  for (const attribute of attributes) {
    await seeded.ec2.send(new ModifySubnetAttributeCommand({ SubnetId, ...attribute }));
  }
}

export function tellSubnetTruth(seeded: SeededMoto, subnet: WorldSubnet): void {
  const { subnetIpv6, dns64Subnets } = seeded.moto.truth;
  const id = motoId(seeded, subnet.id);
  if (subnet.ipv6.every(isAssociated)) subnetIpv6.delete(id);
  else subnetIpv6.set(id, subnet.ipv6);
  if (subnet.dns64 === true) dns64Subnets.add(id);
  else dns64Subnets.delete(id);
}

async function createCluster(seeded: SeededMoto, vpc: WorldVpc, cluster: WorldCluster): Promise<void> {
  await seeded.eks.send(
    new CreateClusterCommand({
      name: cluster.name,
      version: cluster.version,
      roleArn: `arn:aws:iam::${seeded.accountId}:role/${cluster.name}-cluster`,
      resourcesVpcConfig: { subnetIds: cluster.subnetIds.map((id) => motoId(seeded, id)) },
      kubernetesNetworkConfig: {
        ipFamily: cluster.ipFamily,
        ...(cluster.serviceIpv4Cidr === undefined ? {} : { serviceIpv4Cidr: cluster.serviceIpv4Cidr }),
      },
      tags: { ...cluster.tags },
    }),
  );
  tellClusterTruth(seeded, vpc, cluster);
}

export function tellClusterTruth(seeded: SeededMoto, vpc: WorldVpc, cluster: WorldCluster): void {
  seeded.moto.truth.clusters.set(cluster.name, {
    status: cluster.status,
    version: cluster.version,
    platformVersion: cluster.platformVersion,
    endpoint: cluster.endpoint,
    createdAt: Date.parse(cluster.createdAt) / 1_000,
    identity: { oidc: { issuer: cluster.oidcIssuer } },
    health: healthOf(seeded, cluster.healthIssues),
    computeConfig: { enabled: cluster.autoMode },
    resourcesVpcConfig: {
      subnetIds: cluster.subnetIds.map((id) => motoId(seeded, id)),
      securityGroupIds: (cluster.securityGroupIds ?? []).map((id) => motoId(seeded, id)),
      clusterSecurityGroupId: motoId(seeded, cluster.clusterSecurityGroupId),
      vpcId: motoId(seeded, vpc.id),
      ...endpointAccessMembers(cluster),
    },
    kubernetesNetworkConfig: {
      ipFamily: cluster.ipFamily,
      serviceIpv4Cidr: cluster.serviceIpv4Cidr,
      serviceIpv6Cidr: cluster.serviceIpv6Cidr,
      elasticLoadBalancing: { enabled: cluster.autoMode },
    },
  });
}

function tellAddons({ moto, clusterName }: SeededMoto, scenario: Scenario): void {
  const truth = new AwsTruth(scenario);
  moto.truth.addons.set(
    clusterName,
    truth.addons.map((addon) => addonMembers(addon, truth)),
  );
  moto.truth.podIdentityAssociations.set(
    clusterName,
    truth.podIdentityAssociations.map((association) => associationMembers(association, truth)),
  );
}

export async function createNodeGroup(seeded: SeededMoto, nodeGroup: WorldNodeGroup): Promise<void> {
  const { name: nodegroupName, launchTemplate } = nodeGroup;
  const { clusterName } = seeded;
  if (launchTemplate !== undefined) await createLaunchTemplate(seeded, launchTemplate);
  await seeded.eks.send(
    new CreateNodegroupCommand({
      clusterName,
      nodegroupName,
      version: seeded.clusterVersion,
      nodeRole: `arn:aws:iam::${seeded.accountId}:role/${clusterName}-node`,
      subnets: nodeGroup.subnetIds.map((id) => motoId(seeded, id)),
      instanceTypes: [...nodeGroup.instanceTypes],
      amiType: amiTypeOf(nodeGroup),
      capacityType: nodeGroup.capacityType,
      scalingConfig: nodeGroup.scaling,
      labels: { ...nodeGroup.labels },
      ...(launchTemplate === undefined
        ? {}
        : { launchTemplate: { id: motoId(seeded, launchTemplate.id), version: launchTemplate.version } }),
    }),
  );
  // moto forgets CreateNodegroup's updateConfig, and keeps UpdateNodegroupConfig's.
  await seeded.eks.send(
    new UpdateNodegroupConfigCommand({ clusterName, nodegroupName, updateConfig: nodeGroup.update }),
  );
  seeded.moto.truth.nodeGroups.set(nodegroupName, {
    status: nodeGroup.status,
    health: healthOf(seeded, nodeGroup.healthIssues),
    // AWS names no types where the launch template has them; moto makes one up.
    instanceTypes: nodeGroup.instanceTypes.length === 0 ? undefined : nodeGroup.instanceTypes,
  });
}

function amiTypeOf({ name, amiType }: WorldNodeGroup): AMITypes {
  const known = Object.values(AMITypes).find((type) => type === amiType);
  if (known === undefined) throw new Error(`node group ${name}: EKS has no AMI type ${amiType}`);
  return known;
}

async function createLaunchTemplate(
  seeded: SeededMoto,
  template: NonNullable<WorldNodeGroup['launchTemplate']>,
): Promise<void> {
  if (seeded.ids.has(template.id)) return;
  // Nothing that EKS would not say by itself.
  const LaunchTemplateData = { MetadataOptions: { HttpTokens: 'required', HttpPutResponseHopLimit: 2 } } as const;
  const { LaunchTemplate: created } = await seeded.ec2.send(
    new CreateLaunchTemplateCommand({ LaunchTemplateName: template.name, LaunchTemplateData }),
  );
  const LaunchTemplateId = created?.LaunchTemplateId;
  if (LaunchTemplateId === undefined) throw new Error('moto created a launch template without an id');
  seeded.ids.set(template.id, LaunchTemplateId);
  for (let version = 2; version <= Number(template.version); version += 1) {
    await seeded.ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
  }
}

export async function createFargateProfile(seeded: SeededMoto, profile: WorldFargateProfile): Promise<void> {
  await seeded.eks.send(
    new CreateFargateProfileCommand({
      clusterName: seeded.clusterName,
      fargateProfileName: profile.name,
      podExecutionRoleArn: `arn:aws:iam::${seeded.accountId}:role/${seeded.clusterName}-fargate`,
      subnets: profile.subnetIds.map((id) => motoId(seeded, id)),
      selectors: profile.selectors.map(({ namespace, labels }) => ({ namespace, labels: { ...labels } })),
    }),
  );
  seeded.moto.truth.fargateProfiles.set(profile.name, {
    status: profile.status,
    health: healthOf(seeded, profile.healthIssues),
  });
}

function healthOf(seeded: SeededMoto, issues: readonly HealthIssue[]): JsonObject {
  return {
    issues: issues.map((issue) => ({ ...issue, resourceIds: issue.resourceIds.map((id) => motoId(seeded, id)) })),
  };
}

function isAssociated({ state }: { readonly state: string }): boolean {
  return state === 'associated';
}

function tagged<const Kind extends string>(
  ResourceType: Kind,
  tags: Readonly<Record<string, string>>,
): { ResourceType: Kind; Tags: { Key: string; Value: string }[] } {
  return { ResourceType, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
}

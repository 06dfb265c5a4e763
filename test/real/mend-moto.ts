import {
  AssociateSubnetCidrBlockCommand,
  CreateTagsCommand,
  DeleteSubnetCommand,
  DescribeSubnetsCommand,
  DisassociateSubnetCidrBlockCommand,
} from '@aws-sdk/client-ec2';
import { DeleteFargateProfileCommand, DeleteNodegroupCommand } from '@aws-sdk/client-eks';
import type { AwsChange } from '../world/ports.ts';
import type { Scenario, WorldSubnet } from '../world/scenario.ts';
import type { SeededMoto } from './seed-moto.ts';
import {
  createFargateProfile,
  createNodeGroup,
  createSubnet,
  motoId,
  setSubnetAttributes,
  tellClusterTruth,
  tellSubnetTruth,
  tellVpcTruth,
} from './seed-moto.ts';

/** Carries the change out in moto and answers what the scenario is now. */
export async function mendMoto(seeded: SeededMoto, before: Scenario, change: AwsChange): Promise<Scenario> {
  const vpc = { ...before.vpc, ...change.vpc };
  const cluster = { ...before.cluster, ...change.cluster };
  if (change.vpc) tellVpcTruth(seeded, vpc);
  const subnets = await mendSubnets(seeded, { ...before, vpc }, change.subnets ?? {});
  if (change.cluster) tellClusterTruth(seeded, vpc, cluster);
  const nodeGroups = await replaceNamed(before.nodeGroups, change.nodeGroups ?? {}, {
    remove: async (nodegroupName) => {
      await seeded.eks.send(new DeleteNodegroupCommand({ clusterName: seeded.clusterName, nodegroupName }));
    },
    create: (nodeGroup) => createNodeGroup(seeded, nodeGroup),
  });
  const fargateProfiles = await replaceNamed(before.fargateProfiles, change.fargateProfiles ?? {}, {
    remove: async (fargateProfileName) => {
      await seeded.eks.send(new DeleteFargateProfileCommand({ clusterName: seeded.clusterName, fargateProfileName }));
    },
    create: (profile) => createFargateProfile(seeded, profile),
  });
  return { ...before, vpc, cluster, subnets, nodeGroups, fargateProfiles };
}

interface Replacing<Item> {
  remove(name: string): Promise<void>;
  create(item: Item): Promise<void>;
}

/** A changed one is deleted and created anew: its name is all that anybody knows it by. */
async function replaceNamed<Item extends { readonly name: string }>(
  before: readonly Item[],
  changes: Readonly<Record<string, Partial<Item> | null>>,
  { remove, create }: Replacing<Item>,
): Promise<readonly Item[]> {
  const after: Item[] = [];
  for (const item of before) {
    const change = changes[item.name];
    if (change === undefined) {
      after.push(item);
      continue;
    }
    await remove(item.name);
    if (change === null) continue;
    after.push({ ...item, ...change });
    await create({ ...item, ...change });
  }
  const unknown = Object.keys(changes).filter((name) => !before.some((item) => item.name === name));
  if (unknown.length > 0) throw new Error(`the world has no ${unknown.join(', ')} to change`);
  return after;
}

async function mendSubnets(
  seeded: SeededMoto,
  before: Scenario,
  changes: NonNullable<AwsChange['subnets']>,
): Promise<readonly WorldSubnet[]> {
  const after: WorldSubnet[] = [];
  for (const subnet of before.subnets) {
    const change = changes[subnet.id];
    if (change === null) {
      await seeded.ec2.send(new DeleteSubnetCommand({ SubnetId: motoId(seeded, subnet.id) }));
      continue;
    }
    after.push({ ...subnet, ...change });
    if (change !== undefined) await mendSubnet(seeded, { ...subnet, ...change }, change);
  }
  for (const [id, change] of Object.entries(changes)) {
    if (change === null || before.subnets.some((subnet) => subnet.id === id)) continue;
    const created = completeSubnet(id, change);
    await createSubnet(seeded, before.vpc, created);
    after.push(created);
  }
  return after;
}

async function mendSubnet(seeded: SeededMoto, subnet: WorldSubnet, change: Partial<WorldSubnet>): Promise<void> {
  if (change.ipv4Cidr !== undefined || change.availabilityZone !== undefined) {
    throw new Error(`subnet ${subnet.id} cannot get another IPv4 CIDR or zone: AWS has no such action`);
  }
  if (change.ipv6 !== undefined) await associateExactly(seeded, subnet);
  await setSubnetAttributes(seeded, subnet);
  if (change.tags !== undefined) {
    const Tags = Object.entries(subnet.tags).map(([Key, Value]) => ({ Key, Value }));
    await seeded.ec2.send(new CreateTagsCommand({ Resources: [motoId(seeded, subnet.id)], Tags }));
  }
  tellSubnetTruth(seeded, subnet);
}

/** Makes moto's associated blocks those of the subnet. */
async function associateExactly(seeded: SeededMoto, subnet: WorldSubnet): Promise<void> {
  const SubnetId = motoId(seeded, subnet.id);
  const { Subnets: [known] = [] } = await seeded.ec2.send(new DescribeSubnetsCommand({ SubnetIds: [SubnetId] }));
  const present = known?.Ipv6CidrBlockAssociationSet ?? [];
  const wanted = subnet.ipv6.filter(({ state }) => state === 'associated').map(({ cidr }) => cidr);
  for (const { AssociationId, Ipv6CidrBlock = '' } of present) {
    if (wanted.includes(Ipv6CidrBlock)) continue;
    await seeded.ec2.send(new DisassociateSubnetCidrBlockCommand({ AssociationId }));
  }
  for (const cidr of wanted) {
    if (present.some(({ Ipv6CidrBlock }) => Ipv6CidrBlock === cidr)) continue;
    await seeded.ec2.send(new AssociateSubnetCidrBlockCommand({ SubnetId, Ipv6CidrBlock: cidr }));
  }
}

function completeSubnet(id: string, given: Partial<WorldSubnet>): WorldSubnet {
  const { availabilityZone, availabilityZoneId } = given;
  if (availabilityZone === undefined || availabilityZoneId === undefined) {
    throw new Error(`the world has no subnet ${id} to change, and a new one needs its zone`);
  }
  return {
    ipv6: [],
    assignIpv6AddressOnCreation: false,
    mapPublicIpOnLaunch: false,
    freeIpv4: 0,
    tags: {},
    ...given,
    id,
    availabilityZone,
    availabilityZoneId,
  };
}

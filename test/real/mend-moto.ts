import {
  AssociateSubnetCidrBlockCommand,
  CreateTagsCommand,
  DeleteNetworkInterfaceCommand,
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
  const networkInterfaces = await deleteInterfaces(seeded, before, Object.keys(change.networkInterfaces ?? {}));
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
  return { ...before, vpc, cluster, subnets, networkInterfaces, nodeGroups, fargateProfiles };
}

/** Their addresses are free again. */
async function deleteInterfaces(
  seeded: SeededMoto,
  { networkInterfaces = [] }: Scenario,
  ids: readonly string[],
): Promise<NonNullable<Scenario['networkInterfaces']>> {
  rejectUnknown(
    ids,
    networkInterfaces.map(({ id }) => id),
  );
  for (const { id, subnetId } of networkInterfaces.filter((each) => ids.includes(each.id))) {
    await seeded.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId: motoId(seeded, id) }));
    const { freeIpv4 } = seeded.moto.truth;
    const subnet = motoId(seeded, subnetId);
    freeIpv4.set(subnet, (freeIpv4.get(subnet) ?? 0) + 1);
  }
  return networkInterfaces.filter(({ id }) => !ids.includes(id));
}

interface Replacing<Item> {
  readonly remove: (name: string) => Promise<void>;
  readonly create: (item: Item) => Promise<void>;
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
  rejectUnknown(
    Object.keys(changes),
    before.map(({ name }) => name),
  );
  return after;
}

function rejectUnknown(changed: readonly string[], known: readonly string[]): void {
  const unknown = changed.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`the world has no ${unknown.join(', ')} to change`);
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
  rejectUnknown(
    Object.keys(changes),
    before.subnets.map(({ id }) => id),
  );
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
  if (change.freeIpv4 !== undefined) {
    seeded.moto.truth.freeIpv4.set(motoId(seeded, subnet.id), change.freeIpv4);
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

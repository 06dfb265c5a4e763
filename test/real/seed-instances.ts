import {
  _InstanceType,
  AssignIpv6AddressesCommand,
  CreateNetworkInterfaceCommand,
  RunInstancesCommand,
} from '@aws-sdk/client-ec2';
import { instancesOf, type WorldInstance } from '../world/build-instances.ts';
import type { Scenario, WorldNetworkInterface } from '../world/scenario.ts';
import { motoId, type SeededMoto } from './seed-moto.ts';

/** The instances behind the nodes, and interfaces of what is no node. After the security groups. */
export async function runInstances(seeded: SeededMoto, scenario: Scenario): Promise<void> {
  for (const instance of instancesOf(scenario)) await runInstance(seeded, scenario, instance);
  for (const each of scenario.networkInterfaces ?? []) await createNetworkInterface(seeded, each);
}

async function createNetworkInterface(seeded: SeededMoto, each: WorldNetworkInterface): Promise<void> {
  const SubnetId = motoId(seeded, each.subnetId);
  const { NetworkInterface: made } = await seeded.ec2.send(
    new CreateNetworkInterfaceCommand({ SubnetId, PrivateIpAddress: each.ipv4 }),
  );
  if (made?.NetworkInterfaceId === undefined) throw new Error(`moto created no interface for ${each.id}`);
  seeded.ids.set(each.id, made.NetworkInterfaceId);
}

async function runInstance(seeded: SeededMoto, scenario: Scenario, instance: WorldInstance): Promise<void> {
  const { cluster, nodeSecurityGroupIds = [cluster.clusterSecurityGroupId] } = scenario;
  const { Instances: [made] = [] } = await seeded.ec2.send(
    new RunInstancesCommand({
      ImageId: 'ami-0123456789abcdef0',
      MinCount: 1,
      MaxCount: 1,
      InstanceType: typeOf(instance),
      SubnetId: motoId(seeded, instance.subnetId),
      PrivateIpAddress: instance.ipv4,
      SecurityGroupIds: nodeSecurityGroupIds.map((id) => motoId(seeded, id)),
      MetadataOptions: { HttpEndpoint: 'enabled', HttpTokens: 'required', HttpPutResponseHopLimit: 2 },
      TagSpecifications: [
        { ResourceType: 'instance', Tags: [{ Key: `kubernetes.io/cluster/${cluster.name}`, Value: 'owned' }] },
      ],
    }),
  );
  const NetworkInterfaceId = made?.NetworkInterfaces?.[0]?.NetworkInterfaceId;
  if (made?.InstanceId === undefined || NetworkInterfaceId === undefined) {
    throw new Error(`moto ran no instance for ${instance.id}`);
  }
  seeded.ids.set(instance.id, made.InstanceId);
  seeded.ids.set(instance.networkInterfaceId, NetworkInterfaceId);
  if (instance.ipv6 !== undefined) {
    await seeded.ec2.send(new AssignIpv6AddressesCommand({ NetworkInterfaceId, Ipv6Addresses: [instance.ipv6] }));
  }
  seeded.moto.truth.interfaces.set(NetworkInterfaceId, instance);
}

function typeOf({ id, instanceType }: WorldInstance): _InstanceType {
  const known = Object.values(_InstanceType).find((type) => type === instanceType);
  if (known === undefined) throw new Error(`instance ${id}: EC2 has no type ${instanceType}`);
  return known;
}

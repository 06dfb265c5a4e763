import {
  AllocateAddressCommand,
  AssociateRouteTableCommand,
  AttachInternetGatewayCommand,
  CreateEgressOnlyInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateNatGatewayCommand,
  CreateRouteCommand,
  CreateRouteTableCommand,
  CreateTransitGatewayCommand,
  CreateVpcEndpointCommand,
  DeleteNetworkInterfaceCommand,
  DescribeManagedPrefixListsCommand,
  DescribeRouteTablesCommand,
  ModifyVpcAttributeCommand,
} from '@aws-sdk/client-ec2';
import {
  networkOf,
  type WorldEndpoint,
  type WorldNatGateway,
  type WorldRoute,
  type WorldRouteTable,
} from '../world/build-network.ts';
import type { Scenario } from '../world/scenario.ts';
import { motoId, type SeededMoto } from './seed-moto.ts';

/** Ways out of the VPC. After the subnets, which gateways and tables name. */
export async function createNetwork(seeded: SeededMoto, scenario: Scenario): Promise<void> {
  const network = networkOf(scenario);
  const vpcId = motoId(seeded, scenario.vpc.id);
  for (const attribute of [
    { EnableDnsSupport: { Value: network.dnsSupport } },
    { EnableDnsHostnames: { Value: network.dnsHostnames } },
  ]) {
    await seeded.ec2.send(new ModifyVpcAttributeCommand({ VpcId: vpcId, ...attribute }));
  }
  seeded.moto.truth.blockPublicAccess = network.blockMode;
  for (const id of network.internetGateways) await createInternetGateway(seeded, vpcId, id);
  for (const id of network.egressOnlyInternetGateways) await createEgressOnlyInternetGateway(seeded, vpcId, id);
  for (const gateway of network.natGateways) {
    // moto has no regional ones and wants a subnet for each; which one is never told.
    await createNatGateway(seeded, { subnetId: scenario.subnets[0]?.id ?? '', ...gateway });
  }
  for (const endpoint of network.endpoints) {
    await createEndpoint(seeded, vpcId, endpoint);
    if (endpoint.type === 'Gateway') await findPrefixLists(seeded, endpoint, network.routeTables);
  }
  for (const id of transitGatewaysOf(network.routeTables)) await createTransitGateway(seeded, id);
  for (const table of network.routeTables) await createRouteTable(seeded, vpcId, table);
}

/** moto has the lists that AWS manages, and routes to a gateway endpoint are for that of its service. */
async function findPrefixLists(
  seeded: SeededMoto,
  { id, service }: WorldEndpoint,
  tables: readonly WorldRouteTable[],
): Promise<void> {
  const Filters = [{ Name: 'prefix-list-name', Values: [service] }];
  const { PrefixLists: [list] = [] } = await seeded.ec2.send(new DescribeManagedPrefixListsCommand({ Filters }));
  for (const { destination, target } of tables.flatMap(({ routes }) => routes)) {
    if (target === id) own(seeded, destination, list?.PrefixListId);
  }
}

/** They exist by being routed to. */
function transitGatewaysOf(tables: readonly WorldRouteTable[]): ReadonlySet<string> {
  const targets = tables.flatMap(({ routes }) => routes.map(({ target }) => target));
  return new Set(targets.filter((target) => target.startsWith('tgw-')));
}

async function createTransitGateway(seeded: SeededMoto, id: string): Promise<void> {
  const { TransitGateway } = await seeded.ec2.send(new CreateTransitGatewayCommand({}));
  own(seeded, id, TransitGateway?.TransitGatewayId);
}

async function createInternetGateway(seeded: SeededMoto, VpcId: string, id: string): Promise<void> {
  const { InternetGateway } = await seeded.ec2.send(new CreateInternetGatewayCommand({}));
  const InternetGatewayId = own(seeded, id, InternetGateway?.InternetGatewayId);
  await seeded.ec2.send(new AttachInternetGatewayCommand({ InternetGatewayId, VpcId }));
}

async function createEgressOnlyInternetGateway(seeded: SeededMoto, VpcId: string, id: string): Promise<void> {
  const created = await seeded.ec2.send(new CreateEgressOnlyInternetGatewayCommand({ VpcId }));
  own(seeded, id, created.EgressOnlyInternetGateway?.EgressOnlyInternetGatewayId);
}

async function createNatGateway(
  seeded: SeededMoto,
  { subnetId, ...gateway }: WorldNatGateway & { readonly subnetId: string },
): Promise<void> {
  const { connectivity } = gateway;
  const address =
    connectivity === 'public' ? await seeded.ec2.send(new AllocateAddressCommand({ Domain: 'vpc' })) : undefined;
  const { NatGateway } = await seeded.ec2.send(
    new CreateNatGatewayCommand({
      SubnetId: motoId(seeded, subnetId),
      ConnectivityType: connectivity,
      ...(address?.AllocationId === undefined ? {} : { AllocationId: address.AllocationId }),
    }),
  );
  const id = own(seeded, gateway.id, NatGateway?.NatGatewayId);
  seeded.moto.truth.natGateways.set(id, gateway);
  // Its interface has an address that is none of the subnet, and scenarios have no interfaces of gateways.
  for (const { NetworkInterfaceId } of NatGateway?.NatGatewayAddresses ?? []) {
    await seeded.ec2.send(new DeleteNetworkInterfaceCommand({ NetworkInterfaceId }));
  }
}

async function createEndpoint(seeded: SeededMoto, VpcId: string, endpoint: WorldEndpoint): Promise<void> {
  const { service, type, addressType } = endpoint;
  const { VpcEndpoint } = await seeded.ec2.send(
    new CreateVpcEndpointCommand({ VpcId, ServiceName: service, VpcEndpointType: type }),
  );
  const id = own(seeded, endpoint.id, VpcEndpoint?.VpcEndpointId);
  if (addressType !== undefined) seeded.moto.truth.endpointAddressTypes.set(id, addressType);
}

async function createRouteTable(seeded: SeededMoto, VpcId: string, table: WorldRouteTable): Promise<void> {
  const made = table.main ? await mainRouteTable(seeded, VpcId) : await newRouteTable(seeded, VpcId);
  const RouteTableId = own(seeded, table.id, made);
  for (const subnetId of table.subnetIds) {
    await seeded.ec2.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId: motoId(seeded, subnetId) }));
  }
  for (const route of table.routes) {
    if (route.target === 'local') continue;
    await seeded.ec2.send(new CreateRouteCommand({ RouteTableId, ...routeOf(seeded, route) }));
    const destination = motoId(seeded, route.destination);
    if (route.state === 'blackhole') seeded.moto.truth.blackholes.add(`${RouteTableId} ${destination}`);
  }
}

async function mainRouteTable(seeded: SeededMoto, vpcId: string): Promise<string | undefined> {
  const Filters = [
    { Name: 'vpc-id', Values: [vpcId] },
    { Name: 'association.main', Values: ['true'] },
  ];
  return (await seeded.ec2.send(new DescribeRouteTablesCommand({ Filters }))).RouteTables?.[0]?.RouteTableId;
}

async function newRouteTable(seeded: SeededMoto, VpcId: string): Promise<string | undefined> {
  return (await seeded.ec2.send(new CreateRouteTableCommand({ VpcId }))).RouteTable?.RouteTableId;
}

const targets: readonly (readonly [prefix: string, member: string])[] = [
  ['eigw-', 'EgressOnlyInternetGatewayId'],
  ['nat-', 'NatGatewayId'],
  ['tgw-', 'TransitGatewayId'],
  ['pcx-', 'VpcPeeringConnectionId'],
  ['eni-', 'NetworkInterfaceId'],
];

function routeOf(seeded: SeededMoto, { destination, target }: WorldRoute): Readonly<Record<string, string>> {
  const to = destination.startsWith('pl-')
    ? 'DestinationPrefixListId'
    : destination.includes(':')
      ? 'DestinationIpv6CidrBlock'
      : 'DestinationCidrBlock';
  const isGatewayEndpoint = destination.startsWith('pl-') && target.startsWith('vpce-');
  const other = target.startsWith('vpce-') && !isGatewayEndpoint ? 'VpcEndpointId' : 'GatewayId';
  const by = targets.find(([prefix]) => target.startsWith(prefix))?.[1] ?? other;
  return { [to]: motoId(seeded, destination), [by]: motoId(seeded, target) };
}

/** Notes which id moto has given. */
function own(seeded: SeededMoto, logicalId: string, id: string | undefined): string {
  if (id === undefined) throw new Error(`moto created nothing for ${logicalId}`);
  seeded.ids.set(logicalId, id);
  return id;
}

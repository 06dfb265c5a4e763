import { coldCalls, type ColdRead, type Quantities } from './cold-calls.ts';
import { addonsOf, offeredVersions } from '../world/build-addons.ts';
import { networkAclsOf, securityGroupsOf } from '../world/build-firewalls.ts';
import { instancesOf } from '../world/build-instances.ts';
import { networkOf } from '../world/build-network.ts';
import type { AwsEndpoint } from '../world/ports.ts';
import type { Scenario } from '../world/scenario.ts';

/** Calls by action, in the order of their names; what is not called is not there. */
export type CallCounts = Readonly<Record<string, number>>;

/** What the sections declare that one read of the scenario from nothing costs. */
export function callsDeclared(scenario: Scenario, read: ColdRead = {}): CallCounts {
  return inOrder(coldCalls(quantitiesOf(scenario), read));
}

/** What was called. */
export function callsMade({ ledger }: Pick<AwsEndpoint, 'ledger'>): CallCounts {
  const calls = Map.groupBy(ledger, ({ action }) => action);
  return inOrder(new Map([...calls].map(([action, each]) => [action, each.length])));
}

/** How much there is of everything that calls grow with. */
export function quantitiesOf(scenario: Scenario): Quantities {
  const { subnets, nodeGroups, fargateProfiles, networkInterfaces = [], podIdentityAssociations = [] } = scenario;
  const network = networkOf(scenario);
  const instances = instancesOf(scenario);
  const rules = securityGroupsOf(scenario).flatMap((group) => group.rules);
  const templates = nodeGroups.flatMap(({ launchTemplate }) => launchTemplate ?? []);
  const ofCni = podIdentityAssociations.filter(({ serviceAccount }) => serviceAccount === 'aws-node');
  const ofNodes = instances.map(({ subnetId }) => subnetId);
  const types = [
    ...instances.map(({ instanceType }) => instanceType),
    ...nodeGroups.flatMap((each) => each.instanceTypes),
  ];
  return {
    subnets: subnets.length,
    usedSubnets: new Set([...nodeGroups.flatMap(({ subnetIds }) => subnetIds), ...ofNodes]).size,
    nodeGroups: nodeGroups.length,
    fargateProfiles: fargateProfiles.length,
    instanceTypes: new Set(types).size,
    instances: instances.length,
    networkInterfaces: instances.length + networkInterfaces.length,
    launchTemplates: new Set(templates.map(({ id, version }) => `${id} ${version}`)).size,
    routeTables: network.routeTables.length,
    egressOnlyInternetGateways: network.egressOnlyInternetGateways.length,
    natGateways: network.natGateways.length,
    vpcEndpoints: network.endpoints.length,
    endpointServices: new Set(network.endpoints.map(({ service }) => service)).size,
    networkAcls: networkAclsOf(scenario).length,
    securityGroups: securityGroupsOf(scenario).length,
    prefixLists: new Set(rules.flatMap((rule) => rule.prefixLists ?? [])).size,
    pagesOfRoutedPrefixLists: pagesOfRoutedLists(scenario),
    addons: addonsOf(scenario).length,
    networkingAddons: Object.keys(offeredVersions).length,
    cniAssociations: ofCni.length,
    // An association gives its one role; without one, the node groups of the world all have the same.
    cniRoles: Math.min(1, ofCni.length + nodeGroups.length),
  };
}

function pagesOfRoutedLists(scenario: Scenario): number {
  const routes = networkOf(scenario).routeTables.flatMap((table) => table.routes);
  const isRouted = (id: string) =>
    routes.some(({ destination, target }) => destination === id && !target.startsWith('vpce-'));
  const lists = (scenario.prefixLists ?? []).filter(({ id }) => isRouted(id));
  return lists.reduce((pages, { entries = [] }) => pages + Math.max(1, Math.ceil(entries.length / 100)), 0);
}

function inOrder(counts: ReadonlyMap<string, number>): CallCounts {
  const called = [...counts].filter(([, calls]) => calls > 0);
  return Object.fromEntries(called.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

import type { AwsQuestions, QuestionedSection, ReadOutcome } from '../observe/ports.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import type { Described } from './describe-each.ts';
import { readAddons, readAddonVersions } from './read-addons.ts';
import { readCniPermissions } from './read-cni-permissions.ts';
import { readPodIdentityAssociations } from './read-pod-identity.ts';
import { readInstances } from './read-instances.ts';
import { readLaunchTemplates } from './read-launch-templates.ts';
import { readLoadBalancers } from './read-load-balancers.ts';
import { readMountTargets } from './read-mount-targets.ts';
import { readSubnetUse } from './read-network-interfaces.ts';
import { readSubnetReservations } from './read-subnet-reservations.ts';
import { readNetworkAcls, readPrefixLists, readSecurityGroups } from './read-firewalls.ts';
import { readRoutedPrefixLists } from './read-routed-prefix-lists.ts';
import {
  readEgressOnlyInternetGateways,
  readInternetGateways,
  readNatGateways,
  readRouteTables,
} from './read-routes.ts';
import {
  readBlockPublicAccess,
  readEndpointServices,
  readVpcDns,
  readVpcEndpoints,
  readVpcPeerings,
} from './read-vpc-surroundings.ts';
import type { Reading } from './reading.ts';

type FurtherReaders = {
  readonly [K in QuestionedSection]: (question: AwsQuestions[K], reading: Reading) => Promise<ReadOutcome<Sections[K]>>;
};

/** How each question of `observe/questions.ts` is put to AWS. */
export const furtherReaders: FurtherReaders = {
  vpcDns: ({ vpcId }, reading) => whole(readVpcDns(vpcId, reading)),
  routeTables: ({ vpcId }, reading) => whole(readRouteTables(vpcId, reading)),
  routedPrefixLists: (question, reading) => described(readRoutedPrefixLists(question, reading)),
  internetGateways: ({ vpcId }, reading) => whole(readInternetGateways(vpcId, reading)),
  egressOnlyInternetGateways: ({ vpcId }, reading) => whole(readEgressOnlyInternetGateways(vpcId, reading)),
  natGateways: ({ vpcId }, reading) => whole(readNatGateways(vpcId, reading)),
  blockPublicAccess: ({ vpcId }, reading) => whole(readBlockPublicAccess(vpcId, reading)),
  vpcEndpoints: ({ vpcId }, reading) => whole(readVpcEndpoints(vpcId, reading)),
  endpointServices: ({ names }, reading) => whole(readEndpointServices(names, reading)),
  vpcPeerings: ({ vpcId }, reading) => whole(readVpcPeerings(vpcId, reading)),
  networkAcls: ({ vpcId }, reading) => whole(readNetworkAcls(vpcId, reading)),
  securityGroups: ({ ids }, reading) => whole(readSecurityGroups(ids, reading)),
  prefixLists: ({ ids }, reading) => whole(readPrefixLists(ids, reading)),
  instances: (question, reading) => whole(readInstances(question, reading)),
  launchTemplates: (question, reading) => described(readLaunchTemplates(question, reading)),
  subnetUse: (question, reading) => whole(readSubnetUse(question, reading)),
  subnetReservations: (question, reading) => described(readSubnetReservations(question, reading)),
  loadBalancers: (question, reading) => whole(readLoadBalancers(question, reading)),
  mountTargets: (question, reading) => described(readMountTargets(question, reading)),
  mountTargetGroups: ({ ids }, reading) => whole(readSecurityGroups(ids, reading)),
  addons: (question, reading) => described(readAddons(question, reading)),
  addonVersions: (question, reading) => whole(readAddonVersions(question, reading)),
  podIdentity: (question, reading) => whole(readPodIdentityAssociations(question, reading)),
  cniPermissions: (question, reading) => whole(readCniPermissions(question, reading)),
};

/** A value from which nothing is missing. */
async function whole<Value>(read: Promise<Value>): Promise<ReadOutcome<Value>> {
  return { value: await read, gaps: [] };
}

/** One call an item: what could not be described is missing. */
async function described<Item>(read: Promise<Described<Item>>): Promise<ReadOutcome<readonly Item[]>> {
  const { items, ...missing } = await read;
  return { value: items, ...missing };
}

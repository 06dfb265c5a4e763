import type { OptionalRead } from '../snapshot/policy.ts';
import { namedPrefixLists, securityGroupsInUse } from '../snapshot/firewall-use.ts';
import { routedPrefixListIds } from '../snapshot/route-use.ts';
import { isObserved, type Section } from '../snapshot/section.ts';
import { cniPermissionsQuestion } from './cni-permissions-question.ts';
import type { AwsQuestions, InVpc, QuestionedSection } from './ports.ts';
import { ofUsedSubnets } from './used-subnets.ts';
import { sectionNames, sectionTable } from '../snapshot/section-table.ts';
import type { SectionName, Sections, Snapshot } from '../snapshot/snapshot.ts';

/** What questions are drawn from: everything that is known now. */
export interface Known {
  readonly clusterName: string;
  readonly sections: Snapshot['sections'];
}

/** A question, or the section without which there is none yet. */
export type Asked<Q> = { readonly ask: Q } | { readonly hangsOn: SectionName };

type Plans = { readonly [K in QuestionedSection]: (known: Known) => Asked<AwsQuestions[K]> };

/** How each question is drawn from what is known. */
export const questionPlans: Plans = {
  vpcDns: inVpc,
  routeTables: inVpc,
  routedPrefixLists: ({ sections }) =>
    drawnFrom(sections, 'routeTables', (tables) => ({ ids: routedPrefixListIds(tables) })),
  internetGateways: inVpc,
  egressOnlyInternetGateways: inVpc,
  natGateways: inVpc,
  blockPublicAccess: inVpc,
  vpcEndpoints: inVpc,
  endpointServices: ({ sections }) =>
    drawnFrom(sections, 'vpcEndpoints', (endpoints) => ({
      names: [...new Set(endpoints.map(({ service }) => service).filter((name) => name !== ''))].toSorted(),
    })),
  vpcPeerings: inVpc,
  networkAcls: inVpc,
  securityGroups: ({ sections }) => {
    const { cluster } = sections;
    if (!isObserved(cluster)) return { hangsOn: 'cluster' };
    return drawnFrom(sections, 'instances', (instances) => ({ ids: securityGroupsInUse(cluster.value, instances) }));
  },
  prefixLists: ({ sections }) => drawnFrom(sections, 'securityGroups', (groups) => ({ ids: namedPrefixLists(groups) })),
  // After the cluster: an answer from before its VPC is known would be forgotten with it.
  instances: ({ clusterName, sections }) => drawnFrom(sections, 'cluster', () => ({ clusterName })),
  launchTemplates: ({ sections }) =>
    drawnFrom(sections, 'nodeGroups', (groups) => ({ versions: groups.flatMap((each) => each.launchTemplate ?? []) })),
  subnetUse: inVpc,
  subnetReservations: ({ sections }) => ofUsedSubnets(sections),
  loadBalancers: ({ clusterName, sections }) => drawnFrom(sections, 'cluster', ({ vpcId }) => ({ vpcId, clusterName })),
  mountTargets: ({ sections }) => drawnFrom(sections, 'fileSystems', ({ efsIds }) => ({ fileSystemIds: efsIds })),
  mountTargetGroups: ({ sections }) =>
    drawnFrom(sections, 'mountTargets', (all) => {
      const groups = all.flatMap(({ targets }) => targets.flatMap(({ securityGroups }) => securityGroups));
      return { ids: [...new Set(groups)].toSorted() };
    }),
  addons: ({ clusterName, sections }) => drawnFrom(sections, 'cluster', () => ({ clusterName })),
  addonVersions: ({ sections }) => drawnFrom(sections, 'cluster', ({ version }) => ({ kubernetesVersion: version })),
  podIdentity: ({ clusterName, sections }) => drawnFrom(sections, 'cluster', () => ({ clusterName })),
  cniPermissions: cniPermissionsQuestion,
};

export const questionedSections = sectionNames.filter((name): name is QuestionedSection => name in questionPlans);

/** The VPC of the cluster, of which most questions are asked. */
export function inVpc({ sections }: Known): Asked<InVpc> {
  return drawnFrom(sections, 'cluster', ({ vpcId }) => ({ vpcId }));
}

/** A question drawn from one section. While that is not read anew, what it said last stands. */
export function drawnFrom<K extends SectionName, Q>(
  sections: Snapshot['sections'],
  name: K,
  question: (value: Sections[K]) => Q,
): Asked<Q> {
  const section: Section<Sections[K]> = sections[name];
  return isObserved(section) ? { ask: question(section.value) } : { hangsOn: name };
}

/** Whether anybody wants the section read. */
export function isWanted(name: SectionName, wanted: ReadonlySet<OptionalRead>): boolean {
  const { feature } = sectionTable[name];
  return feature === undefined || wanted.has(feature);
}

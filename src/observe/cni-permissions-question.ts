import { isObserved, type Observed, type Section } from '../snapshot/section.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { CniPermissionsQuestion } from './ports.ts';
import type { Asked } from './questions.ts';

interface KnownSoFar {
  readonly clusterName: string;
  readonly sections: Snapshot['sections'];
}

/** What gives no role any more, because something before it does, is not waited for. */
export function cniPermissionsQuestion({ clusterName, sections }: KnownSoFar): Asked<CniPermissionsQuestion> {
  const { cluster, vpcCniAccount, podIdentity, addons } = sections;
  const none = { clusterName, nodeRoles: [], instanceProfiles: [] };
  if (!isObserved(cluster)) return { hangsOn: 'cluster' };
  if (!isWhole(vpcCniAccount)) return { hangsOn: 'vpcCniAccount' };
  const { annotatedRole } = vpcCniAccount.value;
  if (annotatedRole !== undefined) return { ask: { ...none, annotatedRole } };

  if (!isWhole(podIdentity)) return { hangsOn: 'podIdentity' };
  const { vpcCniAssociationId: podIdentityAssociationId } = podIdentity.value;
  if (podIdentityAssociationId !== undefined) return { ask: { ...none, podIdentityAssociationId } };

  if (!isWhole(addons)) return { hangsOn: 'addons' };
  const addonRole = addons.value.find(({ name }) => name === 'vpc-cni')?.serviceAccountRoleArn;
  if (addonRole !== undefined) return { ask: { ...none, addonRole } };
  return ofNodes(clusterName, sections);
}

/** Of a node group without nodes its role is known all the same; the nodes of EKS Auto Mode run no VPC CNI of ours. */
function ofNodes(
  clusterName: string,
  { nodeGroups, instances }: Pick<Snapshot['sections'], 'nodeGroups' | 'instances'>,
): Asked<CniPermissionsQuestion> {
  if (!isWhole(nodeGroups)) return { hangsOn: 'nodeGroups' };
  if (!isWhole(instances)) return { hangsOn: 'instances' };
  const nodeRoles = nodeGroups.value.flatMap(({ nodeRole }) => nodeRole ?? []);
  const profiles = instances.value.flatMap(({ facts }) => (facts.autoMode ? [] : (facts.instanceProfile ?? [])));
  return { ask: { clusterName, nodeRoles: sortedSet(nodeRoles), instanceProfiles: sortedSet(profiles) } };
}

function sortedSet(names: readonly string[]): readonly string[] {
  return [...new Set(names)].toSorted();
}

/** What is missing from one of these might be what gives the role. */
function isWhole<T>(section: Section<T>): section is Observed<T> {
  return isObserved(section) && section.gaps.length === 0;
}

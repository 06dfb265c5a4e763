import semver from 'semver';
import type { CniPermissions, RoleGiver, SimulatedDecision } from '../snapshot/addon-sections.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { type CniAction, type CniRequirement, cniRequirements } from './data/vpc-cni-policy.ts';
import { switchOnByDefault } from './vpc-cni-settings.ts';
import type { ResourceRef } from './define-check.ts';
import { listNames } from './text.ts';
import { unfinishedRollout, versionOfImage } from './vpc-cni-use.ts';

/** What the VPC CNI cannot do without, as it runs in the cluster. */
export interface NeededPermissions {
  /** With its version where that is known: `VPC CNI 1.22.3`. */
  readonly who: string;
  readonly needed: readonly CniAction[];
  /** Needed or not: the version, or a setting, is not known, or not the same on every node. */
  readonly perhaps: readonly CniAction[];
}

/** The one account whose role is looked for. */
export const cniAccount = 'aws-node';

/** A ServiceAccount beside the VPC CNI. */
export function accountRef(name: string): ResourceRef {
  return { kind: 'ServiceAccount', namespace: 'kube-system', name };
}

export function neededPermissions({ cluster, vpcCni }: Pick<Sections, 'cluster' | 'vpcCni'>): NeededPermissions {
  const { main } = vpcCni.daemonSet ?? {};
  const version = main && versionOfImage(main.image, 'amazon-k8s-cni');
  const settled = unfinishedRollout(vpcCni) === undefined;
  const discovery = switchOnByDefault(main, 'ENABLE_SUBNET_DISCOVERY', vpcCni.configMap);
  const ofFamily = cniRequirements.filter(({ ipv6 }) => !ipv6 || cluster.ipFamily === 'ipv6');
  const holds = ({ discoveringVersions }: CniRequirement): 'yes' | 'no' | 'perhaps' => {
    if (discoveringVersions === undefined) return 'yes';
    const ofVersion = version !== undefined && semver.satisfies(version, discoveringVersions);
    if (ofVersion && discovery === 'on') return 'yes';
    if (!settled) return 'perhaps';
    if (discovery === 'off') return 'no';
    return version === undefined || (ofVersion && discovery === 'unknown') ? 'perhaps' : 'no';
  };
  const actionsThat = (answer: 'yes' | 'perhaps'): readonly CniAction[] =>
    ofFamily.filter((requirement) => holds(requirement) === answer).map(({ action }) => action);
  return {
    who: `VPC CNI${version === undefined ? '' : ` ${version}`}`,
    needed: actionsThat('yes'),
    perhaps: actionsThat('perhaps'),
  };
}

/** What stands behind the name of a role. */
export const giverTexts: Readonly<Record<RoleGiver, string>> = {
  annotation: 'that ServiceAccount aws-node is annotated with',
  podIdentity: 'of its Pod Identity association',
  addon: 'of add-on vpc-cni',
  nodes: 'of the nodes',
};

export interface RoleSummary {
  /** `role prod-node of the nodes` */
  readonly text: string;
  /** Actions that at least one of the roles is not allowed. */
  readonly denied: readonly string[];
  /** Actions of which nothing can be said for at least one of the roles. */
  readonly undecided: readonly string[];
  /** Names of the roles that are not allowed everything. */
  readonly refusing: readonly string[];
  readonly narrowed: boolean;
}

/** What a simulation says of all roles together; undefined where there is none. */
export function simulatedRole({ givenBy, roles, narrowed }: CniPermissions): RoleSummary | undefined {
  if (roles.length === 0) return undefined;
  const actionsThatAre = (decision: SimulatedDecision): readonly string[] => {
    const all = roles.flatMap(({ decisions }) => Object.entries(decisions));
    return [...new Set(all.filter(([, each]) => each === decision).map(([action]) => action))].toSorted();
  };
  const refusing = roles.filter(({ decisions }) => Object.values(decisions).some((each) => each !== 'allowed'));
  const named = listNames(roles.map(({ name }) => name).toSorted());
  return {
    text: `${roles.length === 1 ? 'role' : 'roles'} ${named} ${giverTexts[givenBy]}`,
    denied: actionsThatAre('denied'),
    undecided: actionsThatAre('undecided'),
    refusing: refusing.map(({ name }) => name).toSorted(),
    narrowed,
  };
}

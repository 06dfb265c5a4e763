import type { KubernetesRead } from '../../src/snapshot/section-declaration.ts';
import { group, plural } from '../../src/api/group.ts';
import { sectionTable } from '../../src/snapshot/section-table.ts';
import { application, eventNamespace, labels, lease, namespace, serviceAccount } from './install-names.ts';
import { yamlOutput, type Output } from './output.ts';

export interface PolicyRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** `list` is for API servers that cannot stream a list. */
const readVerbs = ['list', 'watch'];

const rbacApi = 'rbac.authorization.k8s.io';

export function clusterRules(): readonly PolicyRule[] {
  return [
    ...readRules(undefined),
    { apiGroups: [group], resources: [plural], verbs: readVerbs },
    { apiGroups: [group], resources: [`${plural}/status`], verbs: ['patch'] },
  ];
}

/** Rules by the namespace they are limited to: what is read there, and the two places where the operator writes. */
export function namespacedRules(): ReadonlyMap<string, readonly PolicyRule[]> {
  const namespaces = [...new Set(allReads().flatMap((read) => read.namespace ?? []))].sort();
  return new Map([
    ...namespaces.map((each) => [each, readRules(each)] as const),
    [eventNamespace, [{ apiGroups: ['events.k8s.io'], resources: ['events'], verbs: ['create', 'patch'] }]],
    [
      namespace,
      [
        // A name cannot limit who creates: the object does not exist yet.
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
        { apiGroups: ['coordination.k8s.io'], resources: ['leases'], resourceNames: [lease], verbs: ['get', 'update'] },
      ],
    ],
  ]);
}

function allReads(): readonly KubernetesRead[] {
  return Object.values(sectionTable).flatMap((section) => section.kubernetes);
}

function readRules(inNamespace: string | undefined): readonly PolicyRule[] {
  const reads = allReads().filter((read) => read.namespace === inNamespace);
  const byPlace = Map.groupBy(reads, (read) => `${read.apiGroup}/${read.resourceName ?? ''}`);
  return [...byPlace.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, same]) => toRule(same));
}

function toRule(reads: readonly KubernetesRead[]): PolicyRule {
  const resourceNames = [...new Set(reads.flatMap((read) => read.resourceName ?? []))];
  return {
    apiGroups: [...new Set(reads.map((read) => read.apiGroup))],
    resources: [...new Set(reads.map((read) => read.resource))].sort(),
    ...(resourceNames.length > 0 ? { resourceNames } : {}),
    verbs: readVerbs,
  };
}

const subjects = [{ kind: 'ServiceAccount', name: serviceAccount, namespace }];

function clusterRole(): object {
  return {
    apiVersion: `${rbacApi}/v1`,
    kind: 'ClusterRole',
    metadata: { name: application, labels },
    rules: clusterRules(),
  };
}

function clusterRoleBinding(): object {
  return {
    apiVersion: `${rbacApi}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: application, labels },
    roleRef: { apiGroup: rbacApi, kind: 'ClusterRole', name: application },
    subjects,
  };
}

function roleAndBinding(inNamespace: string, rules: readonly PolicyRule[]): readonly object[] {
  const metadata = { name: application, namespace: inNamespace, labels };
  return [
    { apiVersion: `${rbacApi}/v1`, kind: 'Role', metadata, rules },
    {
      apiVersion: `${rbacApi}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: rbacApi, kind: 'Role', name: application },
      subjects,
    },
  ];
}

export function rbacOutputs(): readonly Output[] {
  return [
    yamlOutput('config/rbac/service-account.yaml', [
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: serviceAccount, namespace, labels } },
    ]),
    yamlOutput('config/rbac/cluster-role.yaml', [clusterRole()]),
    yamlOutput('config/rbac/cluster-role-binding.yaml', [clusterRoleBinding()]),
    ...[...namespacedRules()].map(([inNamespace, rules]) =>
      yamlOutput(`config/rbac/role-${inNamespace}.yaml`, roleAndBinding(inNamespace, rules)),
    ),
  ];
}

import type { KubernetesRead } from '../../src/snapshot/section-declaration.ts';
import type { Check } from '../../src/checks/define-check.ts';
import { sectionNames, sectionTable } from '../../src/snapshot/section-table.ts';
import { featuresInUse, iamActions, policyFile } from './iam-policy.ts';
import { markdownOutput, type Output } from './output.ts';
import { clusterRules, namespacedRules, type PolicyRule } from './rbac.ts';

/** What every permission is for, and what cannot be said without it. */
export function permissionsOutputs(checks: readonly Check[]): readonly Output[] {
  return [
    markdownOutput('docs/permissions.md', [
      '# Permissions',
      '',
      'The operator reads, and writes nothing but the status of its own resource, events and its lease. It reads no secrets, and',
      'no Kubernetes permission contains a wildcard. What is denied is never taken for empty: the checks that need it turn Unknown and name',
      'the missing permission, and `Ready` is not True meanwhile.',
      '',
      '## What is read, and what turns Unknown without it',
      '',
      '| Input | IAM actions | Kubernetes (`list`, `watch`) | Unknown without it |',
      '|---|---|---|---|',
      ...sectionNames.map((name) => sectionRow(name, checks)),
      '',
      '## AWS',
      '',
      `\`config/aws/iam-policy.json\` allows ${iamActions().length} actions. EC2's \`Describe\` actions accept no resource but \`*\`, nor does \`eks:DescribeAddonVersions\`; the`,
      'other EKS actions are limited to clusters and what belongs to one. To limit them to one cluster, replace in `Resource`',
      '`arn:*:eks:*:*:` by `arn:aws:eks:REGION:ACCOUNT:`, and the `*` behind `cluster/`, `nodegroup/`, `fargateprofile/` and `addon/` by',
      "the cluster's name (all but the first followed by `/*`). The operator assumes no role by itself: give its ServiceAccount one with EKS Pod",
      'Identity or IAM roles for service accounts.',
      '',
      'Some checks need more, and run only where a resource names the read in `spec.optionalReads`:',
      '',
      '| `spec.optionalReads` | Policy to add | Actions |',
      '|---|---|---|',
      ...featuresInUse.map((feature) =>
        row([
          `\`${feature}\``,
          `\`${policyFile(feature)}\``,
          iamActions(feature)
            .map((each) => `\`${each}\``)
            .join(', '),
        ]),
      ),
      '',
      '## Kubernetes',
      '',
      'ClusterRole `ipv6-readiness`:',
      '',
      ...ruleTable(clusterRules()),
      ...[...namespacedRules()].flatMap(([namespace, rules]) => [
        '',
        `Role \`ipv6-readiness\` in namespace \`${namespace}\`:`,
        '',
        ...ruleTable(rules),
      ]),
    ]),
  ];
}

function sectionRow(name: (typeof sectionNames)[number], checks: readonly Check[]): string {
  const { title, aws, kubernetes, feature } = sectionTable[name];
  const dependents = checks
    .filter(({ needs }) => needs.includes(name))
    .map(({ code, condition }) => ({ code, condition }));
  const conditions = Map.groupBy(dependents, ({ condition }) => condition);
  const unknown = [...conditions].map(
    ([condition, of]) => `\`${condition}\` (${of.map(({ code }) => code).join(', ')})`,
  );
  return row([
    feature ? `${title} (optional: \`${feature}\`)` : title,
    aws.map(({ action }) => `\`${action}\``).join(', ') || '–',
    kubernetes.map(readText).join(', ') || '–',
    unknown.join(', ') || '–',
  ]);
}

function readText({ resource, apiGroup, namespace, resourceName }: KubernetesRead): string {
  const kind = `\`${apiGroup ? `${resource}.${apiGroup}` : resource}\``;
  const named = resourceName ? `${kind} named \`${resourceName}\`` : kind;
  return namespace ? `${named} in \`${namespace}\`` : named;
}

function ruleTable(rules: readonly PolicyRule[]): readonly string[] {
  return [
    '| API group | Resources | Names | Verbs |',
    '|---|---|---|---|',
    ...rules.map(({ apiGroups, resources, resourceNames = [], verbs }) =>
      row([
        apiGroups.map((group) => group || 'core').join(', '),
        resources.join(', '),
        resourceNames.join(', ') || 'all',
        verbs.join(', '),
      ]),
    ),
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

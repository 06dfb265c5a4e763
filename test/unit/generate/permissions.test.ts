import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { featuresInUse, iamActions, iamPolicy, policyFile } from '../../../scripts/generate/iam-policy.ts';
import { permissionsOutputs } from '../../../scripts/generate/permissions-page.ts';
import { clusterRules, namespacedRules } from '../../../scripts/generate/rbac.ts';
import { defineCheck, pass } from '../../../src/checks/define-check.ts';
import { sectionTable } from '../../../src/snapshot/section-table.ts';

const everyRule = [...clusterRules(), ...[...namespacedRules().values()].flat()];

describe('in the cluster', () => {
  test('nothing is a wildcard', () => {
    const words = everyRule
      .flatMap((rule) => [rule.apiGroups, rule.resources, rule.verbs, rule.resourceNames ?? []])
      .flat();
    expect(words.filter((word) => word.includes('*'))).toEqual([]);
  });

  test('no secret, no token, no exec and no way to more rights is among it', () => {
    const resources = everyRule.flatMap((rule) => rule.resources);
    expect(resources).not.toEqual(expect.arrayContaining([expect.stringMatching(/secret|token|exec|proxy|role/)]));
    const verbs = everyRule.flatMap((rule) => rule.verbs);
    expect(verbs).not.toEqual(expect.arrayContaining([expect.stringMatching(/escalate|bind|impersonate|delete/)]));
  });

  test('the whole cluster is only read, but for the status of our own resource', () => {
    const writing = clusterRules().filter(({ verbs }) => verbs.some((verb) => verb !== 'list' && verb !== 'watch'));
    expect(writing).toEqual([
      { apiGroups: ['ipv6readiness.io'], resources: ['ipv6readinesses/status'], verbs: ['patch'] },
    ]);
  });

  test('every section can be read, by list and by watch, where it says it is', () => {
    const reads = Object.values(sectionTable).flatMap((section) => section.kubernetes);
    expect(reads.length).toBeGreaterThan(5);
    for (const { apiGroup, resource, namespace, resourceName } of reads) {
      const rules = namespace ? (namespacedRules().get(namespace) ?? []) : clusterRules();
      expect(rules).toContainEqual({
        apiGroups: [apiGroup],
        resources: expect.arrayContaining([resource]),
        ...(resourceName ? { resourceNames: [resourceName] } : {}),
        verbs: ['list', 'watch'],
      });
    }
  });

  test('of ConfigMaps and ServiceAccounts only those are readable that are named', () => {
    expect(JSON.stringify(clusterRules())).not.toMatch(/configmaps|serviceaccounts/);
    const rules = namespacedRules().get('kube-system') ?? [];
    const named = rules.map(({ resources, resourceNames = [] }) => `${resources.join()} ${resourceNames.join()}`);
    expect(named).toEqual(
      expect.arrayContaining(['configmaps amazon-vpc-cni', 'configmaps coredns', 'serviceaccounts aws-node']),
    );
    expect(named.filter((each) => !/^(configmaps|serviceaccounts) [a-z-]+$/.test(each))).toEqual([]);
  });

  test('kinds that may not be installed are readable before they are', () => {
    expect(clusterRules()).toContainEqual({
      apiGroups: ['karpenter.sh'],
      resources: ['nodepools'],
      verbs: ['list', 'watch'],
    });
  });

  test('the lease is held by name, which only its creation cannot be', () => {
    expect(namespacedRules().get('ipv6-readiness')).toEqual([
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['ipv6-readiness'],
        verbs: ['get', 'update'],
      },
    ]);
  });
});

describe('in AWS', () => {
  test('all is reading, and of the EKS actions each is limited to its kind of resource', () => {
    expect(iamPolicy().Statement).toEqual([
      {
        Sid: 'ReadNetwork',
        Effect: 'Allow',
        Action: expect.arrayContaining([
          'ec2:DescribeInstanceTypes',
          'ec2:DescribeSubnets',
          'ec2:DescribeVpcs',
          'eks:DescribeAddonVersions',
        ]),
        Resource: '*',
      },
      {
        Sid: 'ReadAddons',
        Effect: 'Allow',
        Action: ['eks:DescribeAddon'],
        Resource: 'arn:*:eks:*:*:addon/*',
      },
      {
        Sid: 'ReadClusters',
        Effect: 'Allow',
        Action: [
          'eks:DescribeCluster',
          'eks:ListAddons',
          'eks:ListFargateProfiles',
          'eks:ListNodegroups',
          'eks:ListPodIdentityAssociations',
        ],
        Resource: 'arn:*:eks:*:*:cluster/*',
      },
      {
        Sid: 'ReadFargateprofiles',
        Effect: 'Allow',
        Action: ['eks:DescribeFargateProfile'],
        Resource: 'arn:*:eks:*:*:fargateprofile/*',
      },
      {
        Sid: 'ReadNodegroups',
        Effect: 'Allow',
        Action: ['eks:DescribeNodegroup'],
        Resource: 'arn:*:eks:*:*:nodegroup/*',
      },
    ]);
    const actions = iamPolicy()
      .Statement.flatMap((statement) => Object.entries(statement))
      .flatMap(([key, value]) => (key === 'Action' ? [value].flat() : []));
    expect(actions.filter((action) => !/^(ec2|eks):(Describe|List|Get)[A-Z]/.test(String(action)))).toEqual([]);
  });

  test('what is optional is in policies of its own, and reading as well', () => {
    for (const feature of featuresInUse) {
      const actions = iamActions(feature);
      expect(actions.filter((action) => iamActions().includes(action))).toEqual([]);
      expect(actions.filter((action) => !/^[a-z]+:(Describe|List|Get|Simulate)[A-Z]/.test(action))).toEqual([]);
      expect(existsSync(join(import.meta.dirname, '../../..', policyFile(feature)))).toBe(true);
    }
  });
});

test('the page names, for each input, the conditions that turn Unknown without it', () => {
  const check = defineCheck({
    id: 'vpc-has-ipv6',
    code: 'VPC-001',
    condition: 'VpcDualStack',
    title: 'The VPC has an IPv6 CIDR block',
    goals: ['Migrate', 'Operate'],
    needs: ['vpc'],
    reasons: { HasIpv6: pass('It has one.') },
    sources: [],
    remediation: { text: 'Add one.', url: 'https://example.com/' },
    evaluate: (_input, verdict) => verdict('HasIpv6', 'It has one.'),
  });
  const [page] = permissionsOutputs([check]);
  expect(page?.content).toContain('| VPC | `ec2:DescribeVpcs` | – | `VpcDualStack` (VPC-001) |');
});

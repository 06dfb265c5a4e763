import type { Addon, AddonVersions, SimulatedDecision, SimulatedRole } from '../../src/snapshot/addon-sections.ts';

export function anAddon(name: string, version: string, changes: Partial<Addon> = {}): Addon {
  return { name, version, status: 'ACTIVE', healthIssues: [], ...changes };
}

/** Those that EKS installs with a cluster; `changes` by name. */
export function coreAddons(changes: Readonly<Record<string, Partial<Addon>>> = {}): readonly Addon[] {
  const all = [
    anAddon('vpc-cni', 'v1.21.1-eksbuild.1'),
    anAddon('kube-proxy', 'v1.34.0-eksbuild.4'),
    anAddon('coredns', 'v1.12.4-eksbuild.1'),
  ];
  return all.map((addon) => ({ ...addon, ...changes[addon.name] }));
}

/** What EKS offers of an add-on; the default is compatible as well. */
export function versionsOf(name: string, defaultVersion: string, others: readonly string[] = []): AddonVersions {
  return { name, defaultVersion, compatible: [defaultVersion, ...others] };
}

/** A role that may do everything the VPC CNI is known to ask for. */
export function aSimulatedRole(
  changes: Readonly<Record<string, SimulatedDecision>> = {},
  name = 'prod-node',
): SimulatedRole {
  const actions = [
    'ec2:AssignIpv6Addresses',
    'ec2:CreateTags',
    'ec2:DescribeInstanceTypes',
    'ec2:DescribeInstances',
    'ec2:DescribeNetworkInterfaces',
    'ec2:DescribeSecurityGroups',
    'ec2:DescribeSubnets',
    'ec2:DescribeTags',
  ];
  const allowed = actions.map((action): readonly [string, SimulatedDecision] => [action, 'allowed']);
  return { name, decisions: { ...Object.fromEntries(allowed), ...changes } };
}

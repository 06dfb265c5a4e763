import type { Addon, AddonVersions, SimulatedDecision, SimulatedRole } from '../../src/snapshot/addon-sections.ts';

export function anAddon(name: string, version: string, changes: Partial<Addon> = {}): Addon {
  return { name, version, status: 'ACTIVE', healthIssues: [], ...changes };
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

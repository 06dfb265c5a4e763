import type { Scenario, WorldAddon } from './scenario.ts';

export function anAddon(name: string, version: string, overrides: Partial<WorldAddon> = {}): WorldAddon {
  return { name, version, status: 'ACTIVE', healthIssues: [], ...overrides };
}

/** What EKS offers of its core add-ons, newest first, the same for every version of Kubernetes here; the second is the default. */
export const offeredVersions: Readonly<Record<string, readonly string[]>> = {
  coredns: ['v1.13.1-eksbuild.1', 'v1.12.4-eksbuild.1', 'v1.12.3-eksbuild.1'],
  'kube-proxy': ['v1.34.1-eksbuild.2', 'v1.34.0-eksbuild.4', 'v1.34.0-eksbuild.2'],
  'vpc-cni': ['v1.22.3-eksbuild.1', 'v1.21.1-eksbuild.1', 'v1.20.4-eksbuild.2'],
};

/** The add-ons that EKS installs with a cluster, at their default versions. */
const installed: readonly WorldAddon[] = Object.entries(offeredVersions).map(([name, [, version = '']]) =>
  anAddon(name, version),
);

export function addonsOf({ addons = installed }: Pick<Scenario, 'addons'>): readonly WorldAddon[] {
  return addons;
}

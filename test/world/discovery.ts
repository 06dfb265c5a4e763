import { coreEventKind } from './core-events.ts';
import type { CustomResource } from './custom-resource.ts';
import { builtInKinds, groupVersion, type ResourceKind } from './resource-kinds.ts';

/** The fixed documents that tell a client what is served; undefined for any other path. */
export function discover(path: string, custom: readonly CustomResource[]): unknown {
  const kinds = [...builtInKinds, coreEventKind, ...custom.map((resource) => resource.kind)];
  const groups = [...new Set(kinds.map((kind) => kind.group))].filter((group) => group !== '');
  if (path === '/version') return version;
  if (path === '/api') return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
  if (path === '/apis') {
    return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups.map((group) => apiGroup(group, kinds)) };
  }
  const [, root, first = '', second, third] = path.split('/');
  if (third !== undefined) return undefined;
  if (root === 'apis' && second === undefined && groups.includes(first)) {
    return { kind: 'APIGroup', apiVersion: 'v1', ...apiGroup(first, kinds) };
  }
  const asked = root === 'api' && second === undefined ? first : `${first}/${second}`;
  const served = kinds.filter((kind) => groupVersion(kind) === asked && (kind.group === '') === (root === 'api'));
  if (served.length === 0) return undefined;
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: asked, resources: served.flatMap(apiResources) };
}

const version = {
  major: '1',
  minor: '34',
  gitVersion: 'v1.34.1-eks-113cf36',
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '2026-10-01T00:00:00Z',
  goVersion: 'go1.26.0',
  compiler: 'gc',
  platform: 'linux/amd64',
};

function apiGroup(group: string, kinds: readonly ResourceKind[]): Record<string, unknown> {
  const versions = [...new Set(kinds.filter((kind) => kind.group === group).map((kind) => kind.version))].map(
    (name) => ({ groupVersion: `${group}/${name}`, version: name }),
  );
  return { name: group, versions, preferredVersion: versions[0] };
}

function apiResources(kind: ResourceKind): Record<string, unknown>[] {
  const resource = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    shortNames: kind.shortNames,
  };
  if (!kind.hasStatus) return [resource];
  const status = { name: `${kind.plural}/status`, singularName: '', namespaced: kind.namespaced, kind: kind.kind };
  return [resource, { ...status, verbs: ['get', 'patch', 'update'] }];
}

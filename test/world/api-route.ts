import { coreEventKind } from './core-events.ts';
import type { CustomResource } from './custom-resource.ts';
import { builtInKinds, type ResourceKind } from './resource-kinds.ts';

/** What a URL of the API names. */
export interface ResourceRoute {
  readonly kind: ResourceKind;
  readonly namespace: string | undefined;
  /** Unset: the collection. */
  readonly name: string | undefined;
  readonly subresource: 'status' | undefined;
  readonly custom: CustomResource | undefined;
}

/** Undefined where nothing is served. */
export function routeOf(path: string, custom: readonly CustomResource[]): ResourceRoute | undefined {
  const segments = path.split('/').slice(1).map(decodeURIComponent);
  const group = segments[0] === 'apis' ? segments[1] : segments[0] === 'api' ? '' : undefined;
  const [version, ...rest] = segments.slice(group === '' ? 1 : 2);
  if (group === undefined || version === undefined) return undefined;
  const inNamespace = rest[0] === 'namespaces' && rest.length > 2 && rest[2] !== 'status';
  const [plural, name, subresource, ...more] = inNamespace ? rest.slice(2) : rest;
  const namespace = inNamespace ? rest[1] : undefined;
  const kinds = [...builtInKinds, coreEventKind, ...custom.map((resource) => resource.kind)];
  const kind = kinds.find((known) => known.group === group && known.version === version && known.plural === plural);
  if (kind === undefined || more.length > 0 || name === '') return undefined;
  if (!kind.namespaced && namespace !== undefined) return undefined;
  if (kind.namespaced && name !== undefined && namespace === undefined) return undefined;
  if (subresource !== undefined && (subresource !== 'status' || !kind.hasStatus)) return undefined;
  return { kind, namespace, name, subresource, custom: custom.find((resource) => resource.kind === kind) };
}

import type { KubeObject } from '../../../src/kube/kube-object.ts';

export interface PodOptions {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly phase?: string;
}

/** Valid unless told otherwise. */
export function aPod(options: PodOptions = {}): KubeObject {
  const {
    name = 'a',
    namespace = 'default',
    uid = `uid-of-${name}`,
    resourceVersion = '1',
    phase = 'Running',
  } = options;
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, uid, resourceVersion }, status: { phase } };
}

export function added(options: PodOptions = {}): object {
  return { type: 'ADDED', object: aPod(options) };
}

export function modified(options: PodOptions = {}): object {
  return { type: 'MODIFIED', object: aPod(options) };
}

export function deleted(options: PodOptions = {}): object {
  return { type: 'DELETED', object: aPod(options) };
}

export function bookmark(resourceVersion: string): object {
  return {
    type: 'BOOKMARK',
    object: { kind: 'Pod', metadata: { resourceVersion, annotations: { 'example.org/other': 'x' } } },
  };
}

/** The bookmark that ends a streaming list. */
export function endOfList(resourceVersion: string): object {
  return {
    type: 'BOOKMARK',
    object: { kind: 'Pod', metadata: { resourceVersion, annotations: { 'k8s.io/initial-events-end': 'true' } } },
  };
}

export function errorEvent(code: number, reason: string): object {
  return { type: 'ERROR', object: { kind: 'Status', status: 'Failure', code, reason, message: `it is ${reason}` } };
}

export function aList(
  items: readonly KubeObject[],
  metadata: { readonly resourceVersion: string; readonly continue?: string },
): object {
  return { kind: 'PodList', apiVersion: 'v1', metadata, items };
}

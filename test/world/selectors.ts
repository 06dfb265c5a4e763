import { isRecord } from './json.ts';
import type { ResourceKind } from './resource-kinds.ts';
import type { KubernetesObject } from './scenario.ts';
import { badRequest } from './status-error.ts';

export type Selector = (object: KubernetesObject) => boolean;

export interface Selection {
  readonly matches: Selector;
  /** Set where the field selector names one object: authorization counts it as a request for that name. */
  readonly name: string | undefined;
  readonly selective: boolean;
}

/** Reads labelSelector and fieldSelector of a list or watch; anything but `=`, `==` and `!=` of labels is refused. */
export function readSelection(kind: ResourceKind, query: URLSearchParams): Selection {
  const labels = terms(query.get('labelSelector')).map(labelTest);
  const fields = terms(query.get('fieldSelector')).map((term) => readField(kind, term));
  const tests = [...labels, ...fields.map((field) => field.test)];
  return {
    matches: (object) => tests.every((test) => test(object)),
    name: fields.find((field) => field.path === 'metadata.name' && !field.negated)?.value,
    selective: tests.length > 0,
  };
}

interface Term {
  readonly path: string;
  readonly value: string;
  readonly negated: boolean;
}

function terms(text: string | null): Term[] {
  if (text === null || text === '') return [];
  return text.split(',').map((term) => {
    const match = term.trim().match(/^([^!=]+?)(!=|==?)(.*)$/);
    if (match === null) throw badRequest(`unable to parse requirement: ${term}`);
    const [, path = '', operator, value = ''] = match;
    return { path, value, negated: operator === '!=' };
  });
}

function labelTest({ path, value, negated }: Term): Selector {
  return (object) => (object.metadata.labels?.[path] === value) !== negated;
}

function readField(kind: ResourceKind, term: Term): Term & { readonly test: Selector } {
  const known = ['metadata.name', 'metadata.namespace', ...kind.selectableFields];
  if (!known.includes(term.path)) throw badRequest(`field label not supported: ${term.path}`);
  const { path, value, negated } = term;
  return { ...term, test: (object) => (fieldText(object, path) === value) !== negated };
}

function fieldText(object: KubernetesObject, path: string): string {
  let value: unknown = object;
  for (const step of path.split('.')) value = isRecord(value) ? value[step] : undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'boolean' ? String(value) : path === 'spec.hostNetwork' ? 'false' : '';
}

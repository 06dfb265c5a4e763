import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { StatusError } from './status-error.ts';

/** What a request wants to do, in the words of RBAC. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  /** With the subresource, as in `pods/status`. */
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

export interface Authorizer {
  /** Nothing for members of `system:masters`; throws Forbidden for others who may not. */
  check(user: string, access: Access): void;
  /** As if the rule were taken out of every role; `resource` with its subresource. */
  revoke(resource: string, verb?: string): void;
  restore(): void;
}

const rule = z.object({
  apiGroups: z.array(z.string()).default([]),
  resources: z.array(z.string()).default([]),
  resourceNames: z.array(z.string()).optional(),
  verbs: z.array(z.string()),
});

const document = z.discriminatedUnion('kind', [
  z.object({
    kind: z.enum(['ClusterRole', 'Role']),
    metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
    rules: z.array(rule),
  }),
  z.object({
    kind: z.enum(['ClusterRoleBinding', 'RoleBinding']),
    metadata: z.object({ name: z.string(), namespace: z.string().optional() }),
    roleRef: z.object({ kind: z.enum(['ClusterRole', 'Role']), name: z.string() }),
    subjects: z.array(z.object({ kind: z.string(), name: z.string(), namespace: z.string().optional() })),
  }),
]);

type Rule = z.infer<typeof rule>;
type Document = z.infer<typeof document>;
type Role = Extract<Document, { rules: unknown }>;
type Binding = Extract<Document, { subjects: unknown }>;

interface Grant extends Rule {
  readonly user: string;
  /** Unset: everywhere. */
  readonly namespace: string | undefined;
}

/** Holds users to the roles and bindings of a folder of manifests, as the shipped ones. */
export function loadAuthorizer(folder: string, superusers: ReadonlySet<string>): Authorizer {
  const grants = readGrants(folder);
  let revoked: { readonly resource: string; readonly verb: string | undefined }[] = [];
  const isRevoked = (access: Access): boolean =>
    revoked.some(({ resource, verb }) => resource === access.resource && (verb ?? access.verb) === access.verb);
  return {
    check(user, access) {
      if (superusers.has(user)) return;
      const granted = grants.some((grant) => grant.user === user && allows(grant, access));
      if (!granted || isRevoked(access)) throw forbidden(user, access);
    },
    revoke: (resource, verb) => void revoked.push({ resource, verb }),
    restore: () => {
      revoked = [];
    },
  };
}

function readGrants(folder: string): Grant[] {
  const documents = readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => parseAllDocuments(readFileSync(join(folder, file), 'utf8')))
    .map((parsed) => document.safeParse(parsed.toJS()))
    .flatMap((result) => (result.success ? [result.data] : []));
  const roles = documents.filter((found): found is Role => 'rules' in found);
  const bindings = documents.filter((found): found is Binding => 'subjects' in found);
  return bindings.flatMap((binding) => {
    const role = roles.find((found) => isReferenced(found, binding));
    const namespace = binding.kind === 'RoleBinding' ? binding.metadata.namespace : undefined;
    return binding.subjects.flatMap((subject) =>
      (role?.rules ?? []).map((granted) => ({ ...granted, user: userOf(subject), namespace })),
    );
  });
}

function isReferenced(role: Role, { roleRef, metadata }: Binding): boolean {
  const inReach = role.kind === 'ClusterRole' || role.metadata.namespace === metadata.namespace;
  return role.kind === roleRef.kind && role.metadata.name === roleRef.name && inReach;
}

function userOf({ kind, name, namespace }: Binding['subjects'][number]): string {
  return kind === 'ServiceAccount' ? `system:serviceaccount:${namespace ?? ''}:${name}` : name;
}

function allows(grant: Grant, access: Access): boolean {
  if (grant.namespace !== undefined && grant.namespace !== access.namespace) return false;
  const has = (list: readonly string[], value: string): boolean => list.includes(value) || list.includes('*');
  if (!has(grant.verbs, access.verb) || !has(grant.apiGroups, access.group)) return false;
  if (!has(grant.resources, access.resource)) return false;
  return grant.resourceNames === undefined || (access.name !== undefined && grant.resourceNames.includes(access.name));
}

function forbidden(user: string, access: Access): StatusError {
  const { verb, group, resource, namespace, name } = access;
  const [plural = resource] = resource.split('/');
  const subject = `${plural}${group === '' ? '' : `.${group}`}${name === undefined ? '' : ` "${name}"`}`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `${subject} is forbidden: User "${user}" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`,
    details: { ...(name === undefined ? {} : { name }), ...(group === '' ? {} : { group }), kind: plural },
  });
}

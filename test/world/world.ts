import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ApiServer, startApiServer } from './api-server.ts';
import { type EmbeddedAws, startAws } from './aws.ts';
import { AwsTruth } from './aws-truth.ts';
import { loadCustomResource } from './custom-resource.ts';
import { FargateLauncher } from './fargate-launch.ts';
import type { KubernetesEndpoint, Parts, User } from './ports.ts';
import { type Authorizer, loadAuthorizer } from './rbac.ts';
import type { KubernetesObject, Scenario } from './scenario.ts';

export interface World extends Parts {
  readonly aws: EmbeddedAws;
  readonly kubernetes: KubernetesEndpoint;
  /** The API server itself, for the faults that no real one plays on demand. */
  readonly api: ApiServer;
  /** Rights of the operator, to be taken away and given back. */
  readonly rights: Authorizer;
}

export interface WorldOptions {
  /** Default: the CustomResourceDefinition of the repository. */
  readonly customResource?: string;
  /** Folder of roles and bindings; default: the ones of the repository. */
  readonly roles?: string;
  readonly watchList?: boolean;
  readonly bookmarkIntervalMs?: number;
  readonly historyLimit?: number;
  readonly now?: () => Date;
}

const repository = join(import.meta.dirname, '..', '..');
const superuser = 'world-admin';
/** The service account that the shipped bindings name. */
const operator = 'system:serviceaccount:ipv6-readiness:ipv6-readiness';
const tokens: Readonly<Record<User, string>> = { admin: 'token-of-the-admin', operator: 'token-of-the-operator' };
const standardNamespaces = ['default', 'ipv6-readiness', 'kube-node-lease', 'kube-public', 'kube-system'];

/** Serves a scenario: an API server and an EC2 and EKS endpoint, in this process, on loopback. */
export async function startWorld(scenario: Scenario, options: WorldOptions = {}): Promise<World> {
  const { customResource, roles, ...serverOptions } = options;
  const rights = loadAuthorizer(roles ?? join(repository, 'config', 'rbac'), new Set([superuser]));
  const definition = customResource ?? join(repository, 'crds', 'ipv6readiness.io_ipv6readinesses.yaml');
  const api = await startApiServer({
    ...serverOptions,
    authorizer: rights,
    customResources: [loadCustomResource(definition)],
    issuer: scenario.cluster.oidcIssuer,
    superuser,
    tokens: new Map([
      [tokens.admin, superuser],
      [tokens.operator, operator],
    ]),
  });
  seed(api, scenario.objects);

  const truth = new AwsTruth(scenario);
  const { faults = [], awsPageSize } = scenario;
  const aws = await startAws(truth, { faults, ...(awsPageSize === undefined ? {} : { largestPage: awsPageSize }) });
  const folder = await mkdtemp(join(tmpdir(), 'ipv6-readiness-world-'));
  const kubeconfigFor = (user: User): string => kubeconfigIn(folder, user);
  for (const user of ['admin', 'operator'] as const) await writeFile(kubeconfigFor(user), kubeconfig(api, user));
  const stopping = new AbortController();
  const fargate = new FargateLauncher(api, truth, stopping.signal);

  return {
    scenario,
    api,
    aws,
    rights,
    kubernetes: { url: api.url, kubeconfigFor },
    environment: () => environmentOf(scenario, aws, folder),
    awsId: (logicalId) => logicalId,
    apply: async (object) => api.put(object),
    get: async ({ apiVersion, resource, ...place }) => api.get(apiVersion, resource, place),
    list: async ({ apiVersion, resource, namespace }) => api.list(apiVersion, resource, namespace),
    delete: async ({ apiVersion, resource, ...place }) => api.remove(apiVersion, resource, place),
    launchFargatePods: (request) => fargate.launch(request),
    removeFargatePods: async (profile, count) => fargate.remove(profile, count),
    mend: async (change) => truth.change(change),
    stop: async () => {
      stopping.abort();
      await Promise.all([api.stop(), aws.stop()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function kubeconfigIn(folder: string, user: User): string {
  return join(folder, `${user}.kubeconfig`);
}

/** All an operator needs, and nothing of this machine's own AWS configuration. */
function environmentOf({ region }: Scenario, aws: EmbeddedAws, folder: string): Record<string, string> {
  return {
    KUBECONFIG: kubeconfigIn(folder, 'operator'),
    AWS_REGION: region,
    AWS_ENDPOINT_URL: aws.url,
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'made-up',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: join(folder, 'no-aws-config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'no-aws-credentials'),
  };
}

function seed(api: ApiServer, objects: readonly KubernetesObject[]): void {
  const namespaces = objects.flatMap(({ metadata }) => metadata.namespace ?? []);
  for (const name of new Set([...standardNamespaces, ...namespaces])) {
    api.put({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, status: { phase: 'Active' } });
  }
  for (const object of objects) api.put(object);
}

/** JSON, which is YAML too. */
function kubeconfig({ url, openUrl }: ApiServer, user: User): string {
  const server = user === 'admin' ? openUrl : url;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': user,
    clusters: [{ name: 'world', cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: user, user: { token: tokens[user] } }],
    contexts: [{ name: user, context: { cluster: 'world', user, namespace: 'default' } }],
  });
}

import { execFile } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChildProcess } from './child-process.ts';
import { startChildProcess } from './child-process.ts';
import { freePort } from './free-port.ts';
import { kubeconfigText } from './kubeconfig.ts';
import type { KubernetesBinaries } from './parts.ts';
import { findParts } from './parts.ts';

/** `operator` is the shipped service account with nothing bound to it yet; `stranger` never gets a right. */
export type ApiserverUser = 'admin' | 'operator' | 'stranger';

const users: readonly ApiserverUser[] = ['admin', 'operator', 'stranger'];

/** The name and groups under which the API server sees each user; a binding to the service account thus reaches `operator`. */
const identities: Readonly<Record<ApiserverUser, { name: string; groups: string }>> = {
  admin: { name: 'admin', groups: 'system:masters' },
  operator: {
    name: 'system:serviceaccount:ipv6-readiness:ipv6-readiness',
    groups: 'system:serviceaccounts,system:serviceaccounts:ipv6-readiness',
  },
  stranger: { name: 'stranger', groups: 'nobody' },
};

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface KubectlOptions {
  /** Default: admin. */
  readonly user?: ApiserverUser;
  readonly stdin?: string;
}

export interface RealKubeApiserver {
  readonly url: string;
  readonly caFile: string;
  readonly adminKubeconfig: string;
  readonly operatorKubeconfig: string;
  kubeconfigFor(user: ApiserverUser): string;
  tokenFor(user: ApiserverUser): string;
  /** Never throws for a command that fails: its exit code is part of the answer. */
  kubectl(commandArguments: readonly string[], options?: KubectlOptions): Promise<CommandResult>;
  /** The API server dies; its etcd lives on. */
  kill(): Promise<void>;
  /** Kills it if it runs, and starts it again on the same address with the same content. */
  restart(): Promise<void>;
  /** Ends both and removes everything they wrote. */
  stop(): Promise<void>;
}

export interface KubeApiserverOptions {
  /** IPv4 or IPv6: decides which family cluster IPs have. Default: 10.96.0.0/16. */
  readonly serviceClusterIpRange?: string;
  readonly extraArguments?: readonly string[];
}

const startDeadlineMs = 90_000;

export async function startKubeApiserver(options: KubeApiserverOptions = {}): Promise<RealKubeApiserver> {
  const { kubernetes, missing } = findParts();
  if (kubernetes === undefined) throw new Error(`no real API server: ${missing.join('; ')}`);
  const directory = await mkdtemp(join(tmpdir(), 'ipv6-readiness-apiserver-'));
  const etcdPort = await freePort();
  const peerPort = await freePort();
  const port = await freePort();
  const url = `https://127.0.0.1:${port}`;
  const caFile = join(directory, 'ca.crt');
  const tokens = await writeCredentials(directory, { url, caFile });
  const etcd = startEtcd(kubernetes, { directory, etcdPort, peerPort });
  const startApiserver = (): ChildProcess =>
    startChildProcess(kubernetes.kubeApiserver, apiserverArguments({ directory, etcdPort, port, options }));
  let apiserver = startApiserver();

  const stop = async (): Promise<void> => {
    await Promise.all([apiserver.kill(), etcd.kill()]);
    await rm(directory, { recursive: true, force: true });
  };
  const untilReady = async (): Promise<void> => {
    try {
      await waitUntilReady({ url, token: tokens.admin, directory, caFile, etcd, apiserver });
    } catch (error) {
      await stop();
      throw error;
    }
  };
  await untilReady();

  const kubeconfigFor = (user: ApiserverUser): string => kubeconfigPath(directory, user);
  return {
    url,
    caFile,
    adminKubeconfig: kubeconfigFor('admin'),
    operatorKubeconfig: kubeconfigFor('operator'),
    kubeconfigFor,
    tokenFor: (user) => tokens[user],
    kubectl: createKubectl(kubernetes.kubectl, directory),
    kill: () => apiserver.kill(),
    async restart() {
      await apiserver.kill();
      apiserver = startApiserver();
      await untilReady();
    },
    stop,
  };
}

async function writeCredentials(
  directory: string,
  access: { url: string; caFile: string },
): Promise<Record<ApiserverUser, string>> {
  const newToken = (): string => randomBytes(16).toString('hex');
  const tokens: Record<ApiserverUser, string> = { admin: newToken(), operator: newToken(), stranger: newToken() };
  const lines = users.map((user) => `${tokens[user]},${identities[user].name},${user},"${identities[user].groups}"`);
  await writeFile(join(directory, 'tokens.csv'), `${lines.join('\n')}\n`);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  await writeFile(join(directory, 'sa.key'), privateKey.export({ type: 'pkcs1', format: 'pem' }));
  for (const user of users) {
    // As a pod of the shipped Deployment has it.
    const namespace = user === 'operator' ? 'ipv6-readiness' : 'default';
    const text = kubeconfigText({ ...access, user, token: tokens[user], namespace });
    await writeFile(kubeconfigPath(directory, user), text, { mode: 0o600 });
  }
  return tokens;
}

function startEtcd(
  binaries: KubernetesBinaries,
  place: { directory: string; etcdPort: number; peerPort: number },
): ChildProcess {
  const client = `http://127.0.0.1:${place.etcdPort}`;
  const peer = `http://127.0.0.1:${place.peerPort}`;
  return startChildProcess(binaries.etcd, [
    `--data-dir=${join(place.directory, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=default=${peer}`,
    '--unsafe-no-fsync',
    '--log-level=error',
  ]);
}

function apiserverArguments(place: {
  directory: string;
  etcdPort: number;
  port: number;
  options: KubeApiserverOptions;
}): string[] {
  const { serviceClusterIpRange = '10.96.0.0/16', extraArguments = [] } = place.options;
  // The advertised address must be of the service range's family; nobody connects to it.
  const advertised = serviceClusterIpRange.includes(':') ? '2001:db8::1' : '192.0.2.1';
  const serviceAccountKey = join(place.directory, 'sa.key');
  return [
    `--etcd-servers=http://127.0.0.1:${place.etcdPort}`,
    `--cert-dir=${join(place.directory, 'certificates')}`,
    '--bind-address=127.0.0.1',
    `--secure-port=${place.port}`,
    `--advertise-address=${advertised}`,
    '--endpoint-reconciler-type=none',
    `--service-account-issuer=https://127.0.0.1:${place.port}/`,
    `--service-account-key-file=${serviceAccountKey}`,
    `--service-account-signing-key-file=${serviceAccountKey}`,
    `--service-cluster-ip-range=${serviceClusterIpRange}`,
    '--authorization-mode=RBAC',
    `--token-auth-file=${join(place.directory, 'tokens.csv')}`,
    // No controller runs here that would make service accounts, or remove the taint of a new node.
    '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
    '--allow-privileged',
    '--profiling=false',
    ...extraArguments,
  ];
}

interface Waiting {
  readonly url: string;
  readonly token: string;
  readonly directory: string;
  readonly caFile: string;
  readonly etcd: ChildProcess;
  readonly apiserver: ChildProcess;
}

async function waitUntilReady(waiting: Waiting): Promise<void> {
  const deadline = Date.now() + startDeadlineMs;
  const paths = ['/readyz', '/api/v1/namespaces/default', '/api/v1/namespaces/kube-system'];
  let answers: number[] = [];
  while (answers.length === 0 || answers.some((status) => status !== 200)) {
    for (const [name, child] of [
      ['etcd', waiting.etcd],
      ['kube-apiserver', waiting.apiserver],
    ] as const) {
      if (child.hasExited()) throw new Error(`${name} ended while starting:\n${child.lastOutput()}`);
    }
    if (Date.now() > deadline) {
      throw new Error(`kube-apiserver was not ready in ${startDeadlineMs} ms:\n${waiting.apiserver.lastOutput()}`);
    }
    await sleep(100);
    const ca = await readCertificates(waiting.directory);
    if (ca === undefined) continue;
    await writeFile(waiting.caFile, ca);
    answers = await Promise.all(paths.map((path) => statusOf({ ...waiting, path, ca })));
  }
}

/** The server signs its own certificate on first start, and writes the authority beside it into one file. */
async function readCertificates(directory: string): Promise<string | undefined> {
  try {
    return await readFile(join(directory, 'certificates', 'apiserver.crt'), 'utf8');
  } catch {
    return undefined;
  }
}

/** 0 where there was no answer. */
function statusOf(request: { url: string; path: string; token: string; ca: string }): Promise<number> {
  return new Promise((resolve) => {
    const sent = get(
      `${request.url}${request.path}`,
      { ca: request.ca, agent: false, timeout: 5_000, headers: { authorization: `Bearer ${request.token}` } },
      (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      },
    );
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(0));
  });
}

function kubeconfigPath(directory: string, user: ApiserverUser): string {
  return join(directory, `${user}.kubeconfig`);
}

function createKubectl(binary: string, directory: string): RealKubeApiserver['kubectl'] {
  const environment = { PATH: process.env['PATH'], HOME: directory };
  return (commandArguments, { user = 'admin', stdin = '' } = {}) =>
    new Promise((resolve) => {
      const child = execFile(
        binary,
        [`--kubeconfig=${kubeconfigPath(directory, user)}`, ...commandArguments],
        { timeout: 60_000, maxBuffer: 64 * 1024 * 1024, env: environment },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
          resolve({ stdout, stderr, code });
        },
      );
      child.stdin?.on('error', () => {});
      child.stdin?.end(stdin);
    });
}

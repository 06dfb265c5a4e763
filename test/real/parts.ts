import { createHash } from 'node:crypto';
import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface KubernetesBinaries {
  readonly etcd: string;
  readonly kubeApiserver: string;
  readonly kubectl: string;
}

/** What makes a cluster act by itself: controllers, a scheduler, and kwok in the place of kubelets. */
export interface ControllerBinaries {
  readonly kubeControllerManager: string;
  readonly kubeScheduler: string;
  readonly kwok: string;
}

export interface FoundParts {
  readonly kubernetes?: KubernetesBinaries;
  readonly controllers?: ControllerBinaries;
  /** The python of the environment that has moto; its server is `python -m moto.server`. */
  readonly moto?: string;
  /** One line for each server that is not there, for people. */
  readonly missing: readonly string[];
  /** The same for what only rollouts need. */
  readonly missingControllers: readonly string[];
}

const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'ipv6-readiness');

/** Where build-kubernetes.sh and install-moto.sh put things, KUBEBUILDER_ASSETS first. */
export function findParts(): FoundParts {
  const builtBinaries = join(cache, hashOf('kubernetes/go.sum'));
  const assets = [process.env['KUBEBUILDER_ASSETS'], builtBinaries].filter((folder) => folder !== undefined);
  const missing: string[] = [];
  const missingControllers: string[] = [];
  const find = (name: string, folders: readonly string[], lines: string[]): string | undefined => {
    const path = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (path === undefined) lines.push(`${name}: not found in ${folders.join(' or ')}; \`.ci/run\` builds it`);
    return path;
  };
  const etcd = find('etcd', assets, missing);
  const kubeApiserver = find('kube-apiserver', assets, missing);
  const kubectl = find('kubectl', assets, missing);
  const kubeControllerManager = find('kube-controller-manager', assets, missingControllers);
  const kubeScheduler = find('kube-scheduler', assets, missingControllers);
  const kwok = find('kwok', [join(cache, `kwok-${hashOf('kwok/go.sum')}`)], missingControllers);

  const python = join(cache, `moto-${hashOf('moto/requirements.txt')}`, 'bin', 'python');
  const moto = isExecutable(python) ? python : undefined;
  if (moto === undefined) missing.push(`moto: not found in ${python}; \`.ci/run\` installs it`);

  return {
    ...(etcd && kubeApiserver && kubectl ? { kubernetes: { etcd, kubeApiserver, kubectl } } : {}),
    ...(kubeControllerManager && kubeScheduler && kwok
      ? { controllers: { kubeControllerManager, kubeScheduler, kwok } }
      : {}),
    ...(moto ? { moto } : {}),
    missing,
    missingControllers,
  };
}

/**
 * What a suite of real parts passes to `describe.skipIf`: the lines that say what is missing, printed, or undefined.
 * Where IPV6_READINESS_REQUIRE_REAL_PARTS is 1, as in CI, missing parts are an error instead.
 */
export function whyRealPartsAreSkipped(needed: 'servers' | 'controllers too' = 'servers'): string | undefined {
  const parts = findParts();
  const missing = needed === 'servers' ? parts.missing : [...parts.missing, ...parts.missingControllers];
  if (missing.length === 0) return undefined;
  const reason = `real parts are missing:\n${missing.map((line) => `  ${line}`).join('\n')}`;
  if (process.env['IPV6_READINESS_REQUIRE_REAL_PARTS'] === '1') throw new Error(reason);
  console.warn(`skipped: ${reason}`);
  return reason;
}

function hashOf(file: string): string {
  const content = readFileSync(join(import.meta.dirname, file));
  return createHash('sha256').update(content).digest('hex').slice(0, 16);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

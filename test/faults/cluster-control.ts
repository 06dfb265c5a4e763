import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RealParts } from '../real/real-parts.ts';
import type { Parts } from '../world/ports.ts';
import type { World } from '../world/world.ts';

/** What happens to an API server and to what is installed in it, whoever plays it. */
export interface ClusterControl {
  /** Comes back on the same address, and every version it handed out is too old, as after any restart. */
  restart(): Promise<void>;
  /** The operator may no longer read this resource at cluster scope; `restoreRights` gives it back. */
  revoke(resource: string): Promise<void>;
  restoreRights(): Promise<void>;
  /** The definition of our resource goes, and with it every resource. */
  withdrawDefinition(): Promise<void>;
  serveDefinition(): Promise<void>;
}

const repository = join(import.meta.dirname, '..', '..');
const definition = join(repository, 'crds', 'ipv6readiness.io_ipv6readinesses.yaml');

export function controlOf(parts: Parts): ClusterControl {
  if (isWorld(parts)) return embedded(parts);
  if (isReal(parts)) return real(parts);
  throw new Error('these parts have no API server to control');
}

function embedded({ api, rights }: World): ClusterControl {
  return {
    async restart() {
      await api.pause();
      api.expireHistory();
      await api.resume();
    },
    revoke: async (resource) => {
      rights.revoke(resource, 'list');
      rights.revoke(resource, 'watch');
    },
    restoreRights: async () => rights.restore(),
    withdrawDefinition: async () => api.withdrawCustomResources(),
    serveDefinition: async () => api.serveCustomResources(),
  };
}

function real({ server }: RealParts): ClusterControl {
  const succeed = async (commandArguments: readonly string[], stdin?: string): Promise<string> => {
    const { code, stdout, stderr } = await server.kubectl(commandArguments, stdin === undefined ? {} : { stdin });
    if (code !== 0) throw new Error(`kubectl ${commandArguments.join(' ')}: ${stderr}`);
    return stdout;
  };
  return {
    restart: () => server.restart(),
    async revoke(resource) {
      const role: Role = JSON.parse(await succeed(['get', 'clusterrole', 'ipv6-readiness', '-o', 'json']));
      const rules = role.rules.map((rule) => ({
        ...rule,
        resources: rule.resources.filter((each) => each !== resource),
      }));
      await succeed(['replace', '-f', '-'], JSON.stringify({ ...role, rules }));
    },
    restoreRights: async () => {
      const roles = await readFile(join(repository, 'config', 'rbac', 'cluster-role.yaml'), 'utf8');
      await succeed(['apply', '--server-side', '--force-conflicts', '-f', '-'], roles);
    },
    withdrawDefinition: async () => void (await succeed(['delete', '-f', definition, '--wait=true'])),
    serveDefinition: async () => {
      await succeed(['apply', '--server-side', '-f', definition]);
      await succeed(['wait', '--for=condition=Established', '--timeout=30s', '-f', definition]);
    },
  };
}

interface Role {
  readonly rules: readonly { readonly resources: readonly string[] }[];
}

function isWorld(parts: Parts): parts is World {
  return 'api' in parts;
}

function isReal(parts: Parts): parts is RealParts {
  return 'server' in parts;
}

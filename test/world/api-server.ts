import type { KubernetesFaults } from './kubernetes-faults.ts';
import { listenOnLoopback } from './loopback.ts';
import { ObjectStore, type StoredObject } from './object-store.ts';
import { type ApiServerOptions, type KubernetesCall, RequestHandler } from './request-handler.ts';
import { builtInKinds, definitionKind, groupVersion, type ResourceKind } from './resource-kinds.ts';
import type { KubernetesObject } from './scenario.ts';

export interface Place {
  readonly namespace?: string;
  readonly name: string;
}

export interface ApiServer {
  readonly url: string;
  /** The same server, where everybody is the superuser: kubectl keeps its token to itself on plain HTTP. */
  readonly openUrl: string;
  readonly faults: KubernetesFaults;
  readonly ledger: readonly KubernetesCall[];
  clearLedger(): void;
  /** As an admin would: creates or replaces, then writes the status where the kind has one. */
  put(object: KubernetesObject): StoredObject;
  get(apiVersion: string, plural: string, place: Place): StoredObject | undefined;
  list(apiVersion: string, plural: string, namespace?: string): readonly StoredObject[];
  /** Removing what is not there is no error. */
  remove(apiVersion: string, plural: string, place: Place): void;
  /** Stops serving custom resources, as when their definition is deleted; `serveCustomResources` brings them back. */
  withdrawCustomResources(): void;
  serveCustomResources(): void;
  /** Cuts every connection; the server lives on. */
  dropConnections(): void;
  /** Connections are refused until `resume`; with `expireHistory` between them it is a restart of the server. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** All resource versions and list tokens handed out so far become too old. */
  expireHistory(): void;
  stop(): Promise<void>;
}

export async function startApiServer(options: ApiServerOptions): Promise<ApiServer> {
  const store = new ObjectStore(options.historyLimit ?? 1_000, options.now ?? (() => new Date()));
  const server = new RequestHandler(store, options);
  const listener = await listenOnLoopback((request, response) => void server.handle(request, response));
  const { superuser } = options;
  const open = await listenOnLoopback((request, response) => void server.handle(request, response, superuser));
  const shipped = options.customResources ?? [];
  const kindOf = (apiVersion: string, plural: string): ResourceKind => {
    const kinds = [...builtInKinds, ...[...shipped, ...server.custom].map((resource) => resource.kind)];
    const found = kinds.find((kind) => groupVersion(kind) === apiVersion && kind.plural === plural);
    if (found === undefined) throw new Error(`the world does not serve ${plural} of ${apiVersion}`);
    return found;
  };
  return {
    url: listener.url,
    openUrl: open.url,
    faults: server.faults,
    get ledger() {
      return server.ledger;
    },
    clearLedger: () => {
      server.ledger = [];
    },
    put: (object) => server.put(object),
    get: (apiVersion, plural, { namespace, name }) => store.get(kindOf(apiVersion, plural), namespace, name),
    list: (apiVersion, plural, namespace) =>
      store
        .list(kindOf(apiVersion, plural))
        .filter((object) => namespace === undefined || object.metadata.namespace === namespace),
    remove: (apiVersion, plural, { namespace, name }) => {
      const kind = kindOf(apiVersion, plural);
      const found = store.get(kind, namespace, name);
      if (found === undefined) return;
      store.remove(kind, found);
      if (kind === definitionKind) server.withdraw(name);
    },
    withdrawCustomResources: () => server.withdraw(),
    serveCustomResources: () => {
      server.custom = [...shipped, ...server.custom.filter((resource) => !shipped.includes(resource))];
    },
    dropConnections: () => listener.dropConnections(),
    pause: () => listener.pause(),
    resume: () => listener.resume(),
    expireHistory: () => {
      store.expireHistory();
      server.lists.expire();
    },
    stop: async () => {
      server.faults.clear();
      await Promise.all([listener.close(), open.close()]);
    },
  };
}

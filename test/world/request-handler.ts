import type { IncomingMessage, ServerResponse } from 'node:http';
import { deleted, sendError, sendJson, sendText, sendWritten } from './api-answers.ts';
import { type ResourceRoute, routeOf } from './api-route.ts';
import { applyStatus } from './apply-status.ts';
import { coreEventKind } from './core-events.ts';
import { type CustomResource, customResourceOf } from './custom-resource.ts';
import { discover } from './discovery.ts';
import { KubernetesFaults } from './kubernetes-faults.ts';
import { Lists } from './list.ts';
import { readBody } from './loopback.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { ObjectWriter, type Target } from './object-writer.ts';
import type { Access, Authorizer } from './rbac.ts';
import {
  builtInKinds,
  definitionKind,
  groupVersion,
  namespaceKind,
  qualifiedPlural,
  type ResourceKind,
} from './resource-kinds.ts';
import type { KubernetesObject } from './scenario.ts';
import { readSelection } from './selectors.ts';
import {
  badRequest,
  methodNotAllowed,
  noSuchResource,
  StatusError,
  unauthorized,
  unsupportedMediaType,
} from './status-error.ts';
import { checkWatch, serveWatch } from './watch.ts';

export interface ApiServerOptions {
  readonly authorizer: Authorizer;
  /** Bearer tokens to user names. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Who everybody is at `openUrl`. */
  readonly superuser: string;
  readonly customResources?: readonly CustomResource[];
  /** The gate `WatchList`, on unless false. */
  readonly watchList?: boolean;
  /** About a minute on the real server. */
  readonly bookmarkIntervalMs?: number;
  /** Events kept for each resource, to resume watches from. */
  readonly historyLimit?: number;
  /** Default: the time of day. */
  readonly now?: () => Date;
  /** Issuer of service account tokens, as `/.well-known/openid-configuration` says it. */
  readonly issuer?: string;
}

/** One request that reached the server, as it was answered. */
export interface KubernetesCall {
  readonly user: string;
  readonly verb: string;
  readonly path: string;
  readonly query: string;
  readonly at: number;
  readonly status: number;
}

const bodyLimit = 3_145_728;
const mergeTypes = ['application/merge-patch+json', 'application/strategic-merge-patch+json'];
const applyType = 'application/apply-patch+yaml';

/** Answers the requests of the embedded API server. */
export class RequestHandler {
  readonly faults = new KubernetesFaults();
  readonly lists: Lists;
  ledger: KubernetesCall[] = [];
  custom: readonly CustomResource[];
  readonly #store: ObjectStore;
  readonly #writer: ObjectWriter;
  readonly #options: ApiServerOptions;

  constructor(store: ObjectStore, options: ApiServerOptions) {
    this.#store = store;
    this.#writer = new ObjectWriter(store);
    this.#options = options;
    this.lists = new Lists(store);
    this.custom = options.customResources ?? [];
  }

  /** `assumed` is the user of every request where no token is asked for. */
  async handle(request: IncomingMessage, response: ServerResponse, assumed?: string): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://world');
    const user = assumed ?? this.#authenticate(request);
    const verb = verbOf(request, url, routeOf(url.pathname, this.custom));
    try {
      const body = await readBody(request);
      if (user === undefined) throw unauthorized();
      const struck = this.faults.strike({ verb, path: url.pathname, user }, response);
      if (!struck) this.#answer({ request, response, url, user, verb, body });
    } catch (error) {
      if (!response.headersSent && !response.destroyed) sendError(response, error);
    }
    const { pathname: path, search: query } = url;
    const status = response.headersSent ? response.statusCode : 0;
    this.ledger.push({ user: user ?? '', verb, path, query, at: Date.now(), status });
  }

  put(object: KubernetesObject): StoredObject {
    if (isKindOf(definitionKind, object)) this.#define(object);
    const custom = this.custom.find(({ kind }) => isKindOf(kind, object));
    const kind = custom?.kind ?? builtInKinds.find((known) => isKindOf(known, object));
    if (kind === undefined) throw new Error(`the world does not serve ${object.apiVersion} ${object.kind}`);
    const { name, namespace } = object.metadata;
    const target: Target = { kind, namespace, name, subresource: undefined, custom, strict: true, dryRun: false };
    const old = this.#store.get(kind, namespace, name);
    const metadata = { ...object.metadata, resourceVersion: old?.metadata.resourceVersion };
    const sent = { ...object, metadata };
    const written = old === undefined ? this.#writer.create(target, sent) : this.#writer.replace(target, sent);
    if (!kind.hasStatus || object['status'] === undefined) return written.object;
    const withStatus = { ...written.object, status: object['status'] };
    return this.#writer.replace({ ...target, subresource: 'status' }, withStatus).object;
  }

  /** Of all resources, or of one: `nodepools.karpenter.sh`. */
  withdraw(definitionName?: string): void {
    const isWithdrawn = ({ kind }: CustomResource): boolean =>
      definitionName === undefined || qualifiedPlural(kind) === definitionName;
    const withdrawn = this.custom.filter(isWithdrawn);
    this.custom = this.custom.filter((resource) => !isWithdrawn(resource));
    for (const { kind } of withdrawn) {
      for (const object of this.#store.list(kind)) this.#store.remove(kind, object);
      this.#store.closeWatches(kind);
    }
  }

  #define(definition: KubernetesObject): void {
    const defined = customResourceOf(definition);
    const isSame = ({ kind }: CustomResource): boolean => qualifiedPlural(kind) === qualifiedPlural(defined.kind);
    if (!this.custom.some(isSame)) this.custom = [...this.custom, defined];
  }

  #authenticate(request: IncomingMessage): string | undefined {
    const token = request.headers.authorization?.match(/^Bearer (.+)$/)?.[1];
    return token === undefined ? undefined : this.#options.tokens.get(token);
  }

  #answer(exchange: Exchange): void {
    const { response, url, user, verb } = exchange;
    const path = url.pathname.replace(/(.)\/$/, '$1');
    if (['/healthz', '/livez', '/readyz'].includes(path)) return sendText(response, 200, 'ok');
    if (path === '/.well-known/openid-configuration' && this.#options.issuer !== undefined) {
      return sendJson(response, 200, { issuer: this.#options.issuer, jwks_uri: `${this.#options.issuer}/keys` });
    }
    const discovered = discover(path, this.custom);
    if (discovered !== undefined) return sendJson(response, 200, discovered);
    const route = routeOf(path, this.custom);
    if (route === undefined) {
      if (
        discover(
          path
            .split('/')
            .slice(0, path.startsWith('/api/') ? 3 : 4)
            .join('/'),
          this.custom,
        ) !== undefined
      )
        throw noSuchResource();
      return sendText(response, 404, '404 page not found\n');
    }
    const selection = readSelection(route.kind, url.searchParams);
    const access = accessOf(route, verb, selection.name);
    this.#options.authorizer.check(user, access);
    const { kind, namespace } = route;
    if (kind === coreEventKind && verb !== 'list') throw methodNotAllowed();
    if (route.name !== undefined) return this.#answerNamed(exchange, { ...route, name: route.name });
    const collection = { kind, namespace, selection, query: url.searchParams };
    const watchOptions = {
      store: this.#store,
      watchList: this.#options.watchList ?? true,
      bookmarkIntervalMs: this.#options.bookmarkIntervalMs ?? 60_000,
    };
    if (verb === 'watch') {
      checkWatch(collection, watchOptions);
      return serveWatch(response, collection, watchOptions);
    }
    if (verb === 'list') return sendJson(response, 200, this.lists.answer(collection));
    if (verb !== 'create') throw methodNotAllowed();
    if (kind.namespaced && namespace === undefined) throw methodNotAllowed();
    const target = targetOf({ ...route, name: '' }, url);
    return sendWritten(response, 201, this.#writer.create(target, parseBody(exchange.body, route)));
  }

  #answerNamed(exchange: Exchange, route: ResourceRoute & { readonly name: string }): void {
    const { response, url, verb, body, request } = exchange;
    const target = targetOf(route, url);
    if (verb === 'get') return sendJson(response, 200, this.#writer.find(target));
    if (verb === 'update') return sendWritten(response, 200, this.#writer.replace(target, parseBody(body, route)));
    if (verb === 'delete' && route.subresource === undefined) {
      return sendJson(response, 200, deleted(route.kind, this.#writer.delete(target)));
    }
    if (verb !== 'patch') throw methodNotAllowed();
    const type = (request.headers['content-type'] ?? '').split(';')[0] ?? '';
    if (mergeTypes.includes(type)) {
      return sendWritten(response, 200, this.#writer.merge(target, parseBody(body, route)));
    }
    if (type !== applyType) throw unsupportedMediaType(patchTypesOf(route));
    if (route.subresource !== 'status') throw badRequest('this server applies to the status of custom resources only');
    const fieldManager = url.searchParams.get('fieldManager');
    const force = url.searchParams.get('force') === 'true';
    const options = { fieldManager, force, now: this.#options.now?.() ?? new Date() };
    return sendWritten(response, 200, applyStatus(this.#writer, target, parseBody(body, route), options));
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly user: string;
  readonly verb: string;
  readonly body: string;
}

/** What the real server takes; JSON patches it takes too are not implemented here. */
function patchTypesOf({ custom }: ResourceRoute): string[] {
  const json = 'application/json-patch+json';
  return custom === undefined ? [json, ...mergeTypes, applyType] : [json, 'application/merge-patch+json', applyType];
}

function isKindOf(kind: ResourceKind, object: KubernetesObject): boolean {
  return groupVersion(kind) === object.apiVersion && kind.kind === object.kind;
}

function verbOf({ method }: IncomingMessage, url: URL, route: ResourceRoute | undefined): string {
  const watch = ['true', '1'].includes(url.searchParams.get('watch') ?? '');
  if (method === 'GET' && route !== undefined && route.name === undefined) return watch ? 'watch' : 'list';
  const verbs: Readonly<Record<string, string>> = {
    DELETE: 'delete',
    GET: 'get',
    PATCH: 'patch',
    POST: 'create',
    PUT: 'update',
  };
  return verbs[method ?? ''] ?? '';
}

function accessOf(
  { kind, namespace, name, subresource }: ResourceRoute,
  verb: string,
  selected: string | undefined,
): Access {
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  const own = kind === namespaceKind && name !== undefined ? name : namespace;
  return { verb, group: kind.group, resource, namespace: own, name: name ?? selected };
}

function targetOf(route: ResourceRoute & { readonly name: string }, url: URL): Target {
  const { kind, namespace, name, subresource, custom } = route;
  const strict = url.searchParams.get('fieldValidation') === 'Strict';
  const dryRun = url.searchParams.get('dryRun') === 'All';
  return { kind, namespace, name, subresource, custom, strict, dryRun };
}

function parseBody(body: string, { kind }: ResourceRoute): unknown {
  if (Buffer.byteLength(body) > bodyLimit) {
    const message = `Request entity too large: limit is ${bodyLimit}`;
    throw new StatusError({ code: 413, reason: 'RequestEntityTooLarge', message });
  }
  try {
    return JSON.parse(body);
  } catch {
    const because = "couldn't get version/kind; json parse error";
    throw badRequest(`the object provided is unrecognized (must be of type ${kind.kind}): ${because}`);
  }
}

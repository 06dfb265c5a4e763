import { readFileSync } from 'node:fs';
import { type DispatcherOptions, KubeConfig, type RequestContext } from '@kubernetes/client-node';
import { Agent, type buildConnector, type Dispatcher } from 'undici';

type Cluster = Parameters<KubeConfig['createDispatcherOptions']>[0];
type AgentOptions = Parameters<KubeConfig['createDispatcherOptions']>[1];
type ConnectOptions = Extract<DispatcherOptions, { type: 'agent' }>['connect'];

export const CALL_DEADLINE_MS = 30_000;

/** One socket per watch keeps a failure to one kind; HTTP/2 would put all of them on a single session. */
const ALLOW_HTTP2 = false;

/** A token file is rotated in place well before its content expires, so a minute-old copy is still good. */
const TOKEN_AGE_MS = 60_000;

/**
 * Credentials as kubeconfig describes them, over one shared connection pool: the stock client makes a new pool, and so a
 * TLS handshake, for every request. Behind a proxy the stock pool is kept. A rotated CA or client certificate starts a new pool.
 */
export class PooledKubeConfig extends KubeConfig {
  #connect: ConnectOptions | undefined;
  #pool: { readonly key: string; readonly agent: Agent } | undefined;
  #token: { readonly text: string; readonly readAt: number } | undefined;
  readonly #userAgent: string;

  constructor(options: { readonly userAgent: string }) {
    super();
    this.#userAgent = options.userAgent;
  }

  override createDispatcherOptions(cluster: Cluster, agentOptions: AgentOptions): DispatcherOptions {
    const options = super.createDispatcherOptions(cluster, agentOptions);
    if (options.type === 'proxy' || options.type === 'socks') return options;
    this.#connect = options.type === 'agent' ? options.connect : {};
    return { type: 'none' };
  }

  override async applySecurityAuthentication(context: RequestContext): Promise<void> {
    await super.applySecurityAuthentication(context);
    context.setHeaderParam('User-Agent', this.#userAgent);
    if (!context.getSignal()) context.setSignal(AbortSignal.timeout(CALL_DEADLINE_MS));
    if (!context.getDispatcher() && this.#connect) context.setDispatcher(this.#sharedAgent(this.#connect));
    const tokenFile = this.#tokenFile();
    if (tokenFile) context.setHeaderParam('Authorization', `Bearer ${this.#readToken(tokenFile)}`);
  }

  /** Makes the next request read the token file again; called when the server refused the token we had. */
  forgetToken(): void {
    this.#token = undefined;
  }

  /** Closes the pool's idle connections and lets running requests finish. */
  async close(): Promise<void> {
    const agent = this.#pool?.agent;
    this.#pool = undefined;
    await agent?.close();
  }

  #sharedAgent(connect: ConnectOptions): Dispatcher {
    const key = [connect.ca, connect.cert, connect.key, connect.servername, connect.rejectUnauthorized]
      .map(String)
      .join('\n');
    if (this.#pool?.key === key) return this.#pool.agent;
    void this.#pool?.agent.close().catch(() => undefined);
    const agent = new Agent({
      allowH2: ALLOW_HTTP2,
      connections: 64,
      keepAliveTimeout: 30_000,
      // A quiet watch is healthy: call deadlines and the reflector's idle limit guard instead.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { ...tlsOptions(connect), keepAlive: true, keepAliveInitialDelay: 30_000, timeout: 10_000 },
    });
    this.#pool = { key, agent };
    return agent;
  }

  #tokenFile(): string | undefined {
    const path: unknown = this.getCurrentUser()?.authProvider?.config?.tokenFile;
    return typeof path === 'string' ? path : undefined;
  }

  #readToken(path: string): string {
    const now = performance.now();
    if (!this.#token || now - this.#token.readAt > TOKEN_AGE_MS) {
      this.#token = { text: readFileSync(path, 'utf8').trim(), readAt: now };
    }
    return this.#token.text;
  }
}

/** Only what is set: an explicit undefined would overrule the defaults of TLS. */
function tlsOptions({
  ca,
  cert,
  key,
  pfx,
  passphrase,
  servername,
  rejectUnauthorized,
}: ConnectOptions): Partial<buildConnector.BuildOptions> {
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(pfx === undefined ? {} : { pfx }),
    ...(passphrase === undefined ? {} : { passphrase }),
    ...(servername === undefined ? {} : { servername }),
    ...(rejectUnauthorized === undefined ? {} : { rejectUnauthorized }),
  };
}

export interface KubeConfigSource {
  /** Path of a kubeconfig file; absent: KUBECONFIG, the user's own file, then the service account of the pod we run in. */
  readonly kubeconfig?: string;
  /** Name of a context in it; absent: the current one. */
  readonly context?: string;
  readonly version: string;
}

/** Throws when no cluster is configured, or the named context does not exist. */
export function loadKubeConfig(source: KubeConfigSource): PooledKubeConfig {
  const config = new PooledKubeConfig({ userAgent: `ipv6-readiness/${source.version}` });
  if (source.kubeconfig) config.loadFromFile(source.kubeconfig);
  else config.loadFromDefault();
  if (source.context) config.setCurrentContext(source.context);
  const cluster = config.getCurrentCluster();
  if (!cluster || isStockFallback(config)) {
    throw new Error(
      source.context
        ? `The kubeconfig has no usable context "${source.context}".`
        : 'No Kubernetes cluster is configured: set KUBECONFIG, or run inside a cluster.',
    );
  }
  return config;
}

/** The stock loader answers "nothing found" with an invented cluster on localhost. */
function isStockFallback(config: KubeConfig): boolean {
  const cluster = config.getCurrentCluster();
  return config.getCurrentContext() === 'loaded-context' && cluster?.server === 'http://localhost:8080';
}

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { HttpMethod, RequestContext } from '@kubernetes/client-node';
import { loadKubeConfig, type PooledKubeConfig } from '../../../src/kube/pooled-kube-config.ts';

const directory = mkdtempSync(join(tmpdir(), 'kubeconfig-'));

function aKubeconfig(
  name: string,
  server: string,
  options: { readonly caData?: string; readonly proxyUrl?: string } = {},
): string {
  const file = join(directory, name);
  const cluster = {
    server,
    ...(options.caData === undefined ? {} : { 'certificate-authority-data': options.caData }),
    ...(options.proxyUrl === undefined ? {} : { 'proxy-url': options.proxyUrl }),
  };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      { name: 'one', cluster },
      { name: 'two', cluster: { server: 'https://two.example' } },
    ],
    users: [{ name: 'me', user: { token: 'secret' } }],
    contexts: [
      { name: 'first', context: { cluster: 'one', user: 'me' } },
      { name: 'second', context: { cluster: 'two', user: 'me' } },
    ],
    'current-context': 'first',
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

async function authenticated(config: PooledKubeConfig): Promise<RequestContext> {
  const context = new RequestContext(`${config.getCurrentCluster()?.server}/api`, HttpMethod.GET);
  await config.applySecurityAuthentication(context);
  return context;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('the cluster', () => {
  const file = aKubeconfig('config', 'https://one.example');

  test('is that of the current context, or of the one that is asked for', () => {
    expect(loadKubeConfig({ kubeconfig: file, version: '1' }).getCurrentCluster()?.server).toBe('https://one.example');
    expect(loadKubeConfig({ kubeconfig: file, context: 'second', version: '1' }).getCurrentCluster()?.server).toBe(
      'https://two.example',
    );
  });

  test('is found through KUBECONFIG', () => {
    vi.stubEnv('KUBECONFIG', file);
    expect(loadKubeConfig({ version: '1' }).getCurrentCluster()?.server).toBe('https://one.example');
  });

  test('must exist: a context that does not is named, and nothing is invented', () => {
    expect(() => loadKubeConfig({ kubeconfig: file, context: 'third', version: '1' })).toThrow(
      'The kubeconfig has no usable context "third".',
    );
    vi.stubEnv('KUBECONFIG', '');
    vi.stubEnv('HOME', directory);
    expect(() => loadKubeConfig({ version: '1' })).toThrow(
      'No Kubernetes cluster is configured: set KUBECONFIG, or run inside a cluster.',
    );
  });
});

describe('a request', () => {
  test('carries the credentials, our name and a deadline', async () => {
    const context = await authenticated(
      loadKubeConfig({ kubeconfig: aKubeconfig('a', 'https://one.example'), version: '1.2.3' }),
    );
    expect(context.getHeaders()).toMatchObject({
      Authorization: 'Bearer secret',
      'User-Agent': 'ipv6-readiness/1.2.3',
    });
    expect(context.getSignal()).toBeDefined();
  });

  test('shares the pool of those before it, until the certificate authority changes', async () => {
    const [first, second] = [Buffer.from('first').toString('base64'), Buffer.from('second').toString('base64')];
    const config = loadKubeConfig({
      kubeconfig: aKubeconfig('b', 'https://one.example', { caData: first }),
      version: '1',
    });
    const before = (await authenticated(config)).getDispatcher();
    expect(before).toBeDefined();
    expect((await authenticated(config)).getDispatcher()).toBe(before);
    config.clusters = config.clusters.map((cluster) => ({ ...cluster, caData: second }));
    expect((await authenticated(config)).getDispatcher()).not.toBe(before);
    await config.close();
  });

  test('behind a proxy goes through it', async () => {
    const config = loadKubeConfig({
      kubeconfig: aKubeconfig('c', 'https://one.example', { proxyUrl: 'http://proxy.example:3128' }),
      version: '1',
    });
    expect((await authenticated(config)).getDispatcher()?.constructor.name).toBe('ProxyAgent');
  });
});

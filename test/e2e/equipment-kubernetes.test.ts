import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RealKubeApiserver } from '../real/kube-apiserver.ts';
import { startKubeApiserver } from '../real/kube-apiserver.ts';
import type { KubeClient } from '../real/kube-client.ts';
import { createKubeClient } from '../real/kube-client.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { seedKubernetes } from '../real/seed-kubernetes.ts';
import { ec2Node, fargatePod } from '../world/build-nodes.ts';

const skipped = whyRealPartsAreSkipped() !== undefined;

describe.skipIf(skipped)('the real API server', () => {
  let server: RealKubeApiserver;
  let client: KubeClient;

  beforeAll(async () => {
    server = await startKubeApiserver();
    client = await createKubeClient(server);
  });

  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  test('says which version it is', async () => {
    const { stdout } = await server.kubectl(['get', '--raw', '/version']);
    expect(JSON.parse(stdout)).toMatchObject({ major: '1', minor: '37', gitVersion: 'v1.37.2' });
  });

  test('denies the operator until its role is bound, and a stranger always', async () => {
    const mayListNodes = async (user: 'operator' | 'stranger'): Promise<string> =>
      (await server.kubectl(['auth', 'can-i', 'list', 'nodes'], { user })).stdout.trim();
    expect(await mayListNodes('operator')).toBe('no');
    const { stderr, code } = await server.kubectl(['get', 'nodes'], { user: 'operator' });
    expect(code).toBe(1);
    expect(stderr).toContain('User "system:serviceaccount:ipv6-readiness:ipv6-readiness" cannot list resource "nodes"');

    await server.kubectl(['create', 'clusterrole', 'sees-nodes', '--verb=list', '--resource=nodes']);
    const account = '--serviceaccount=ipv6-readiness:ipv6-readiness';
    await server.kubectl(['create', 'clusterrolebinding', 'sees-nodes', '--clusterrole=sees-nodes', account]);

    await expect.poll(() => mayListNodes('operator')).toBe('yes');
    expect(await mayListNodes('stranger')).toBe('no');
  });

  test('takes a node and a running pod with the status a kubelet would report, and the ids that moto drew', async () => {
    const node = ec2Node({ zone: 'a', ipv4: '10.0.3.99', labels: { subnet: 'subnet-logical' } });
    const pod = fargatePod({
      profile: 'batch',
      namespace: 'made-when-needed',
      podName: 'runs',
      placement: { ipv4: '10.0.50.9', availabilityZone: 'eu-west-1a' },
    });
    await seedKubernetes([node, pod], new Map([['subnet-logical', 'subnet-0123']]), client);

    const seededNode = await client.get({ apiVersion: 'v1', resource: 'nodes', name: node.metadata.name });
    expect(seededNode).toMatchObject({
      metadata: { labels: { subnet: 'subnet-0123' } },
      status: { addresses: [{ type: 'InternalIP', address: '10.0.3.99' }, {}, {}] },
    });
    expect(seededNode?.['spec']).not.toHaveProperty('taints');
    const pods = await client.list({ apiVersion: 'v1', resource: 'pods', namespace: 'made-when-needed' });
    expect(pods).toMatchObject([{ kind: 'Pod', status: { phase: 'Running', podIP: '10.0.50.9' } }]);
  });

  test('replaces what is there, and finds nothing wrong with deleting what is not', async () => {
    const reference = { apiVersion: 'v1', resource: 'configmaps', namespace: 'default', name: 'settings' };
    const settings = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings', namespace: 'default' } };
    await client.apply({ ...settings, data: { one: '1' } });
    await client.apply({ ...settings, data: { two: '2' } });
    expect(await client.get(reference)).toMatchObject({ data: { two: '2' } });
    await client.delete(reference);
    await client.delete(reference);
    expect(await client.get(reference)).toBeUndefined();
  });

  test('says why it refuses an object', async () => {
    const nameless = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'No Capitals', namespace: 'default' } };
    await expect(client.apply(nameless)).rejects.toThrow('422: ConfigMap "No Capitals" is invalid: metadata.name');
    await expect(client.apply({ ...nameless, kind: 'Unheard' })).rejects.toThrow('has no Unheard in v1');
  });

  test('cannot be reached while it is killed, and comes back under the same address with the same content', async () => {
    await server.kubectl(['create', 'namespace', 'survives']);
    await server.kill();
    const whileDead = await server.kubectl(['get', 'namespace', 'survives']);
    expect(whileDead.code).toBe(1);
    expect(whileDead.stderr).toContain('was refused');

    await server.restart();
    const afterwards = await server.kubectl(['get', 'namespace', 'survives', '--output=name']);
    expect(afterwards).toMatchObject({ code: 0, stdout: 'namespace/survives\n' });
  });
});

describe('a program of the equipment', () => {
  test('ends when the process that started it is killed', async () => {
    const starter = `
      import { startChildProcess } from '${import.meta.dirname}/../real/child-process.ts';
      console.log(startChildProcess('/bin/sleep', ['600']).pid);
      process.kill(process.pid, 'SIGKILL');`;
    const killed = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', starter]);
    const output = await killed.catch((error: { stdout: string }) => error);
    const group = Number(output.stdout);
    expect(group).toBeGreaterThan(1);
    await expect.poll(() => isRunning(group), { timeout: 5_000 }).toBe(false);
  });

  test('is gone once it was killed, and what it said last is kept', async () => {
    const { startChildProcess } = await import('../real/child-process.ts');
    const child = startChildProcess('/bin/sh', ['-c', 'echo "$WORD"; exec sleep 600'], {
      environment: { WORD: 'hello' },
    });
    await expect.poll(() => child.lastOutput()).toBe('hello');
    await child.kill();
    await sleep(50);
    expect(child.hasExited()).toBe(true);
    expect(isRunning(child.pid)).toBe(false);
  });
});

/** Is any process of that group left? */
function isRunning(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClusterControl, controlOf } from '../faults/cluster-control.ts';
import { type FaultProxy, startFaultProxy } from '../faults/fault-proxy.ts';
import { applyReadiness, type Assessed, verdicts } from '../support/assessed.ts';
import { expect, test } from 'vitest';
import {
  type OperatorOptions,
  type OperatorProcess,
  shortPaces,
  startOperatorProcess,
} from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import type { KubernetesObject, Scenario } from '../world/scenario.ts';
import { real, startParts } from './parts-under-test.ts';

/** Parts with a fault proxy between them and the operator's API client. The driver goes past it. */
export interface FaultStage {
  readonly parts: Parts;
  readonly cluster: ClusterControl;
  readonly proxy: FaultProxy;
  /** For an operator that goes through the proxy. */
  environment(): Record<string, string>;
  stop(): Promise<void>;
}

export interface Running {
  readonly operator: OperatorProcess;
  readonly resource: Assessed;
}

export async function startFaultStage(scenario: Scenario): Promise<FaultStage> {
  const parts = await startParts(scenario);
  const environment = parts.environment();
  const config = JSON.parse(await readFile(environment['KUBECONFIG'] ?? '', 'utf8'));
  const { server, 'certificate-authority': caFile } = config.clusters[0].cluster;
  const proxy = await startFaultProxy({ url: server, ...(caFile === undefined ? {} : { caFile }) });
  const folder = await mkdtemp(join(tmpdir(), 'ipv6-readiness-faults-'));
  const kubeconfig = join(folder, 'operator.kubeconfig');
  const clusters = [{ ...config.clusters[0], cluster: { server: proxy.url, 'insecure-skip-tls-verify': true } }];
  await writeFile(kubeconfig, JSON.stringify({ ...config, clusters }), { mode: 0o600 });
  return {
    parts,
    cluster: controlOf(parts),
    proxy,
    environment: () => ({ ...environment, KUBECONFIG: kubeconfig }),
    async stop() {
      await proxy.stop();
      await parts.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An operator of its own and a resource that is Ready. */
async function startReady(stage: FaultStage): Promise<Running> {
  const operator = await startOperatorProcess({ environment: stage.environment(), flags: shortPaces });
  const resource = await applyReadiness(stage.parts, 'prod', { goal: 'Operate' });
  await resource.until('ready', (status) => verdicts(status)['Ready'] === 'True Ready', 40_000);
  return { operator, resource };
}

/** Ends the operator, takes every resource away and heals what was broken, so that the parts serve the next test. */
async function clearStage({ parts, cluster, proxy }: FaultStage, operators: readonly OperatorProcess[]): Promise<void> {
  proxy.heal();
  await Promise.all(operators.map((operator) => operator.stop()));
  await cluster.restoreRights();
  parts.aws.clearFaults();
  const readinesses = { apiVersion: 'ipv6readiness.io/v1alpha1', resource: 'ipv6readinesses' };
  for (const { metadata } of await parts.list(readinesses)) await parts.delete({ ...readinesses, name: metadata.name });
  await parts.delete({ apiVersion: 'v1', resource: 'nodes', name: oddNode.metadata.name });
  proxy.answers.clearCalls();
}

/**
 * Tests of one fault each, for the suites of faults. Real parts take seconds to start, so tests share them in turn; embedded
 * worlds are one for each test, side by side.
 */
export function faultTests(scenario: Scenario) {
  let shared: Promise<FaultStage> | undefined;
  const inTurn = real ? test : test.concurrent;
  const onStage = (name: string, body: (stage: FaultStage, own: Own) => Promise<void>): void =>
    inTurn(
      name,
      async () => {
        const stage = await (real ? (shared ??= startFaultStage(scenario)) : startFaultStage(scenario));
        const own: Own = { operators: [] };
        try {
          await body(stage, own);
        } finally {
          await clearStage(stage, own.operators);
          if (!real) await stage.stop();
        }
      },
      150_000,
    );
  return {
    /** A fault that strikes an operator whose resource is Ready, and after which it must be well. */
    suffers: (name: string, body: (stage: FaultStage, running: Running) => Promise<void>): void =>
      onStage(name, async (stage, own) => {
        const running = await startReady(stage);
        own.operators.push(running.operator);
        await body(stage, running);
        expect(await health(running.operator)).toBe('200 200');
      }),
    /** A fault that stands before the operator starts, or that is about its start. */
    starts: (name: string, body: (stage: FaultStage, start: Start) => Promise<void>): void =>
      onStage(name, (stage, own) =>
        body(stage, async (options = {}) => {
          const operator = await startOperatorProcess({
            environment: stage.environment(),
            flags: shortPaces,
            ...options,
          });
          own.operators.push(operator);
          return operator;
        }),
      ),
    stop: async (): Promise<void> => (await shared)?.stop(),
  };
}

export type Start = (options?: Partial<OperatorOptions>) => Promise<OperatorProcess>;

interface Own {
  readonly operators: OperatorProcess[];
}

export async function health({ url }: OperatorProcess): Promise<string> {
  const [alive, ready] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz`)]);
  return `${alive.status} ${ready.status}`;
}

/** Statuses that were written. */
export async function writes(operator: OperatorProcess): Promise<number> {
  return (await operator.metric('ipv6_readiness_status_writes_total', { result: 'written' })) ?? 0;
}

/** A node of which nothing says who runs it: while it is there, NodesEligible is Unknown. */
export const oddNode: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'odd-node',
    labels: { 'kubernetes.io/os': 'linux', 'node.kubernetes.io/instance-type': 'm5.large' },
  },
  spec: {},
  status: {
    addresses: [{ type: 'InternalIP', address: '2001:db8::1' }],
    conditions: [{ type: 'Ready', status: 'True' }],
  },
};

export const nodes = { apiVersion: 'v1', resource: 'nodes' } as const;

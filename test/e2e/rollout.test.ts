import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Controllers, startControllers } from '../real/controllers.ts';
import { type FargateNodes, nodeOf, playFargate } from '../real/fargate-nodes.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { type RealParts, startRealParts } from '../real/real-parts.ts';
import { applyReadiness, type Assessed, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, startOperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

/** Of 116 free addresses in two subnets these leave 13 each, below the warning floor, and 3 each, below the critical one. */
const many = 90;
const tooMany = 110;

let parts: RealParts;
let controllers: Controllers;
let fargate: FargateNodes;
let operator: OperatorProcess;
let resource: Assessed;

describe.skipIf(whyRealPartsAreSkipped('controllers too') !== undefined)('a rollout by real controllers', () => {
  beforeAll(async () => {
    parts = await startRealParts(healthyIpv6);
    controllers = startControllers(parts.server);
    const [profile] = healthyIpv6.fargateProfiles;
    if (profile === undefined) throw new Error('the scenario has no Fargate profile');
    fargate = playFargate(parts, profile);
    operator = await startOperatorProcess({ environment: parts.environment(), flags: ['--urgent-interval', '1'] });
    resource = await applyReadiness(parts, 'prod');
    await parts.apply(deployment);
  });

  afterAll(async () => {
    await operator?.stop();
    await fargate?.stop();
    await controllers?.stop();
    await parts?.stop();
  });

  test('warns, blocks, and is ready again when it is scaled down', async () => {
    await resource.until('ready', ready, 60_000);

    const startedAt = Date.now();
    await scaleTo(many);
    const warned = await resource.until('warned', ({ findings = [] }) => findings.some(isAboutFargate), 40_000);
    const leftAtWarning = fargate.free();
    const warnedAfterMs = Date.now() - startedAt;
    expect(verdicts(warned)['FargateIPv4Available']).toBe('True WaitingPodsTakeHeadroom');
    expect(leftAtWarning).toBeGreaterThan(0);
    const runningAfterMs = (await untilRunning(many)) - startedAt;
    const low = await resource.until(
      'low by what EC2 counts',
      (status) => verdicts(status)['FargateIPv4Available'] === 'True SubnetsLow',
      40_000,
    );
    expect(verdicts(low)['Ready']).toBe('True ReadyWithWarnings');
    expect(fargate.free()).toBe(116 - many);

    await scaleTo(tooMany);
    const blocked = await resource.until(
      'blocked',
      (status) => verdicts(status)['FargateIPv4Available'] === 'False ProfileExhausted',
      40_000,
    );
    expect(verdicts(blocked)['Ready']).toBe('False Blocked');
    expect((blocked.findings ?? []).find(({ code }) => code === 'CAP-004')?.message).toContain('batch');
    await untilRunning(tooMany);
    expect(fargate.free()).toBe(116 - tooMany);

    await scaleTo(0);
    await resource.until('ready again', ready, 90_000);
    await resource.until('no finding left', ({ findings = [] }) => !findings.some(isAboutFargate), 60_000);
    console.log(
      `${many} pods: warned after ${warnedAfterMs} ms with ${leftAtWarning} addresses left, all running after ${runningAfterMs} ms`,
    );
  }, 300_000);
});

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'nightly', namespace: 'batch' },
  spec: {
    replicas: 0,
    selector: { matchLabels: { app: 'nightly-rollout' } },
    template: {
      metadata: { labels: { app: 'nightly-rollout', 'eks.amazonaws.com/fargate-profile': 'batch' } },
      spec: {
        terminationGracePeriodSeconds: 0,
        nodeSelector: { 'eks.amazonaws.com/compute-type': 'fargate' },
        tolerations: [{ operator: 'Exists' }],
        containers: [{ name: 'worker', image: 'public.ecr.aws/docker/library/busybox:1.37' }],
      },
    },
  },
};

async function scaleTo(replicas: number): Promise<void> {
  const flags = ['--namespace=batch', `--replicas=${replicas}`];
  const scaled = await parts.server.kubectl(['scale', ...flags, 'deployment/nightly']);
  expect(scaled.stderr).toBe('');
}

/** Gives the time at which so many pods of the Deployment were seen running. */
async function untilRunning(count: number): Promise<number> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const pods = await parts.list({ apiVersion: 'v1', resource: 'pods', namespace: 'batch' });
    const running = pods.filter(({ metadata, status }) => {
      const phase = typeof status === 'object' && status !== null && 'phase' in status ? status.phase : undefined;
      return metadata.labels?.['app'] === 'nightly-rollout' && phase === 'Running';
    });
    fargate.free(); // Tells at once where nobody plays Fargate any more.
    if (running.length === count) return Date.now();
    if (Date.now() > deadline) {
      const others = pods.filter((pod) => !running.includes(pod));
      const where = others.map((pod) => `${pod.metadata.name} on ${String(nodeOf(pod))}`).join('\n');
      throw new Error(`${running.length} of ${count} pods run\n${where}\n${controllers.lastOutput()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Status = Parameters<Parameters<Assessed['until']>[1]>[0];

/** With a warning: to real controllers the Deployments of the scenario have no pods. */
function ready(status: Status): boolean {
  const { Ready, FargateIPv4Available } = verdicts(status);
  return (Ready?.startsWith('True') ?? false) && FargateIPv4Available === 'True EnoughFreeAddresses';
}

function isAboutFargate({ code }: { readonly code: string }): boolean {
  return code === 'CAP-004';
}

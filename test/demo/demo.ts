import { styleText } from 'node:util';
import type { Condition } from '../../src/api/condition.ts';
import type { Ipv6ReadinessStatus } from '../../src/api/status.ts';
import { applyReadiness, type Assessed } from '../support/assessed.ts';
import { type OperatorProcess, startOperatorProcess } from '../support/operator-process.ts';
import type { Parts } from '../world/ports.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { startWorld } from '../world/world.ts';

/*
 * The main job in under a minute, with Node alone: a cluster and an AWS account that live in this process, the operator as
 * a process of its own, one resource. Ends with 0 only if everything it tells was seen.
 */

const profile = 'batch';
/** Of 116 free addresses in two subnets the first wave leaves 13 each, below the warning floor, the second 3 each, below the critical one. */
const firstWave = 90;
const secondWave = 20;
const keep = process.argv.includes('--keep');
const startedAt = performance.now();
const expectedFree = 'ipv6_readiness_fargate_profile_expected_free_ipv4_addresses';

await main();

async function main(): Promise<void> {
  title('An EKS cluster in IPv6 mode, a VPC, and the operator');
  const world = await startWorld(healthyIpv6);
  const operator = await startOperatorProcess({ environment: world.environment(), flags: ['--urgent-interval', '1'] });
  say(`API server ${world.kubernetes.url}, EC2 and EKS ${world.aws.url}, metrics ${operator.url}/metrics`);
  let code = 1;
  try {
    await play(world, operator);
    title('Seen: settled, warned and then blocked before the subnets were empty, mended, ready.');
    code = 0;
    if (keep) await waitForInterrupt(world);
  } catch (error) {
    console.error(paint('red', `Not seen: ${error instanceof Error ? error.message : String(error)}`));
  } finally {
    await operator.stop();
    await world.stop();
  }
  process.exit(code);
}

async function play(world: Parts, operator: OperatorProcess): Promise<void> {
  title('kubectl apply: one Ipv6Readiness');
  const resource = await applyReadiness(world, 'prod');
  const follower = follow(resource);
  await resource.until('every condition settled and Ready True', isReady);
  await follower.pause();
  await summary(resource, operator);

  title(`A rollout: ${firstWave} pods on Fargate profile ${profile}, 20 a second, one IPv4 address each`);
  follower.resume();
  const before = await freeToBe(operator);
  const rollout = world.launchFargatePods({ profile, count: firstWave, perSecond: 20 });
  await resource.until('a warning about Fargate', ({ findings = [] }) =>
    findings.some(({ code }) => code === 'CAP-004'),
  );
  const leftInAws = await addressesLeft(world);
  const after = await freeToBe(operator);
  await follower.pause();
  say(`Warned with ${leftInAws} addresses still free in AWS. Metric ${expectedFree}: ${before} -> ${after}`);
  if (leftInAws === 0) throw new Error('a warning before the subnets were empty');
  if (after >= before) throw new Error('the metric falling with the warning');
  follower.resume();
  await rollout;

  title(`${secondWave} more`);
  await world.launchFargatePods({ profile, count: secondWave, perSecond: 20 });
  await resource.until('Ready False', ({ conditions = [] }) => has(conditions, 'Ready', 'False'));
  await follower.pause();
  if ((await addressesLeft(world)) === 0) throw new Error('Ready False before the subnets were empty');
  await showEvents(world);
  await summary(resource, operator);

  title('Mended: the pods go, their addresses come back');
  follower.resume();
  await world.removeFargatePods(profile, firstWave + secondWave);
  await resource.until('Ready True again, without a warning', isReady, 40_000);
  await follower.pause();
  await summary(resource, operator);
}

function isReady({ conditions = [] }: Ipv6ReadinessStatus): boolean {
  return conditions.some(({ type, status, reason }) => type === 'Ready' && status === 'True' && reason === 'Ready');
}

async function freeToBe(operator: OperatorProcess): Promise<number> {
  return (await operator.metric(expectedFree, { fargate_profile: profile })) ?? Number.NaN;
}

/** Prints every condition when its status or reason becomes another one. */
function follow(resource: Assessed): { pause(): Promise<void>; resume(): void } {
  const shown = new Map<string, string>();
  const look = async (): Promise<void> => {
    for (const condition of (await resource.status())?.conditions ?? []) {
      const now = `${condition.status} ${condition.reason}`;
      if (shown.get(condition.type) !== now) showCondition(condition);
      shown.set(condition.type, now);
    }
  };
  let timer = setInterval(() => void look().catch(() => undefined), 100);
  return {
    async pause() {
      clearInterval(timer);
      await look();
    },
    resume() {
      timer = setInterval(() => void look().catch(() => undefined), 100);
    },
  };
}

function showCondition({ type, status, reason, message }: Condition): void {
  const colour = status === 'True' ? 'green' : status === 'False' ? 'red' : 'yellow';
  say(`${type.padEnd(28)} ${paint(colour, status.padEnd(8))} ${reason}  ${paint('dim', message)}`);
}

async function summary(resource: Assessed, operator: OperatorProcess): Promise<void> {
  const status = await resource.status();
  if (!status) throw new Error('the resource has no status');
  const ready = status.conditions?.find(({ type }) => type === 'Ready');
  const { blockers = 0, warnings = 0, unknown = 0 } = status.summary ?? {};
  say(
    paint(
      'bold',
      `Ready ${ready?.status} (${ready?.reason}): ${blockers} blockers, ${warnings} warnings, ${unknown} unknown`,
    ),
  );
  for (const subnet of fargateSubnets(status)) {
    const free = await operator.metric('ipv6_readiness_subnet_free_ipv4_addresses', { subnet_id: subnet.id });
    say(
      `  ${(subnet.name ?? subnet.id).padEnd(12)} ${subnet.ipv4Cidr?.padEnd(16)} ${bar(free ?? 0, subnet.usableIPv4)} ${free} of ${subnet.usableIPv4} free`,
    );
  }
}

function fargateSubnets({ subnets = [] }: Ipv6ReadinessStatus): NonNullable<Ipv6ReadinessStatus['subnets']> {
  return subnets.filter(({ roles }) => roles.includes('Fargate'));
}

function bar(free: number, usable: number): string {
  const used = Math.round((20 * (usable - free)) / usable);
  return paint(free < usable / 10 ? 'red' : 'green', '█'.repeat(used) + '░'.repeat(20 - used));
}

async function showEvents(world: Parts): Promise<void> {
  const events = await world.list({ apiVersion: 'events.k8s.io/v1', resource: 'events', namespace: 'default' });
  const about = events.filter(({ action }) => action === 'FargateIPv4Available' || action === 'Ready');
  if (!about.some(({ type, action }) => type === 'Warning' && action === 'FargateIPv4Available'))
    throw new Error('no event about Fargate');
  for (const { type, reason, note } of about)
    say(paint('cyan', `event  ${String(type).padEnd(8)} ${String(reason).padEnd(24)} ${String(note)}`));
}

/** As AWS has it, whatever the operator believes. */
async function addressesLeft(world: Parts): Promise<number> {
  const nodes = await world.list({ apiVersion: 'v1', resource: 'nodes' });
  const subnetIds = healthyIpv6.fargateProfiles.find(({ name }) => name === profile)?.subnetIds ?? [];
  const free = healthyIpv6.subnets
    .filter(({ id }) => subnetIds.includes(id))
    .reduce((sum, { freeIpv4 }) => sum + freeIpv4, 0);
  const atStart = healthyIpv6.objects.filter(({ metadata }) => metadata.name.startsWith('fargate-ip-')).length;
  return free + atStart - nodes.filter(({ metadata }) => metadata.name.startsWith('fargate-ip-')).length;
}

async function waitForInterrupt(world: Parts): Promise<void> {
  say(
    `Left running. KUBECONFIG=${world.kubernetes.kubeconfigFor('admin')} kubectl get v6r -o wide    (Ctrl-C ends it)`,
  );
  await new Promise<void>((resolve) => {
    process.once('SIGINT', resolve);
    process.once('SIGTERM', resolve);
  });
}

function has(conditions: readonly Condition[], type: string, status: Condition['status']): boolean {
  return conditions.some((condition) => condition.type === type && condition.status === status);
}

function title(text: string): void {
  console.log(`\n${paint('bold', text)}`);
}

function say(text: string): void {
  console.log(`${paint('dim', `${((performance.now() - startedAt) / 1000).toFixed(1).padStart(5)} s`)}  ${text}`);
}

function paint(format: Parameters<typeof styleText>[0], text: string): string {
  return styleText(format, text, { stream: process.stdout });
}

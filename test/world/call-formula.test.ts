import { coldCalls } from '../support/cold-calls.ts';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { isObserved } from '../../src/snapshot/section.ts';
import { sectionTable, awsSectionNames } from '../../src/snapshot/section-table.ts';
import { applyReadiness, isSettled, verdicts } from '../support/assessed.ts';
import { type CallCounts, callsDeclared, callsMade, quantitiesOf } from '../support/declared-calls.ts';
import { aLargeScenario } from '../support/large-scenario.ts';
import { observeAws } from '../support/observed-aws.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import { behindTransitGateway } from './scenarios/topologies/behind-transit-gateway.ts';
import { fullyPrivate } from './scenarios/topologies/fully-private.ts';
import { startWorld } from './world.ts';

const nodes = 5_000;
const scenario = aLargeScenario(nodes);
const second = 1_000;
const minute = 60 * second;

/** Sections that nobody has to ask for. */
const alwaysRead = awsSectionNames.filter((name) => sectionTable[name].feature === undefined);

/** Reads of a section in half an hour, at the paces of production. */
const readsInHalfAnHour = { fast: 60, slow: 3, constant: 0, watch: 0 } as const;

function total(calls: CallCounts): number {
  return Object.values(calls).reduce((sum, each) => sum + each, 0);
}

test('the formula grows with nodes by pages of instances and of interfaces, and by nothing else', () => {
  const [few, many] = [callsDeclared(aLargeScenario(200)), callsDeclared(scenario)];
  expect(many).toEqual({ ...few, 'ec2:DescribeInstances': 25, 'ec2:DescribeNetworkInterfaces': 5 });
  expect([few['ec2:DescribeInstances'], few['ec2:DescribeNetworkInterfaces']]).toEqual([1, 1]);
  expect(total(many)).toBe(65);
});

test('subnets cost a page a thousand', () => {
  const pages = [0, 1, 1_000, 1_001, 10_000].map((subnets) => coldCalls({ subnets }).get('ec2:DescribeSubnets'));
  expect(pages).toEqual([1, 1, 1, 2, 10]);
});

test('prefix lists in routes cost a call for each hundred entries, and those in routes to gateway endpoints none', async () => {
  const entries = Array.from({ length: 201 }, (_, index) => `172.16.${index}.0/24`);
  const prefixLists = (behindTransitGateway.scenario.prefixLists ?? []).map((list) => ({ ...list, entries }));
  const routed = { ...behindTransitGateway.scenario, prefixLists };
  for (const [of, calls] of [
    [routed, 3],
    [fullyPrivate.scenario, undefined],
  ] as const) {
    const observed = await observeAws(of);
    await observed.pass(second);
    const made = callsMade(observed.aws);
    await observed.stop();
    expect(made).toEqual(callsDeclared(of));
    expect(made['ec2:GetManagedPrefixListEntries']).toBe(calls);
  }
});

test(`the first assessment of ${nodes} nodes makes the declared calls; then subnets are polled, and the rest goes its own pace`, async () => {
  const observed = await observeAws(scenario);
  const { aws } = observed;
  try {
    await observed.pass(second);
    const sections = observed.sections();
    const whole = alwaysRead.filter((name) => {
      const section = sections[name];
      return isObserved<unknown>(section) && section.gaps.length === 0;
    });
    expect(whole).toEqual(alwaysRead);
    expect(isObserved(sections.instances) && sections.instances.value.reduce((sum, { count }) => sum + count, 0)).toBe(
      nodes,
    );
    expect(callsMade(aws)).toEqual(callsDeclared(scenario));

    aws.clearLedger();
    await observed.pass(9 * minute);
    expect(callsMade(aws)).toEqual({ 'ec2:DescribeSubnets': 18 });

    await observed.pass(21 * minute);
    const expected = new Map<string, number>();
    for (const name of alwaysRead) {
      const reads = readsInHalfAnHour[sectionTable[name].pace];
      for (const [action, calls] of coldCalls(quantitiesOf(scenario), { sections: [name] })) {
        if (reads * calls > 0) expected.set(action, (expected.get(action) ?? 0) + reads * calls);
      }
    }
    const made = callsMade(aws);
    expect(made).toEqual(Object.fromEntries(expected));
    // A hundredth of what EC2 gives one action alone, for all of them together.
    expect(total(made) / (30 * 60)).toBeLessThan(0.2);
  } finally {
    await observed.stop();
  }
});

test(`an operator that settles for ${nodes} nodes has made the declared calls, and then asks for subnets alone`, async () => {
  const world = await startWorld(scenario);
  const { aws } = world;
  const operator = await startOperatorProcess({
    environment: world.environment(),
    flags: ['--subnet-interval', '2'],
  });
  try {
    const resource = await applyReadiness(world, 'prod');
    const status = await resource.until('settled', isSettled, 40_000);
    const { Ready, InputsObserved } = verdicts(status);
    expect([Ready, InputsObserved]).toEqual(['True Ready', 'True AllInputsObserved']);
    // Of subnets, which are polled every 2 s here, the first read.
    const { 'ec2:DescribeSubnets': polls, ...others } = callsMade(aws);
    expect({ 'ec2:DescribeSubnets': Math.min(1, polls ?? 0), ...others }).toEqual(callsDeclared(scenario));

    aws.clearLedger();
    await delay(5 * second);
    const { 'ec2:DescribeSubnets': pages, ...more } = callsMade(aws);
    expect(more).toEqual({});
    expect([1, 2, 3]).toContain(pages);
  } finally {
    await operator.stop();
    await world.stop();
  }
});

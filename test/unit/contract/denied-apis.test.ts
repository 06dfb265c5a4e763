import { describe, expect, test } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { ClusterObserver } from '../../../src/observe/cluster-observer.ts';
import { defaultPaces } from '../../../src/observe/paces.ts';
import { buildReport, type Report } from '../../../src/report/report.ts';
import { optionalReads } from '../../../src/snapshot/policy.ts';
import type { ReadFailure } from '../../../src/snapshot/section.ts';
import { sectionTable, awsSectionNames, type AwsSectionName } from '../../../src/snapshot/section-table.ts';
import type { SectionName } from '../../../src/snapshot/snapshot.ts';
import { aPolicy } from '../../support/builders.ts';
import { FakeAwsReader } from '../../support/fake-aws-reader.ts';
import { FakeClusterView } from '../../support/fake-cluster-view.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

const minute = 60_000;

/** Sections of which nothing can be asked while another is not known: written down here, not read from the product. */
const askedOnceKnown: Readonly<Partial<Record<AwsSectionName, readonly AwsSectionName[]>>> = {
  cluster: [
    'vpc',
    'subnets',
    'vpcDns',
    'routeTables',
    'routedPrefixLists',
    'internetGateways',
    'egressOnlyInternetGateways',
    'natGateways',
    'blockPublicAccess',
    'vpcEndpoints',
    'vpcPeerings',
    'networkAcls',
    'securityGroups',
    'instances',
    'subnetUse',
    'subnetReservations',
    'loadBalancers',
    'addons',
    'addonVersions',
    'podIdentity',
  ],
  subnets: ['subnetReservations'],
  nodeGroups: ['launchTemplates', 'subnetReservations', 'cniPermissions'],
  routeTables: ['routedPrefixLists'],
  vpcEndpoints: ['endpointServices'],
  instances: ['securityGroups', 'cniPermissions'],
  securityGroups: ['prefixLists'],
  mountTargets: ['mountTargetGroups'],
  podIdentity: ['cniPermissions'],
  addons: ['cniPermissions'],
};

const actions = [...new Set(awsSectionNames.flatMap((name) => sectionTable[name].aws.map(({ action }) => action)))];
const pairs = actions.flatMap((one, index) => actions.slice(index + 1).map((other) => [one, other]));

function readBy(action: string): readonly AwsSectionName[] {
  return awsSectionNames.filter((name) => sectionTable[name].aws.some((read) => read.action === action));
}

/** Everything that cannot be known while these actions fail. */
function lostWith(failing: readonly string[]): ReadonlySet<SectionName> {
  const lost = new Set(failing.flatMap(readBy));
  for (const name of lost) for (const each of askedOnceKnown[name] ?? []) lost.add(each);
  return lost;
}

interface Stage {
  /** When the actions begin to fail: before the first read, or once all is green. */
  readonly from: 'the start' | 'then on';
  readonly failing: readonly string[];
  readonly failure: (action: string) => ReadFailure;
}

async function reportWhile({ from, failing, failure }: Stage): Promise<Report> {
  const clock = virtualClock();
  const aws = new FakeAwsReader();
  const view = new FakeClusterView(clock);
  const observer = new ClusterObserver({
    clusterName: 'prod',
    reader: aws,
    view,
    clock,
    paces: defaultPaces,
    onChange: () => undefined,
    random: () => 0.5,
  });
  observer.setWanted('prod', optionalReads);
  const fail = (): void => {
    for (const action of failing) for (const name of readBy(action)) aws.failures.set(name, failure(action));
  };
  if (from === 'the start') fail();
  observer.start();
  await clock.advance(0);
  await clock.advance(1_000);
  if (from === 'then on') {
    fail();
    // Longer than any answer counts: types and versions are asked for once a day.
    await clock.advance(72 * 60 * minute);
  }
  const sections = { ...observer.sections(), ...view.sections() };
  await observer.stop();
  const policy = aPolicy({ goal: 'Operate', optionalReads });
  return buildReport(checks, { asOf: clock.now(), policy, clusterName: 'prod', region: 'eu-west-1', sections });
}

/** Outcome and reason by code; of Unknown the outcome alone, which has the reason of the failure. */
const verdicts = ({ results }: Report): Readonly<Record<string, string>> =>
  Object.fromEntries(results.map((each) => [each.check.code, verdict(each)]));

function verdict({ outcome, reason }: Report['results'][number]): string {
  return outcome === 'unknown' ? outcome : `${outcome} ${reason}`;
}

const green = await reportWhile({ from: 'the start', failing: [], failure: denial });

function denial(action: string): ReadFailure {
  return { reason: 'AccessDenied', message: `Not allowed: ${action}.`, permission: action };
}

const throttling = (action: string): ReadFailure => ({ reason: 'Throttled', message: `${action} is throttled.` });

/** Exactly the checks that need what is lost are Unknown; all others say what they said. */
function expected(lost: ReadonlySet<SectionName>): Readonly<Record<string, string>> {
  const entries = green.results.map((result) => {
    const { code, needs, goals } = result.check;
    const isLost = goals.includes('Operate') && needs.some((need) => lost.has(need));
    return [code, isLost ? 'unknown' : verdict(result)];
  });
  return Object.fromEntries(entries);
}

test('all is observed, and nothing is amiss, while every API answers', () => {
  expect(green.inputs).toEqual([]);
  expect(green.results.filter(({ outcome }) => !['pass', 'info', 'notApplicable'].includes(outcome))).toEqual([]);
});

describe.each(actions)('%s', (action) => {
  test('denied from the start: exactly the checks that hang on it are Unknown, and it is named', async () => {
    const report = await reportWhile({ from: 'the start', failing: [action], failure: denial });
    expect(verdicts(report)).toEqual(expected(lostWith([action])));
    const isNeeded = report.needed.some((name) => readBy(action).some((each) => each === name));
    expect(JSON.stringify(report.inputs).includes(action)).toBe(isNeeded);
  });

  test('throttled from the start: the same checks are Unknown', async () => {
    const report = await reportWhile({ from: 'the start', failing: [action], failure: throttling });
    expect(verdicts(report)).toEqual(expected(lostWith([action])));
  });

  test('denied once all was green: the checks that need it are Unknown, and no other than those that hang on it', async () => {
    const report = await reportWhile({ from: 'then on', failing: [action], failure: denial });
    const [least, most] = [expected(new Set(readBy(action))), expected(lostWith([action]))];
    for (const [code, said] of Object.entries(verdicts(report))) {
      // What is asked of a VPC or a group that was once known goes on being asked.
      expect([code, [least[code], most[code]].includes(said)]).toEqual([code, true]);
    }
  });
});

test(`${pairs.length} pairs of denied actions: exactly the checks that hang on either are Unknown`, async () => {
  for (const failing of pairs) {
    const report = await reportWhile({ from: 'the start', failing, failure: denial });
    expect({ failing, verdicts: verdicts(report) }).toEqual({ failing, verdicts: expected(lostWith(failing)) });
  }
});

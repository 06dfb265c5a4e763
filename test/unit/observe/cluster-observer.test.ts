import { beforeEach, describe, expect, test } from 'vitest';
import { ClusterObserver } from '../../../src/observe/cluster-observer.ts';
import { defaultPaces } from '../../../src/observe/paces.ts';
import { sectionTable, awsSectionNames, type AwsSectionName } from '../../../src/snapshot/section-table.ts';
import { isObserved, notObserved } from '../../../src/snapshot/section.ts';
import { aCluster, aNodeGroup, aVpc, fargateNodes, nodes, pods, threeSubnets } from '../../support/builders.ts';
import { FakeAwsReader, forbidden, throttled } from '../../support/fake-aws-reader.ts';
import { FakeClusterView } from '../../support/fake-cluster-view.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';

const minute = 60_000;
const hour = 60 * minute;

let clock: VirtualClock;
let aws: FakeAwsReader;
let view: FakeClusterView;
let observer: ClusterObserver;
let changes: number;

beforeEach(() => {
  clock = virtualClock();
  aws = new FakeAwsReader();
  view = new FakeClusterView(clock);
  changes = 0;
  observer = new ClusterObserver({
    clusterName: 'prod',
    reader: aws,
    view,
    clock,
    paces: defaultPaces,
    onChange: () => changes++,
    random: () => 0.5,
  });
});

async function started(): Promise<void> {
  observer.start();
  await clock.advance(0);
}

/** How often each section was read while the time passed. */
async function readsDuring(ms: number): Promise<Readonly<Record<string, number>>> {
  aws.calls.length = 0;
  await clock.advance(ms);
  const counts = new Map<string, number>();
  for (const call of aws.calls) {
    const [name = ''] = call.split(' ');
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** Sections of AWS that nobody has to ask for. */
const alwaysRead = awsSectionNames.filter((name) => sectionTable[name].feature === undefined);

function isSeen(name: AwsSectionName): boolean {
  const section = observer.sections()[name];
  return isObserved<unknown>(section) && section.freshUntil >= clock.now();
}

describe('the first reads', () => {
  test('are one of each section, the VPC and its subnets once the cluster has told which', async () => {
    await started();
    expect(aws.calls.flatMap((call) => call.split(' ').slice(0, 1)).toSorted()).toEqual(alwaysRead.toSorted());
    expect(aws.calls).toEqual(
      expect.arrayContaining(['cluster prod', 'instanceTypes m5.large', 'subnets vpc-1', 'vpcDns {"vpcId":"vpc-1"}']),
    );
    expect(alwaysRead.filter((name) => !isSeen(name))).toEqual([]);
  });

  test('ask nothing of a VPC that is not known, and give the reason of the cluster', async () => {
    aws.failures.set('cluster', { reason: 'NotFound', message: 'No cluster prod.' });
    await started();
    await clock.advance(5 * minute);
    expect([aws.countOf('vpc'), aws.countOf('subnets')]).toEqual([0, 0]);
    const { vpc, subnets } = observer.sections();
    expect([vpc, subnets]).toEqual(Array(2).fill(notObserved('NotFound', 'No cluster prod.')));
    aws.failures.clear();
    await clock.advance(10 * minute);
    expect([isSeen('vpc'), isSeen('subnets')]).toEqual([true, true]);
  });
});

describe('the pace', () => {
  test('while nothing moves is the one each section declares', async () => {
    await started();
    const anHour = { slow: 6, fast: 120, constant: 0, watch: 0 };
    const declared = alwaysRead.map((name) => [name, anHour[sectionTable[name].pace]] as const);
    expect(await readsDuring(hour)).toEqual(Object.fromEntries(declared.filter(([, reads]) => reads > 0)));
  });

  test('of instance types is once a day', async () => {
    await started();
    expect((await readsDuring(72 * hour))['instanceTypes']).toBe(3);
  });

  test('of subnets is urgent while it is for anybody, and only then', async () => {
    await started();
    observer.setUrgent('one', true);
    observer.setUrgent('two', true);
    observer.setUrgent('one', false);
    expect((await readsDuring(10 * minute))['subnets']).toBe(60);
    observer.setUrgent('two', false);
    await clock.advance(minute);
    expect((await readsDuring(10 * minute))['subnets']).toBe(20);
  });

  test('nothing changes without a change', async () => {
    await started();
    changes = 0;
    await clock.advance(24 * hour);
    expect(changes).toBe(0);
    aws.world.vpc = aVpc({ ipv6Cidrs: [] });
    await clock.advance(10 * minute);
    expect(changes).toBe(1);
  });
});

describe('a section whose read fails', () => {
  test('with a refusal is not observed at the next read, and neither is any other', async () => {
    await started();
    aws.failures.set('subnets', forbidden);
    await clock.advance(30_000);
    expect(observer.sections().subnets).toEqual({ notObserved: forbidden });
    expect((['cluster', 'vpc', 'nodeGroups', 'fargateProfiles', 'instanceTypes'] as const).every(isSeen)).toBe(true);
    aws.failures.clear();
    await clock.advance(30_000);
    expect(isSeen('subnets')).toBe(true);
  });

  test('for a while counts until its budget is spent', async () => {
    await started();
    aws.failures.set('subnets', throttled);
    await clock.advance(180_000);
    expect(isSeen('subnets')).toBe(true);
    await clock.advance(1);
    expect(isSeen('subnets')).toBe(false);
    expect(observer.sections().subnets).toMatchObject({ failing: throttled });
  });

  test.each([
    ['slow', 'vpc', 30 * minute],
    ['constant', 'instanceTypes', 7 * 24 * hour],
  ] as const)('keeps a %s one for the budget of its pace', async (_, name, budgetMs) => {
    await started();
    aws.failures.set(name, throttled);
    await clock.advance(budgetMs);
    expect(isSeen(name)).toBe(true);
    await clock.advance(1);
    expect(isSeen(name)).toBe(false);
  });

  test('is tried again after 15 s, then twice that each time, up to its own pace', async () => {
    await started();
    aws.failures.set('vpc', throttled);
    await clock.advance(10 * minute);
    const attempts: number[] = [];
    for (let left = 2_000; left > 0; left--) {
      const before = aws.countOf('vpc');
      await clock.advance(1_000);
      if (aws.countOf('vpc') > before) attempts.push(2_001 - left);
    }
    expect(attempts.map((at, index) => at - (attempts[index - 1] ?? 0))).toEqual([15, 30, 60, 120, 240, 480, 600]);
  });

  test('in part keeps what was read, with the gap', async () => {
    await started();
    aws.gaps.set('nodeGroups', ['node group blue could not be described']);
    await clock.advance(10 * minute);
    expect(observer.sections().nodeGroups).toMatchObject({ gaps: ['node group blue could not be described'] });
  });

  test('by never ending holds up no other', async () => {
    aws.hanging.add('nodeGroups').add('vpc');
    await started();
    expect((['cluster', 'subnets', 'fargateProfiles'] as const).every(isSeen)).toBe(true);
    expect([isSeen('nodeGroups'), isSeen('vpc')]).toEqual([false, false]);
    expect(await readsDuring(hour)).toMatchObject({ cluster: 6, fargateProfiles: 6, subnets: 120, routeTables: 6 });
    aws.release('vpc');
    await clock.advance(0);
    expect(isSeen('vpc')).toBe(true);
  });
});

describe('Fargate pods that come and go', () => {
  test('have the subnets counted at once, then no more often than the urgent pace', async () => {
    await started();
    await clock.advance(20_000);
    expect(aws.countOf('subnets')).toBe(1);
    aws.calls.length = 0;
    for (let second = 0; second < 55; second++) {
      view.set({ pods: [pods(second + 1, { fargateProfile: 'batch', placement: 'waiting' })] });
      observer.clusterChanged();
      await clock.advance(1_000);
    }
    expect(aws.countOf('subnets')).toBe(6);
  });

  test('are told from other pods', async () => {
    await started();
    await clock.advance(20_000);
    view.set({ pods: [pods(500)], nodes: [nodes(['a', 'b'])] });
    observer.clusterChanged();
    await clock.advance(5_000);
    expect(aws.countOf('subnets')).toBe(1);
  });

  test('are counted as they were when the read began, so that one that joins meanwhile is not missed', async () => {
    view.set({ nodes: [fargateNodes(4)] });
    aws.hanging.add('subnets');
    await started();
    view.set({ nodes: [fargateNodes(9)] });
    aws.release('subnets');
    await clock.advance(0);
    expect(observer.sections().subnets).toMatchObject({ value: { fargateNodesByBlock: { '10.0.0.16/28': 4 } } });
  });

  test('that could not be seen when subnets were counted do not pass for newcomers once they are', async () => {
    view.lost.set('nodes', notObserved('AccessDenied', 'Not allowed.'));
    view.set({ nodes: [fargateNodes(50)] });
    await started();
    expect(observer.sections().subnets).toMatchObject({ value: { fargateNodesByBlock: {} } });
    view.lost.clear();
    expect(observer.sections().subnets).toMatchObject({ value: { fargateNodesByBlock: { '10.0.0.16/28': 50 } } });
    observer.clusterChanged();
    await clock.advance(10_000);
    expect(aws.countOf('subnets')).toBe(2);
  });
});

describe('instance types', () => {
  test('are asked for nodes and node groups together, once both are known', async () => {
    view.lost.set('nodes', notObserved('NotYetObserved', 'The cache of nodes has not synced yet.'));
    view.set({ nodes: [nodes(['a'], { instanceType: 'c7g.large' })] });
    await started();
    expect(aws.countOf('instanceTypes')).toBe(0);
    view.lost.clear();
    observer.clusterChanged();
    await clock.advance(0);
    expect(aws.calls.filter((call) => call.startsWith('instanceTypes'))).toEqual(['instanceTypes c7g.large,m5.large']);
  });

  test('that were denied for a day are there ten minutes after they are allowed', async () => {
    aws.failures.set('instanceTypes', forbidden);
    await started();
    await clock.advance(24 * hour);
    aws.failures.clear();
    await clock.advance(10 * minute);
    expect(isSeen('instanceTypes')).toBe(true);
  });

  test('are asked anew for a new name, not for more nodes and not for a name that is gone', async () => {
    await started();
    await clock.advance(minute);
    aws.calls.length = 0;
    const add = async (...types: string[]): Promise<readonly string[]> => {
      view.set({ nodes: types.map((instanceType) => nodes(['n'], { instanceType })) });
      observer.clusterChanged();
      await clock.advance(minute);
      return aws.calls.filter((call) => call.startsWith('instanceTypes'));
    };
    expect(await add('m5.large', 'm5.large')).toEqual([]);
    expect(await add('m5.large', 'x2.large')).toEqual(['instanceTypes m5.large,x2.large']);
    expect(await add('m5.large')).toHaveLength(1);
    expect(await add('m5.large', 'x2.large')).toHaveLength(1);
    aws.world.nodeGroups = [aNodeGroup({ instanceTypes: ['r8g.large'] })];
    await clock.advance(10 * minute);
    expect(aws.calls.filter((call) => call.startsWith('instanceTypes')).at(-1)).toBe(
      'instanceTypes m5.large,r8g.large,x2.large',
    );
  });

  test('that EC2 does not know are a gap only while somebody uses them', async () => {
    view.set({ nodes: [nodes(['a'], { instanceType: 'm5.large' }), nodes(['b'], { instanceType: 'odd.large' })] });
    aws.gaps.set('instanceTypes', ['EC2 knows no type odd.large']);
    await started();
    await clock.advance(minute);
    aws.gaps.clear();
    view.set({ nodes: [nodes(['a'])] });
    observer.clusterChanged();
    await clock.advance(0);
    expect(observer.sections().instanceTypes).toMatchObject({ gaps: [] });
  });

  test('of no EC2 nodes at all are an empty answer', async () => {
    view.set({ nodes: [] });
    aws.world.nodeGroups = [];
    await started();
    expect(aws.calls).toContain('instanceTypes ');
    expect(isSeen('instanceTypes')).toBe(true);
  });
});

describe('another cluster under the old name', () => {
  test('takes with it what was seen of the old VPC, also what is still on its way', async () => {
    await started();
    await clock.advance(minute);
    aws.hanging.add('subnets');
    await clock.advance(minute);
    aws.hanging.add('vpc');
    aws.world.cluster = aCluster({ vpcId: 'vpc-2' });
    aws.world.subnets = threeSubnets({ ipv6Cidrs: [] });
    await clock.advance(8 * minute);
    expect(observer.sections().cluster).toMatchObject({ value: { vpcId: 'vpc-2' } });
    expect(observer.sections().vpc).toMatchObject({ notObserved: { reason: 'NotYetObserved' } });
    expect(observer.sections().subnets).toMatchObject({ notObserved: { reason: 'NotYetObserved' } });
    aws.release('subnets');
    aws.hanging.add('subnets');
    await clock.advance(0);
    expect(aws.calls.at(-1)).toBe('subnets vpc-2');
    expect(observer.sections().subnets).toMatchObject({ notObserved: { reason: 'NotYetObserved' } });
    aws.release('subnets');
    await clock.advance(0);
    expect(observer.sections().subnets).toMatchObject({ value: { all: [{ ipv6Cidrs: [] }, {}, {}] } });
  });
});

describe('a refresh', () => {
  test('reads anew what is not quite new, and cannot be made to read more often than that', async () => {
    await started();
    await clock.advance(minute);
    aws.calls.length = 0;
    for (let second = 0; second < 110; second++) {
      observer.refresh();
      await clock.advance(1_000);
    }
    expect(
      ['cluster', 'vpc', 'nodeGroups', 'fargateProfiles'].map(
        (name) => aws.calls.filter((call) => call.startsWith(`${name} `)).length,
      ),
    ).toEqual([2, 2, 2, 2]);
    expect(aws.countOf('subnets')).toBeLessThanOrEqual(12);
    expect(aws.countOf('instanceTypes')).toBe(0);
  });
});

describe('a subnet that EC2 no longer lists (F65)', () => {
  const listed = () => {
    const { subnets } = observer.sections();
    return isObserved(subnets) ? subnets.value.all.length : 'not observed';
  };

  test('is gone when two answers in a row lack it, the second of which comes at the urgent pace', async () => {
    await started();
    aws.world.subnets = threeSubnets().slice(1);
    await clock.advance(33_000);
    expect([listed(), aws.countOf('subnets')]).toEqual([3, 2]);
    await clock.advance(11_000);
    expect([listed(), aws.countOf('subnets')]).toEqual([2, 3]);
    expect((await readsDuring(10 * minute))['subnets']).toBe(20);
  });

  test('and lists again at once changes nothing and tells nobody', async () => {
    await started();
    changes = 0;
    for (let flap = 0; flap < 3; flap++) {
      aws.world.subnets = threeSubnets().slice(1);
      await clock.advance(33_000);
      aws.world.subnets = threeSubnets();
      await clock.advance(40_000);
      expect(listed()).toBe(3);
    }
    expect(changes).toBe(0);
  });

  test('makes nothing stay fresh: one that goes missing in turn with another ends as stale', async () => {
    await started();
    for (let answer = 0; answer < 40; answer++) {
      aws.world.subnets = answer % 2 === 0 ? threeSubnets().slice(1) : threeSubnets().slice(0, 2);
      await clock.advance(10_000);
    }
    expect(isSeen('subnets')).toBe(false);
  });
});

test('stop aborts what hangs and reads nothing more', async () => {
  aws.hanging.add('vpc').add('subnets');
  await started();
  await observer.stop();
  expect(aws.aborted.toSorted()).toEqual(['subnets', 'vpc']);
  expect(await readsDuring(hour)).toEqual({});
  expect(clock.pending()).toEqual([]);
});

describe('an optional section', () => {
  const reads = (): number => aws.countOf('loadBalancers');

  test('is read while anybody wants it, and not before', async () => {
    await started();
    await clock.advance(hour);
    expect(reads()).toBe(0);
    observer.setWanted('one', ['LoadBalancers']);
    observer.setWanted('two', ['LoadBalancers']);
    await clock.advance(minute);
    expect(reads()).toBe(1);
    observer.setWanted('one', []);
    await clock.advance(hour);
    expect(reads()).toBe(7);
    observer.setWanted('two', []);
    await clock.advance(hour);
    expect(reads()).toBe(7);
  });
});

describe('a question that changes', () => {
  const changeSubnets = (): void => {
    aws.world.cluster = aCluster({ subnetIds: ['subnet-a', 'subnet-b'] });
    aws.world.nodeGroups = [aNodeGroup({ subnetIds: ['subnet-a'] })];
    aws.world.fargateProfiles = [];
  };

  test('is asked soon; until it is answered, what is known has a gap', async () => {
    await started();
    changeSubnets();
    aws.hanging.add('subnetReservations');
    await clock.advance(11 * minute);
    expect(observer.sections().subnetReservations).toMatchObject({
      gaps: ['what it is asked for has changed since the last answer'],
    });
    aws.release('subnetReservations');
    await clock.advance(minute);
    expect(observer.sections().subnetReservations).toMatchObject({ gaps: [] });
  });

  test('of another VPC takes with it what was seen of the old one', async () => {
    await started();
    expect(isSeen('routeTables')).toBe(true);
    aws.hanging.add('routeTables');
    aws.world.cluster = aCluster({ vpcId: 'vpc-2' });
    await clock.advance(11 * minute);
    expect(observer.sections().routeTables).toMatchObject({ notObserved: { reason: 'NotYetObserved' } });
    aws.release('routeTables');
    await clock.advance(minute);
    expect(aws.calls).toContain('routeTables {"vpcId":"vpc-2"}');
    expect(isSeen('routeTables')).toBe(true);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import { checks } from '../../../src/checks/index.ts';
import { Observation } from '../../../src/observe/observation.ts';
import { defaultPaces } from '../../../src/observe/paces.ts';
import type { TargetDefaults } from '../../../src/observe/target.ts';
import { toStatus } from '../../../src/render/status.ts';
import { buildReport } from '../../../src/report/report.ts';
import { isObserved, notObserved } from '../../../src/snapshot/section.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { aCluster, aPolicy, nodes, threeSubnets } from '../../support/builders.ts';
import { FakeAwsReader, forbidden } from '../../support/fake-aws-reader.ts';
import { FakeClusterView, notSynced } from '../../support/fake-cluster-view.ts';
import { type VirtualClock, virtualClock } from '../../support/virtual-clock.ts';

const prod = { cluster: { name: 'prod', region: 'eu-west-1' } };
const policy = aPolicy();

let clock: VirtualClock;
let view: FakeClusterView;
let readers: Map<string, FakeAwsReader>;
let changed: (readonly string[])[];

beforeEach(() => {
  clock = virtualClock();
  view = new FakeClusterView(clock);
  readers = new Map();
  changed = [];
});

function anObservation(defaults: TargetDefaults = {}): Observation {
  return new Observation({
    view,
    clock,
    paces: defaultPaces,
    defaults,
    readerFor: (region) => readerIn(region),
    onChange: (keys) => changed.push(keys),
    random: () => 0.5,
  });
}

function readerIn(region = 'eu-west-1'): FakeAwsReader {
  const reader = readers.get(region) ?? new FakeAwsReader();
  readers.set(region, reader);
  return reader;
}

function calls(): readonly string[] {
  return [...readers.values()].flatMap((reader) => reader.calls);
}

function awsReasons({ sections }: Snapshot): readonly (string | undefined)[] {
  const { cluster, vpc, subnets, nodeGroups, fargateProfiles, instanceTypes } = sections;
  return [cluster, vpc, subnets, nodeGroups, fargateProfiles, instanceTypes].map((section) =>
    isObserved<unknown>(section) ? undefined : section.notObserved.reason,
  );
}

const all = (reason: string | undefined): readonly (string | undefined)[] => Array(6).fill(reason);

describe('what is read', () => {
  test('is not waited for: the first snapshot says that nothing was read, a later one has it all', async () => {
    const observation = anObservation();
    const first = observation.observe('one', prod, policy);
    expect(awsReasons(first)).toEqual(all('NotYetObserved'));
    expect(first).toMatchObject({ asOf: clock.now(), clusterName: 'prod', region: 'eu-west-1', policy });
    await clock.advance(0);
    expect(changed.flat()).toContain('one');
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all(undefined));
  });

  test('for twenty resources on one cluster costs the calls of one', async () => {
    const single = anObservation();
    single.observe('one', prod, policy);
    await clock.advance(3_600_000);
    const callsOfOne = calls().toSorted();
    await single.stop();
    readers.clear();

    const shared = anObservation();
    for (let i = 0; i < 20; i++) shared.observe(`resource-${i}`, prod, policy);
    await clock.advance(3_600_000);
    expect(calls().toSorted()).toEqual(callsOfOne);
    expect(changed.at(-1)).toHaveLength(20);
  });

  test('is apart for other clusters and Regions', async () => {
    const observation = anObservation();
    view.set({ self: { clusterNames: [], regions: [] } });
    observation.observe('one', prod, policy);
    observation.observe('two', { cluster: { name: 'prod', region: 'us-east-1' } }, policy);
    observation.observe('three', { cluster: { name: 'other', region: 'eu-west-1' } }, policy);
    await clock.advance(0);
    expect(readerIn('us-east-1').countOf('cluster')).toBe(1);
    expect(
      readerIn()
        .calls.filter((call) => call.startsWith('cluster'))
        .toSorted(),
    ).toEqual(['cluster other', 'cluster prod']);
  });
});

describe('who uses it', () => {
  test('a cluster is read until the last resource that names it is gone', async () => {
    const observation = anObservation();
    observation.observe('one', prod, policy);
    observation.observe('two', prod, policy);
    await clock.advance(0);
    await observation.forget('one');
    readerIn().calls.length = 0;
    await clock.advance(30_000);
    expect(readerIn().calls).toEqual(['subnets vpc-1']);
    await observation.forget('two');
    readerIn().calls.length = 0;
    await clock.advance(3_600_000);
    expect(readerIn().calls).toEqual([]);
    expect(clock.pending()).toEqual([]);
  });

  test('a resource that names another cluster leaves the first', async () => {
    view.set({ self: { clusterNames: [], regions: [] } });
    const observation = anObservation();
    observation.observe('one', prod, policy);
    await clock.advance(0);
    observation.observe('one', { cluster: { name: 'other', region: 'eu-west-1' } }, policy);
    await clock.advance(0);
    readerIn().calls.length = 0;
    await clock.advance(700_000);
    expect(readerIn().calls.filter((call) => call.includes('prod'))).toEqual([]);
    expect(readerIn().calls).toContain('cluster other');
  });

  test('a resource whose cluster contradicts it leaves what it read before', async () => {
    const observation = anObservation();
    observation.observe('one', prod, policy);
    await clock.advance(0);
    view.set({ self: { clusterNames: ['other'], regions: [] } });
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('ClusterNameAmbiguous'));
    readerIn().calls.length = 0;
    await clock.advance(3_600_000);
    expect(readerIn().calls).toEqual([]);
  });

  test('urgency ends with the resource that asked for it', async () => {
    const observation = anObservation();
    observation.observe('one', prod, policy);
    observation.observe('two', prod, policy);
    await clock.advance(0);
    observation.setUrgent('one', true);
    observation.setUrgent('two', false);
    readerIn().calls.length = 0;
    await clock.advance(300_000);
    expect(readerIn().countOf('subnets')).toBe(30);
    await observation.forget('one');
    await clock.advance(30_000);
    readerIn().calls.length = 0;
    await clock.advance(300_000);
    expect(readerIn().countOf('subnets')).toBe(10);
  });

  test('stop ends every read', async () => {
    const observation = anObservation();
    readerIn().hanging.add('cluster');
    observation.observe('one', prod, policy);
    await clock.advance(0);
    await observation.stop();
    expect(readerIn().aborted).toEqual(['cluster']);
    expect(clock.pending()).toEqual([]);
  });
});

describe('a target that cannot be right costs no call', () => {
  test.each([
    ['ClusterNameAmbiguous', { clusterNames: ['other'], regions: [] }],
    ['ClusterNameAmbiguous', { clusterNames: ['prod', 'other'], regions: [] }],
    ['RegionMismatch', { clusterNames: ['prod'], regions: ['us-east-1'] }],
  ])('%s', async (reason, self) => {
    view.set({ self });
    const observation = anObservation();
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all(reason));
    await clock.advance(3_600_000);
    expect(calls()).toEqual([]);
  });

  test('a contradiction does not end when the cluster can no longer be asked about itself', async () => {
    view.set({ self: { clusterNames: ['prod', 'other'], regions: [] } });
    const observation = anObservation();
    observation.observe('one', prod, policy);
    view.lost.set('self', notObserved('AccessDenied', 'Access denied.'));
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('ClusterNameAmbiguous'));
    await clock.advance(3_600_000);
    expect(calls()).toEqual([]);
  });

  test('ClusterNameUnknown', async () => {
    view.set({ self: { clusterNames: [], regions: ['eu-west-1'] } });
    expect(awsReasons(anObservation().observe('one', {}, policy))).toEqual(all('ClusterNameUnknown'));
    await clock.advance(3_600_000);
    expect(calls()).toEqual([]);
  });

  test('also before the cluster has spoken', async () => {
    view.lost.set('self', notSynced);
    const observation = anObservation({ clusterName: 'prod', region: 'eu-west-1' });
    expect(awsReasons(observation.observe('one', {}, policy))).toEqual(all('NotYetObserved'));
    await clock.advance(3_600_000);
    expect(calls()).toEqual([]);
  });
});

describe('another cluster than ours', () => {
  const elsewhere = [nodes(['a'], { ipv6Block: '2600:1f13::/64' })];
  const marks = /vpc-foreign|subnet-foreign|foreign-group|2a05:d018:abc/;

  function foreignWorld(): FakeAwsReader {
    const reader = readerIn();
    reader.world.cluster = aCluster({ vpcId: 'vpc-foreign', subnetIds: ['subnet-foreign'] });
    reader.world.subnets = threeSubnets({ id: 'subnet-foreign' });
    reader.world.nodeGroups = [];
    reader.world.fargateProfiles = [];
    return reader;
  }

  /** Everything the resource's status says, at this moment. */
  function told(observation: Observation): string {
    const snapshot = observation.observe('one', prod, policy);
    const status = toStatus(buildReport(checks, snapshot), { generation: 1, previous: [], now: clock.now() });
    return JSON.stringify([snapshot.sections, status]);
  }

  test('is ClusterMismatch, and nothing of it reaches snapshot or status', async () => {
    foreignWorld();
    view.set({ nodes: elsewhere });
    const observation = anObservation();
    told(observation);
    await clock.advance(60_000);
    const snapshot = observation.observe('one', prod, policy);
    expect(awsReasons(snapshot)).toEqual(all('ClusterMismatch'));
    expect(told(observation)).toContain('None of the 1 EC2 nodes has an address in the VPC of the EKS cluster prod.');
    expect(told(observation)).not.toMatch(marks);
  });

  test('is not let through while it is not known yet whose it is', async () => {
    const reader = foreignWorld();
    reader.hanging.add('vpc').add('subnets');
    view.set({ nodes: elsewhere });
    const observation = anObservation();
    told(observation);
    await clock.advance(0);
    expect(reader.calls).toContain('nodeGroups prod');
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('NotYetObserved'));
    reader.release('vpc');
    reader.release('subnets');
    await clock.advance(0);
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('ClusterMismatch'));
    expect(told(observation)).not.toMatch(marks);
  });

  test.each([
    ['nodes', () => view.lost.set('nodes', notObserved('AccessDenied', 'Not allowed: list nodes.'))],
    ['the cluster', () => readerIn().failures.set('cluster', forbidden)],
  ])('stays another when %s can no longer be read', async (_, lose) => {
    foreignWorld();
    view.set({ nodes: elsewhere });
    const observation = anObservation();
    told(observation);
    await clock.advance(60_000);
    told(observation);
    lose();
    await clock.advance(700_000);
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('ClusterMismatch'));
    expect(told(observation)).not.toMatch(marks);
  });

  test('becomes ours when it proves to be', async () => {
    view.set({ nodes: elsewhere });
    const observation = anObservation();
    told(observation);
    await clock.advance(0);
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('ClusterMismatch'));
    view.set({ nodes: [nodes(['a'])] });
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all(undefined));
  });

  test('is told by the issuer of our token where that is of EKS', async () => {
    view.issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/OURS';
    readerIn().world.cluster = aCluster({ oidcIssuer: 'https://oidc.eks.eu-west-1.amazonaws.com/id/THEIRS' });
    const observation = anObservation();
    told(observation);
    await clock.advance(0);
    expect(awsReasons(observation.observe('one', prod, policy))).toEqual(all('ClusterMismatch'));
  });
});

test('one denied section leaves the others as they are', async () => {
  const observation = anObservation();
  observation.observe('one', prod, policy);
  await clock.advance(0);
  readerIn().failures.set('cluster', {
    reason: 'AccessDenied',
    message: 'Not allowed.',
    permission: 'eks:DescribeCluster',
  });
  await clock.advance(700_000);
  expect(awsReasons(observation.observe('one', prod, policy))).toEqual(['AccessDenied', ...Array(5).fill(undefined)]);
});

import { beforeEach, describe, expect, test } from 'vitest';
import { resourceMetrics, toSamples } from '../../../src/render/metrics.ts';
import { createMetrics, type Metrics } from '../../../src/runtime/metrics.ts';
import { aSubnet } from '../../support/builders.ts';
import { reportOn } from '../render/reports.ts';

let metrics: Metrics;

beforeEach(() => {
  metrics = createMetrics(resourceMetrics, '1.2.3');
});

/** Lines of one metric, without comments. */
async function series(name: string): Promise<readonly string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
}

async function linesWith(part: string): Promise<readonly string[]> {
  const text = await metrics.registry.metrics();
  return text.split('\n').filter((line) => line.includes(part));
}

const free = 'ipv6_readiness_subnet_free_ipv4_addresses';

function withSubnet(id: string, freeIpv4: number) {
  const all = [aSubnet({ id, freeIpv4 })];
  const policy = { extraSubnets: { ids: [id], tags: {} } };
  return toSamples(reportOn({ values: { subnets: { all, fargateNodesByBlock: {} }, fargateProfiles: [] }, policy }));
}

describe('series of resources', () => {
  test('are what was published last, exact, with the resource as label', async () => {
    metrics.publish('prod', withSubnet('subnet-a', 201));
    metrics.publish('prod', withSubnet('subnet-a', 199));
    metrics.publish('team', withSubnet('subnet-a', 7));
    expect((await series(free)).toSorted()).toEqual([
      `${free}{resource="prod",subnet_id="subnet-a",availability_zone="eu-west-1a"} 199`,
      `${free}{resource="team",subnet_id="subnet-a",availability_zone="eu-west-1a"} 7`,
    ]);
  });

  test('vanish with what they were about', async () => {
    metrics.publish('prod', withSubnet('subnet-a', 201));
    metrics.publish('prod', withSubnet('subnet-b', 201));
    expect(await linesWith('subnet-a')).toEqual([]);
    expect(await series(free)).toHaveLength(1);
  });

  test('vanish with the resource, and others stay', async () => {
    metrics.publish('prod', toSamples(reportOn()));
    metrics.publish('team', toSamples(reportOn()));
    metrics.forget('prod');
    expect(await linesWith('resource="prod"')).toEqual([]);
    expect((await linesWith('resource="team"')).length).toBeGreaterThan(30);
  });

  test('do not pile up while resources come and go', async () => {
    metrics.publish('prod', toSamples(reportOn()));
    const before = (await metrics.registry.metrics()).split('\n').length;
    for (let i = 0; i < 200; i++) {
      metrics.publish(`team-${i}`, toSamples(reportOn()));
      await metrics.registry.metrics();
      metrics.forget(`team-${i}`);
    }
    expect((await metrics.registry.metrics()).split('\n')).toHaveLength(before);
  });

  test('have their help texts', async () => {
    const text = await metrics.registry.metrics();
    for (const [name, { help }] of Object.entries(resourceMetrics)) expect(text).toContain(`# HELP ${name} ${help}`);
  });
});

describe('series of the process', () => {
  test('are read when somebody scrapes', async () => {
    let leader = 0;
    let caches = [{ kind: 'pods', synced: false, objects: 0, lastActivitySeconds: 0 }];
    metrics.observe({
      leader: () => leader,
      leaseRenewedAtSeconds: () => 1_700_000_000.5,
      queueDepth: () => 3,
      caches: () => caches,
    });
    expect(await series('ipv6_readiness_leader')).toEqual(['ipv6_readiness_leader 0']);
    expect(await series('ipv6_readiness_cache_synced')).toEqual(['ipv6_readiness_cache_synced{kind="pods"} 0']);
    leader = 1;
    caches = [{ kind: 'pods', synced: true, objects: 12, lastActivitySeconds: 1_700_000_000 }];
    expect(await series('ipv6_readiness_leader')).toEqual(['ipv6_readiness_leader 1']);
    expect(await series('ipv6_readiness_lease_renewed_timestamp_seconds')).toEqual([
      'ipv6_readiness_lease_renewed_timestamp_seconds 1700000000.5',
    ]);
    expect(await series('ipv6_readiness_workqueue_depth')).toEqual(['ipv6_readiness_workqueue_depth 3']);
    expect(await series('ipv6_readiness_cache_synced')).toEqual(['ipv6_readiness_cache_synced{kind="pods"} 1']);
    expect(await series('ipv6_readiness_cache_objects')).toEqual(['ipv6_readiness_cache_objects{kind="pods"} 12']);
  });

  test('count what happens', async () => {
    metrics.awsCalls.inc({ action: 'ec2:DescribeSubnets', outcome: 'Throttled' });
    metrics.statusWrites.inc({ result: 'written' });
    metrics.checkErrors.inc({ code: 'VPC-002' });
    expect(await linesWith('_total{')).toEqual(
      expect.arrayContaining([
        'ipv6_readiness_aws_api_calls_total{action="ec2:DescribeSubnets",outcome="Throttled"} 1',
        'ipv6_readiness_status_writes_total{result="written"} 1',
        'ipv6_readiness_check_errors_total{code="VPC-002"} 1',
      ]),
    );
  });

  test('tell the version', async () => {
    expect(await series('ipv6_readiness_build_info')).toEqual(['ipv6_readiness_build_info{version="1.2.3"} 1']);
  });
});

test('two registries know nothing of each other', async () => {
  createMetrics(resourceMetrics, '1.2.3').publish('other', toSamples(reportOn()));
  expect(await linesWith('resource="other"')).toEqual([]);
});

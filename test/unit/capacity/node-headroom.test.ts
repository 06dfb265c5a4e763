import { describe, expect, test } from 'vitest';
import { exhaustedZones, nodeHeadroom, nodeSubnets } from '../../../src/capacity/node-headroom.ts';
import { defaultIpv4Thresholds, defaultPolicy } from '../../../src/snapshot/policy.ts';
import { aNodeGroup, anIpv6OnlySubnet, fargateNodes, ipv4Nodes, threeSubnets } from '../../support/builders.ts';

const subnets = threeSubnets();
const needed = (...groups: Parameters<typeof aNodeGroup>[0][]): Record<string, number> =>
  Object.fromEntries(
    nodeHeadroom(
      subnets,
      groups.map((changes) => aNodeGroup(changes)),
      defaultIpv4Thresholds,
    ).map((each) => [each.subnet.id, each.needed]),
  );

describe('the addresses that scaling may take of a subnet', () => {
  test('are the way to the maximum size and the surge of an update, in equal shares', () => {
    // (10 − 4) + 2 × 3 zones, over three subnets
    expect(needed({ desiredSize: 4, maxSize: 10 })).toEqual({ 'subnet-a': 4, 'subnet-b': 4, 'subnet-c': 4 });
  });

  test.each([
    [{ maxUnavailable: 30 }, 10],
    [{ maxUnavailablePercentage: 50 }, 5],
    [{ maxUnavailable: 1 }, 2],
    [{ updateStrategy: 'MINIMAL', maxUnavailable: 30 }, 0],
    [{ updateStrategy: 'DEFAULT' }, 2],
  ])('an update with %j surges by %i nodes a subnet', (changes, surge) => {
    expect(needed({ desiredSize: 30, maxSize: 30, ...changes })['subnet-a']).toBe(surge);
  });

  test('add up over node groups, each with the zones of its own subnets', () => {
    const one = { subnetIds: ['subnet-a'], desiredSize: 0, maxSize: 1 };
    expect(needed(one, { ...one, subnetIds: ['subnet-a', 'subnet-b'] })).toEqual({
      'subnet-a': 6,
      'subnet-b': 3,
      'subnet-c': 0,
    });
  });

  test('a group above its maximum, or without a subnet that exists, takes none', () => {
    expect(needed({ desiredSize: 9, maxSize: 3, updateStrategy: 'MINIMAL' })['subnet-a']).toBe(0);
    expect(needed({ subnetIds: ['subnet-x'] })['subnet-a']).toBe(0);
  });
});

describe('node subnets', () => {
  const extra = { ...defaultPolicy.extraSubnets, ids: ['subnet-c'] };

  test('are those of node groups, of nodes other than Fargate’s, and those the resource adds', () => {
    const sections = {
      subnets: { all: subnets, fargateNodesByBlock: {} },
      nodeGroups: [],
      nodes: [ipv4Nodes(['n'], { ipv4Block: '10.0.1.0/28' }), fargateNodes(3, '10.0.0.16/28')],
    };
    expect(nodeSubnets(sections, extra).present.map(({ subnet }) => subnet.id)).toEqual(['subnet-b', 'subnet-c']);
  });
});

describe('an exhausted zone', () => {
  test('is one whose node subnets are all critical, IPv6-only ones left out', () => {
    const all = [
      ...subnets.map((subnet) => ({ ...subnet, freeIpv4: subnet.id === 'subnet-c' ? 200 : 1 })),
      { ...anIpv6OnlySubnet(), id: 'subnet-d', availabilityZone: 'eu-west-1c' },
    ];
    const headroom = nodeHeadroom(all, [], defaultIpv4Thresholds);
    expect(exhaustedZones(headroom)).toEqual(['eu-west-1a', 'eu-west-1b']);
    expect(exhaustedZones([])).toEqual([]);
  });
});

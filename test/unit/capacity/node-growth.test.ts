import { describe, expect, test } from 'vitest';
import { growth, type GroupDemand } from '../../../src/capacity/node-growth.ts';
import type { NodeGroup } from '../../../src/snapshot/aws-sections.ts';
import { aNodeGroup, anIpv6OnlySubnet, aSubnet, threeSubnets } from '../../support/builders.ts';

/** A group that may grow by `nodes`, and is never updated. */
function demand(
  nodes: number,
  cost: Partial<GroupDemand['cost']>,
  { furtherSubnetIds = [], ...group }: Partial<NodeGroup> & Pick<Partial<GroupDemand>, 'furtherSubnetIds'> = {},
): GroupDemand {
  return {
    group: aNodeGroup({ desiredSize: 0, maxSize: nodes, updateStrategy: 'MINIMAL', ...group }),
    cost: { nodeSubnetIpv4: 1, podSubnetIpv4: 0, ...cost },
    furtherSubnetIds,
  };
}
const fits = (demands: readonly GroupDemand[], subnets = threeSubnets({ freeIpv4: 100 })) =>
  growth(demands, subnets).map(({ group, wanted, fitting }) => [group.name, wanted, fitting]);

describe('the growth of node groups', () => {
  test('is that of the free addresses of their subnets, by whole nodes in each', () => {
    expect(fits([demand(9, { nodeSubnetIpv4: 30 })])).toEqual([['general', 9, 9]]);
    expect(fits([demand(10, { nodeSubnetIpv4: 30 })])).toEqual([['general', 10, 9]]);
    expect(fits([demand(10, { nodeSubnetIpv4: 101 })])).toEqual([['general', 10, 0]]);
  });

  test('counts what an update adds', () => {
    const group = aNodeGroup({ desiredSize: 3, maxSize: 6 });
    expect(fits([{ ...demand(0, {}), group }])).toEqual([['general', 9, 9]]);
  });

  test('leaves to one group what another does not take', () => {
    const first = demand(5, { nodeSubnetIpv4: 30 }, { name: 'a' });
    const second = demand(5, { nodeSubnetIpv4: 30 }, { name: 'b' });
    expect(fits([second, first])).toEqual([
      ['a', 5, 5],
      ['b', 5, 4],
    ]);
  });

  test('serves those first that have the fewest subnets', () => {
    const everywhere = demand(6, { nodeSubnetIpv4: 30 }, { name: 'a' });
    const confined = demand(3, { nodeSubnetIpv4: 30 }, { name: 'b', subnetIds: ['subnet-a'] });
    expect(fits([everywhere, confined])).toEqual([
      ['a', 6, 6],
      ['b', 3, 3],
    ]);
  });

  test('is the same in whatever order EC2 and EKS list things', () => {
    const named = [30, 65, 100].map((freeIpv4, index) => aSubnet({ id: `subnet-${'abc'[index]}`, freeIpv4 }));
    const demands = [
      demand(2, { nodeSubnetIpv4: 30 }, { name: 'a', subnetIds: ['subnet-c', 'subnet-a', 'subnet-b'] }),
      demand(9, { nodeSubnetIpv4: 20 }, { name: 'b' }),
    ];
    expect(fits(demands.toReversed(), named.toReversed())).toEqual(fits(demands, named));
  });

  test('takes nothing of subnets without IPv4 or outside the VPC', () => {
    const subnets = [anIpv6OnlySubnet({ id: 'subnet-a', freeIpv4: 50 })];
    expect(fits([demand(1, {})], subnets)).toEqual([['general', 1, 0]]);
    expect(fits([demand(1, {}, { subnetIds: ['subnet-z'] })])).toEqual([['general', 1, 0]]);
  });

  describe('with further subnets', () => {
    const tagged = (zone: string, freeIpv4 = 300) =>
      aSubnet({ id: `tagged-${zone}`, availabilityZone: `eu-west-1${zone}`, freeIpv4 });
    const further = { furtherSubnetIds: ['tagged-a', 'tagged-d'], subnetIds: ['subnet-a'] };

    test('goes on in those of the same zone', () => {
      const subnets = [...threeSubnets({ freeIpv4: 100 }), tagged('a'), tagged('d')];
      expect(fits([demand(20, { nodeSubnetIpv4: 30 }, further)], subnets)).toEqual([['general', 20, 13]]);
    });

    test('ends where the node itself finds no address', () => {
      const subnets = [...threeSubnets({ freeIpv4: 2 }), tagged('a')];
      expect(fits([demand(20, { nodeSubnetIpv4: 30 }, further)], subnets)).toEqual([['general', 20, 2]]);
    });

    test('of the pods, needs both: one for the node, and the others there', () => {
      const cost = { nodeSubnetIpv4: 1, podSubnetIpv4: 20 };
      const subnets = [...threeSubnets({ freeIpv4: 100 }), tagged('a')];
      expect(fits([demand(20, cost, further)], subnets)).toEqual([['general', 20, 15]]);
      const scarce = [...threeSubnets({ freeIpv4: 4 }), tagged('a')];
      expect(fits([demand(20, cost, further)], scarce)).toEqual([['general', 20, 4]]);
      expect(fits([demand(20, cost, { subnetIds: ['subnet-b'], furtherSubnetIds: ['tagged-a'] })], subnets)).toEqual([
        ['general', 20, 0],
      ]);
    });
  });
});

import { describe, expect, test } from 'vitest';
import { addressRangesDoNotOverlap } from '../../../../src/checks/vpc/address-ranges-do-not-overlap.ts';
import type { Route, VpcPeering } from '../../../../src/snapshot/network-sections.ts';
import type { Sections } from '../../../../src/snapshot/snapshot.ts';
import { aCluster, aVpc } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';
import { mainTable, route, tableOf } from '../../../support/routes.ts';

function aPeering(changes: Partial<VpcPeering> = {}): VpcPeering {
  return {
    id: 'pcx-1',
    state: 'active',
    peerVpcId: 'vpc-2',
    peerIpv4Cidrs: ['10.9.0.0/16'],
    peerIpv6Cidrs: ['2a05:d018:fff:0::/56'],
    ...changes,
  };
}

const routedBy = (...routes: readonly Route[]) =>
  judge(addressRangesDoNotOverlap, { routeTables: [mainTable(...routes)] });
const ipv4Cluster = aCluster({ ipFamily: 'ipv4' });
const apart = 'The service range fd30:1c53:5f8a::/108 overlaps nothing the VPC is connected with.';

describe('VPC-012', () => {
  test('passes when nothing the VPC is connected with has addresses of the services', () => {
    const result = judge(addressRangesDoNotOverlap, {
      vpcPeerings: [aPeering()],
      routeTables: [mainTable(route('10.9.0.0/16', 'pcx-1'), route('fd31::/16', 'tgw-1'))],
      cluster: aCluster({ remoteNetworkCidrs: ['192.168.0.0/16'] }),
    });
    expect(said(result)).toEqual(['pass', 'RangesApart', apart]);
  });

  test.each([
    ['a default route', route('::/0', 'tgw-1')],
    ['half of it', route('8000::/1', 'tgw-1')],
    ['a default route of IPv4', route('0.0.0.0/0', 'tgw-1')],
    ['a local route', route('fd30:1c53::/32', 'local')],
    ['a route whose target is gone', route('fd30:1c53::/32', 'pcx-1', true)],
    ['the routes of a gateway endpoint', route('pl-1', 'vpce-1')],
  ])('does not mind %s', (_, each) => {
    expect(said(routedBy(each))).toEqual(['pass', 'RangesApart', apart]);
  });

  test('blocks when a block of the VPC has addresses of the services', () => {
    const vpc = aVpc({ ipv6Cidrs: ['2a05:d018:abc:de00::/56', 'fd30:1c53:5f8a::/56'] });
    const result = judge(addressRangesDoNotOverlap, { vpc });
    expect(said(result)).toEqual([
      'blocker',
      'ServiceRangeInVpc',
      'The service range fd30:1c53:5f8a::/108 overlaps fd30:1c53:5f8a::/56 of VPC vpc-1.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Vpc', name: 'vpc-1' }]);
  });

  test('warns when peers, routes or remote networks have addresses of the services, and names them all', () => {
    const result = judge(addressRangesDoNotOverlap, {
      vpcPeerings: [aPeering({ peerIpv6Cidrs: ['fd30:1c53:5f8a::/56'] }), aPeering({ id: 'pcx-2' })],
      routeTables: [
        mainTable(route('fd00::/8', 'tgw-1'), route('fd31::/16', 'tgw-1')),
        tableOf(['subnet-a'], route('fd30::/16', 'eni-1')),
      ],
      cluster: aCluster({ remoteNetworkCidrs: ['fd30:1c53::/32'] }),
    });
    expect(said(result)).toEqual([
      'warning',
      'ServiceRangeElsewhere',
      'The service range fd30:1c53:5f8a::/108 overlaps fd30::/16 of eni-1 by route table rtb-subnet-a, ' +
        'fd30:1c53:5f8a::/56 of peering connection pcx-1, fd00::/8 of tgw-1 by route table rtb-1, ' +
        'fd30:1c53::/32 of the remote networks of the cluster.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'RouteTable', name: 'rtb-subnet-a' },
      { kind: 'VpcPeeringConnection', name: 'pcx-1' },
      { kind: 'RouteTable', name: 'rtb-1' },
      { kind: 'Cluster', name: 'prod' },
    ]);
  });

  test.each(['pending-acceptance', 'deleted', 'rejected', 'failed'])('does not mind a peer that is %s', (state) => {
    const vpcPeerings = [aPeering({ state, peerIpv6Cidrs: ['fd30:1c53:5f8a::/56'] })];
    expect(judge(addressRangesDoNotOverlap, { vpcPeerings }).reason).toBe('RangesApart');
    const silent = [aPeering({ state, peerIpv4Cidrs: [], peerIpv6Cidrs: [] })];
    expect(judge(addressRangesDoNotOverlap, { vpcPeerings: silent }).reason).toBe('RangesApart');
  });

  test('is unknown when an active peer shows no block', () => {
    const vpcPeerings = [aPeering({ peerIpv4Cidrs: [], peerIpv6Cidrs: [] })];
    const result = judge(addressRangesDoNotOverlap, { vpcPeerings });
    expect(said(result)).toEqual(['unknown', 'PeerRangesUnknown', 'No block of the peer is shown for pcx-1.']);
    expect(result.resources).toEqual([{ kind: 'VpcPeeringConnection', name: 'pcx-1' }]);
  });

  describe('with routes by prefix list', () => {
    const routeTables = [
      mainTable(route('pl-1', 'tgw-1'), route('pl-1', 'local')),
      tableOf(['subnet-a'], route('pl-1', 'tgw-1')),
    ];
    const listed = (cidrs: readonly string[], changes: Partial<Sections> = {}) =>
      judge(addressRangesDoNotOverlap, { routeTables, routedPrefixLists: [{ id: 'pl-1', cidrs }], ...changes });

    test.each([[['10.9.0.0/16', 'fd31::/16']], [['0.0.0.0/0', '128.0.0.0/1', '::/0', '8000::/1']], [[]]])(
      'passes when the entries are apart or default routes: %j',
      (cidrs) => {
        expect(said(listed(cidrs))).toEqual(['pass', 'RangesApart', apart]);
      },
    );

    test('warns when an entry has addresses of the services, and names the list once, however many tables do', () => {
      const result = listed(['10.9.0.0/16', 'fd30:1c53::/32']);
      expect(said(result)).toEqual([
        'warning',
        'ServiceRangeElsewhere',
        'The service range fd30:1c53:5f8a::/108 overlaps fd30:1c53::/32 of tgw-1 by prefix list pl-1.',
      ]);
      expect(result.resources).toEqual([{ kind: 'PrefixList', name: 'pl-1' }]);
    });

    test('names each target of the list', () => {
      const both = [mainTable(route('pl-1', 'tgw-1')), tableOf(['subnet-a'], route('pl-1', 'vgw-1'))];
      expect(listed(['fd30::/16'], { routeTables: both }).message).toBe(
        'The service range fd30:1c53:5f8a::/108 overlaps fd30::/16 of tgw-1 by prefix list pl-1, ' +
          'fd30::/16 of vgw-1 by prefix list pl-1.',
      );
    });

    test('warns when an entry is the node-local range', () => {
      expect(said(listed(['169.254.172.0/24']))).toEqual([
        'warning',
        'NodeLocalRangeRouted',
        'The node-local range 169.254.172.0/22 overlaps 169.254.172.0/24 of tgw-1 by prefix list pl-1.',
      ]);
    });

    test('warns when an entry is a part of the private block of the VPC', () => {
      const vpc = aVpc({ ipv6Cidrs: ['fd00:1::/56'] });
      expect(listed(['fd00:1:0:10::/64'], { vpc }).reason).toBe('PrivateIpv6Clash');
      expect(listed(['fd00:1::/48'], { vpc }).reason).toBe('RangesApart');
    });

    test.each([
      ['a gateway endpoint', route('pl-1', 'vpce-1')],
      ['what is gone', route('pl-1', 'tgw-1', true)],
    ])('does not mind a list to %s, whatever its entries', (_, each) => {
      expect(said(listed(['fd30:1c53::/32'], { routeTables: [mainTable(each)] }))).toEqual([
        'pass',
        'RangesApart',
        apart,
      ]);
    });

    test('is unknown when the blocks of one of two lists are not known', () => {
      const two = [mainTable(route('pl-1', 'tgw-1'), route('pl-2', 'tgw-1'))];
      const result = listed(['10.9.0.0/16'], { routeTables: two });
      expect([result.outcome, result.reason]).toEqual(['unknown', 'RoutesByPrefixList']);
      expect(result.resources).toEqual([{ kind: 'RouteTable', name: 'rtb-1' }]);
      expect(listed(['fd30:1c53::/32'], { routeTables: two }).reason).toBe('ServiceRangeElsewhere');
    });
  });

  test('is unknown when the blocks of a list are not known, and information while the cluster is to be replaced', () => {
    const message = 'Routes by prefix lists whose blocks are not known, in rtb-1.';
    const routeTables = [mainTable(route('pl-1', 'tgw-1'))];
    expect(said(judge(addressRangesDoNotOverlap, { routeTables }))).toEqual(['unknown', 'RoutesByPrefixList', message]);
    const migrating = judge(addressRangesDoNotOverlap, { routeTables, cluster: ipv4Cluster }, { goal: 'Migrate' });
    expect(said(migrating)).toEqual(['info', 'RoutesByPrefixList', message]);
  });

  test('is unknown when EKS tells no service range', () => {
    const { serviceIpv6Cidr: _, ...cluster } = aCluster();
    expect(said(judge(addressRangesDoNotOverlap, { cluster }))).toEqual([
      'unknown',
      'ServiceRangeUnknown',
      'EKS tells no service range of cluster prod.',
    ]);
  });

  test.each(['169.254.172.0/22', '169.254.173.0/24', '169.254.0.0/16'])('warns when %s is routed', (destination) => {
    expect(said(routedBy(route(destination, 'vgw-1')))).toEqual([
      'warning',
      'NodeLocalRangeRouted',
      `The node-local range 169.254.172.0/22 overlaps ${destination} of vgw-1 by route table rtb-1.`,
    ]);
  });

  test('warns of it in an IPv4 cluster, too: the next one needs it', () => {
    const routeTables = [mainTable(route('169.254.172.0/22', 'tgw-1'))];
    const result = judge(addressRangesDoNotOverlap, { routeTables, cluster: ipv4Cluster }, { goal: 'Migrate' });
    expect([result.outcome, result.reason]).toEqual(['warning', 'NodeLocalRangeRouted']);
  });

  describe('with a unique local block in the VPC', () => {
    const vpc = aVpc({ ipv6Cidrs: ['fd00:1::/56'] });

    test('warns when a peer has addresses of it', () => {
      const vpcPeerings = [aPeering({ peerIpv6Cidrs: ['fd00:1::/48'] })];
      expect(said(judge(addressRangesDoNotOverlap, { vpc, vpcPeerings }))).toEqual([
        'warning',
        'PrivateIpv6Clash',
        'IPv6 block fd00:1::/56 of VPC vpc-1 overlaps fd00:1::/48 of peering connection pcx-1.',
      ]);
    });

    test('warns when a part of it is routed out of the VPC', () => {
      const routeTables = [mainTable(route('fd00:1:0:10::/64', 'tgw-1'))];
      expect(said(judge(addressRangesDoNotOverlap, { vpc, routeTables }))).toEqual([
        'warning',
        'PrivateIpv6Clash',
        'IPv6 block fd00:1::/56 of VPC vpc-1 overlaps fd00:1:0:10::/64 of tgw-1 by route table rtb-1.',
      ]);
    });

    test.each([
      ['a route to more than the block', route('fd00:1::/48', 'tgw-1')],
      ['a route of a part of it to an endpoint in the VPC', route('fd00:1:0:10::/64', 'vpce-1')],
    ])('does not mind %s', (_, each) => {
      const result = judge(addressRangesDoNotOverlap, { vpc, routeTables: [mainTable(each)] });
      expect(result.reason).toBe('RangesApart');
    });

    test('does not mind what Amazon gave, which nobody else has', () => {
      const vpcPeerings = [aPeering({ peerIpv6Cidrs: ['2a05:d018:abc:de00::/56'] })];
      expect(judge(addressRangesDoNotOverlap, { vpcPeerings }).reason).toBe('RangesApart');
    });
  });

  test('takes what overlaps the IPv4 services for a reason to migrate, not for a fault', () => {
    const result = judge(
      addressRangesDoNotOverlap,
      {
        cluster: ipv4Cluster,
        vpc: aVpc({ ipv4Cidrs: ['10.0.0.0/16', '172.20.0.0/24'] }),
        routeTables: [mainTable(route('172.16.0.0/12', 'tgw-1'), route('fd30::/16', 'tgw-1'))],
      },
      { goal: 'Migrate' },
    );
    expect(said(result)).toEqual([
      'info',
      'Ipv4ServiceRangeOverlaps',
      'The service range 172.20.0.0/16 overlaps 172.20.0.0/24 of VPC vpc-1, 172.16.0.0/12 of tgw-1 by route table rtb-1.',
    ]);
  });

  test.each(['cluster', 'vpc', 'vpcPeerings', 'routeTables', 'routedPrefixLists'] as const)(
    'is unknown when %s were not observed',
    (need) => {
      const result = judge(addressRangesDoNotOverlap, {}, { sections: { [need]: denied('the read') } });
      expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
    },
  );
});

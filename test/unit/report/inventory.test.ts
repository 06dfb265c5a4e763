import { describe, expect, test } from 'vitest';
import { buildInventory } from '../../../src/report/inventory.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import {
  aFargateProfile,
  aLoadBalancerController,
  anIpv6OnlySubnet,
  aNodeGroup,
  aSnapshot,
  aSubnet,
  fargateNodes,
  nodes,
  observed,
  pods,
  type SnapshotChanges,
  threeSubnets,
} from '../../support/builders.ts';

const denied = notObserved('AccessDenied', 'Not allowed.');

function subnetsOf(changes: SnapshotChanges): Readonly<Record<string, string>> {
  const { subnets = [] } = buildInventory(aSnapshot(changes));
  return Object.fromEntries(subnets.map(({ subnet, freeIpv4, state }) => [subnet.id, `${freeIpv4} ${state}`]));
}

function withFree(freeIpv4: number): SnapshotChanges {
  return { values: { subnets: { all: threeSubnets({ freeIpv4 }), fargateNodesByBlock: {} } } };
}

describe('the state of a subnet', () => {
  test('is Ok, Low or Critical by its free addresses', () => {
    expect(subnetsOf(withFree(200))).toMatchObject({ 'subnet-c': '200 Ok' });
    expect(subnetsOf(withFree(20))).toMatchObject({ 'subnet-c': '20 Low' });
    expect(subnetsOf(withFree(0))).toMatchObject({ 'subnet-c': '0 Critical' });
  });

  test('goes by what EC2 counts; that of a Fargate profile also by the pods the cluster knows of', () => {
    const changes = { nodes: [fargateNodes(30)], pods: [pods(40, { fargateProfile: 'batch', placement: 'waiting' })] };
    const values = { ...withFree(60).values, ...changes };
    expect(subnetsOf({ values })).toMatchObject({ 'subnet-a': '60 Ok', 'subnet-b': '60 Ok' });
    const { fargateProfiles } = buildInventory(aSnapshot({ values }));
    expect(fargateProfiles?.[0]).toMatchObject({ freeIpv4: 120, expectedFreeIpv4: 50, state: 'Low' });
  });

  test('of a Fargate profile is at worst Low for pods that wait, and Critical by what EC2 counts alone', () => {
    const stateOf = (freeIpv4: number): unknown =>
      buildInventory(
        aSnapshot({
          values: {
            ...withFree(freeIpv4).values,
            pods: [pods(5_000, { fargateProfile: 'batch', placement: 'waiting' })],
          },
        }),
      ).fargateProfiles?.[0]?.state;
    expect([200, 20, 0].map(stateOf)).toEqual(['Low', 'Low', 'Critical']);
  });

  test('is the worse of the two where nodes and Fargate share it', () => {
    const policy = { ipv4: { warningPercent: 0, warningCount: 220, criticalPercent: 0, criticalCount: 0 } };
    expect(subnetsOf({ ...withFree(200), policy })).toMatchObject({ 'subnet-a': '200 Low' });
  });

  test('counts what the node groups may take, as the check of node subnets does', () => {
    const values = { ...withFree(30).values, nodeGroups: [aNodeGroup({ maxSize: 400 })], fargateProfiles: [] };
    expect(subnetsOf({ values })).toMatchObject({ 'subnet-c': '30 Low' });
  });

  test('is not told for an IPv6-only subnet, which reports 0 free addresses', () => {
    const all = [aSubnet(), anIpv6OnlySubnet({ id: 'subnet-b' })];
    const [, ipv6Only] =
      buildInventory(aSnapshot({ values: { subnets: { all, fargateNodesByBlock: {} } } })).subnets ?? [];
    expect(ipv6Only).toMatchObject({ subnet: { id: 'subnet-b' }, freeIpv4: 0 });
    expect(ipv6Only).not.toHaveProperty('state');
    expect(ipv6Only).not.toHaveProperty('usableIpv4');
  });

  test.each(['nodeGroups', 'fargateProfiles', 'nodes', 'pods'] as const)(
    'is not called Ok while %s, which take addresses, are not seen',
    (name) => {
      expect(subnetsOf({ sections: { [name]: denied } })['subnet-a']).toBe('200 undefined');
      expect(subnetsOf({ ...withFree(0), sections: { [name]: denied } })['subnet-a']).toBe('0 Critical');
    },
  );

  test('is not called Ok while something of the subnets is missing', () => {
    const subnets = observed({ all: threeSubnets(), fargateNodesByBlock: {} }, { gaps: ['a page was lost'] });
    expect(subnetsOf({ sections: { subnets } })['subnet-c']).toBe('200 undefined');
  });
});

describe('parts whose data is not observed', () => {
  test('are left out, the others stay', () => {
    const inventory = buildInventory(aSnapshot({ sections: { pods: denied } }));
    expect(Object.keys(inventory).toSorted()).toEqual(['loadBalancerController', 'nodes', 'subnets']);
    expect(Object.keys(buildInventory(aSnapshot({ sections: { cluster: denied } }))).toSorted()).toEqual([
      'loadBalancerController',
      'nodes',
    ]);
  });

  test('are left out when they are too old', () => {
    const stale = observed([nodes(['a'])], { freshUntil: 0 });
    expect(buildInventory(aSnapshot({ sections: { nodes: stale } })).nodes).toBeUndefined();
  });
});

test('a Fargate profile has the free addresses of all its subnets together', () => {
  const { fargateProfiles } = buildInventory(
    aSnapshot({ values: { pods: [pods(5, { fargateProfile: 'batch' })], fargateProfiles: [aFargateProfile()] } }),
  );
  expect(fargateProfiles).toEqual([
    {
      name: 'batch',
      status: 'ACTIVE',
      subnetIds: ['subnet-a', 'subnet-b'],
      freeIpv4: 400,
      expectedFreeIpv4: 400,
      pods: { placed: 5, waiting: 0 },
      state: 'Ok',
    },
  ]);
});

test('nodes are counted by who runs them', () => {
  const values = {
    nodes: [nodes(['a', 'b']), fargateNodes(3), nodes(['h'], { compute: 'hybrid', internalFamilies: ['ipv4'] })],
  };
  expect(buildInventory(aSnapshot({ values })).nodes).toEqual({
    total: 6,
    byCompute: { ec2: 2, fargate: 3, auto: 0, hybrid: 1, unknown: 0 },
    ipv6: 5,
  });
});

test('the load balancer controller is the one that the resource names', () => {
  const own = aLoadBalancerController({ namespace: 'edge', name: 'own' });
  const values = { loadBalancerControllers: [aLoadBalancerController(), own] };
  const policy = { loadBalancerController: { namespace: 'edge', name: 'own' } };
  expect(buildInventory(aSnapshot({ values })).loadBalancerController?.namespace).toBe('kube-system');
  expect(buildInventory(aSnapshot({ values, policy })).loadBalancerController).toEqual(own);
  const gone = { loadBalancerController: { namespace: 'edge', name: 'gone' } };
  expect(buildInventory(aSnapshot({ values, policy: gone })).loadBalancerController).toBeUndefined();
});

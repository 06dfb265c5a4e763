import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReadiness, isSettled } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { usualNetwork } from '../world/build-network.ts';
import { aPod } from '../world/build-nodes.ts';
import type { Parts } from '../world/ports.ts';
import type { Scenario } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

const [nodeSubnet, ...otherSubnets] = healthyIpv6.subnets;
const [node = ''] = healthyIpv6.objects.filter(({ kind }) => kind === 'Node').map(({ metadata }) => metadata.name);
const network = usualNetwork(healthyIpv6);

/** Routes look as ever; NAT gateways have failed, DNS64 is on under CoreDNS, and the account blocks both directions. */
const shut: Scenario = {
  ...healthyIpv6,
  subnets: [...(nodeSubnet ? [{ ...nodeSubnet, dns64: true }] : []), ...otherSubnets],
  cluster: { ...healthyIpv6.cluster, egressMode: 'CUSTOMER_ROUTED' },
  network: {
    ...network,
    natGateways: network.natGateways.map((gateway) => ({ ...gateway, state: 'failed' })),
    blockMode: 'block-bidirectional',
  },
  objects: [
    ...healthyIpv6.objects,
    aPod({
      name: 'coredns-0',
      namespace: 'kube-system',
      node,
      ip: '2a05:d018:abc:de00:a000::53',
      hostIp: '2a05:d018:abc:de00:1f6c::2a1',
      labels: { 'k8s-app': 'kube-dns' },
    }),
  ],
};

let parts: Parts;
let operator: OperatorProcess;

describe.skipIf(partsMissing)('what the ways out of pods say', () => {
  beforeAll(async () => {
    parts = await startParts(shut);
    operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
  });

  afterAll(async () => {
    await operator?.stop();
    await parts?.stop();
  });

  test('each that is shut is found, though every route is there', async () => {
    const only = ['VPC-004', 'VPC-005', 'VPC-006', 'VPC-007', 'VPC-010', 'CLU-009'];
    const resource = await applyReadiness(parts, 'prod', { goal: 'Operate', checks: { only } });
    const { findings = [] } = await resource.until('settled', isSettled);
    expect(findings.map(({ code, severity, reason }) => `${code} ${severity} ${reason}`).toSorted()).toEqual([
      'CLU-009 warning ControlPlaneRouteMissing',
      'VPC-006 warning Ipv4EgressMissing',
      'VPC-007 blocker Nat64RouteMissing',
      'VPC-010 blocker WaysOutBlocked',
    ]);
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checks } from '../../src/checks/index.ts';
import { toStatus } from '../../src/render/status.ts';
import { buildReport, type Report } from '../../src/report/report.ts';
import type { Goal } from '../../src/snapshot/policy.ts';
import type { Sections, Snapshot } from '../../src/snapshot/snapshot.ts';
import { anIngress, aSnapshot, loadBalancerServices } from '../support/builders.ts';
import { aVpcEndpoint } from '../support/routes.ts';
import { mutated, mutations } from './hostile/mutations.ts';

/*
 * Every registered check over snapshots in which anything is missing, odd, oversized or hostile. HOSTILE_RUNS sets how many,
 * HOSTILE_SEED which; a failure is shrunk and prints its seed.
 */
const runs = Number(process.env['HOSTILE_RUNS'] ?? 500);
const seed = Number(process.env['HOSTILE_SEED'] ?? 20_261_124);

/** Ten milliseconds or so each. */
const patienceMs = Math.max(120_000, runs * 60);

/** What the healthy cluster has nothing of, so that mutations have something to work on. */
const full: Partial<Sections> = {
  loadBalancerServices: {
    requests: [
      loadBalancerServices(['default/shop']),
      loadBalancerServices(['default/game'], { udp: true, sourceNat: 'on', type: 'external', subnets: [] }),
      loadBalancerServices(['default/edge'], { internetFacing: true, sources: ['ipv4', 'ipv6'], quic: true }),
    ],
    albTargetTypes: { 'default/web': 'ip' },
  },
  ingresses: [
    anIngress({ group: 'edge' }),
    anIngress({ name: 'api', group: 'edge', classAnnotation: 'alb', subnets: [] }),
  ],
  ingressClasses: [
    {
      name: 'alb',
      controller: 'ingress.k8s.aws/alb',
      parameters: { group: 'elbv2.k8s.aws', kind: 'IngressClassParams', name: 'dual' },
    },
  ],
  ingressClassParams: [
    { apiGroup: 'elbv2.k8s.aws', name: 'dual', ipAddressType: 'dualstack', targetType: 'ip', sources: [], subnets: [] },
  ],
  loadBalancerConfigurations: [{ namespace: 'edge', name: 'public', ipAddressType: 'dualstack' }],
  vpcEndpoints: [aVpcEndpoint(), aVpcEndpoint({ id: 'vpce-2', addressType: 'ipv4' })],
  vpcPeerings: [
    {
      id: 'pcx-1',
      state: 'active',
      peerVpcId: 'vpc-2',
      peerIpv4Cidrs: ['10.9.0.0/16'],
      peerIpv6Cidrs: ['fd30:1c53:5f8a::/56'],
    },
  ],
  eniConfigs: [{ name: 'eu-west-1a', subnetId: 'subnet-b' }],
  metadataClients: [
    { facts: { kind: 'DaemonSet', serviceAccount: 'ops/logs' }, count: 1, names: ['ops/logs'] },
    { facts: { kind: 'Deployment', serviceAccount: 'shop/default' }, count: 2, names: ['shop/cart', 'shop/db'] },
  ],
};

const cases = fc.record({
  goal: fc.constantFrom<Goal>('Operate', 'Migrate'),
  mutations,
  shuffle: fc.nat(),
});

describe(`hostile snapshots (${runs} of seed ${seed})`, () => {
  test(
    'no check throws, no verdict depends on an order, and every message is plain and bounded',
    () => {
      fc.assert(
        fc.property(cases, ({ goal, mutations: all, shuffle }) => {
          const snapshot = mutated(aSnapshot({ values: full, policy: { goal } }), all);
          const report = judged(snapshot);
          expect(verdicts(judged(shuffled(snapshot, shuffle)))).toEqual(verdicts(report));
          for (const text of textsOf(report)) expect(text).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }),
        { numRuns: runs, seed },
      );
    },
    patienceMs,
  );
});

function judged(snapshot: Snapshot): Report {
  return buildReport(checks, snapshot, {
    onCheckError: ({ code }, error) => {
      throw new Error(`${code} threw`, { cause: error });
    },
  });
}

function verdicts({ results, root }: Report): unknown {
  const all = results.map(({ check, outcome, reason, message, exact, resources }) => [
    check.code,
    { outcome, reason, message, exact, resources },
  ]);
  return [...all, root];
}

/** Of the report and of the status that is made of it. Status messages end where the API says. */
function textsOf(report: Report): readonly string[] {
  const status = toStatus(report, { generation: 1, previous: [], now: 0 });
  const conditions = (status.conditions ?? []).map(({ message }) => message);
  const findings = (status.findings ?? []).map(({ message }) => message);
  for (const message of conditions) expect(message.length).toBeLessThanOrEqual(4_096);
  for (const message of findings) expect(message.length).toBeLessThanOrEqual(2_048);
  return [...conditions, ...findings, ...report.results.flatMap(({ message, exact }) => [message, exact])];
}

/** Lists whose order means something: the first address is the one a node registers with, flags can be followed by their value. */
const orderMatters = new Set(['internalFamilies', 'args']);

/** The same snapshot with every other list in another order. */
function shuffled(snapshot: Snapshot, seedOfOrder: number): Snapshot {
  const copy = structuredClone(snapshot);
  let state = seedOfOrder;
  const next = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
  shuffleIn(copy.sections, next);
  return copy;
}

function shuffleIn(holder: object, next: (most: number) => number): void {
  for (const [key, value] of Object.entries(holder)) {
    if (typeof value !== 'object' || value === null) continue;
    shuffleIn(value, next);
    if (!Array.isArray(value) || orderMatters.has(key)) continue;
    for (let index = value.length - 1; index > 0; index -= 1) {
      const other = next(index + 1);
      [value[index], value[other]] = [value[other], value[index]];
    }
  }
}

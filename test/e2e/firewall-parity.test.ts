import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { createAwsReader } from '../../src/aws/aws-reader.ts';
import type { ReadOutcome } from '../../src/observe/ports.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { RoutedPrefixList } from '../../src/snapshot/network-sections.ts';
import type { NetworkAcl, PrefixList, SecurityGroup } from '../../src/snapshot/firewall-sections.ts';
import { type Moto, startMoto } from '../real/moto.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { motoId, seedMoto } from '../real/seed-moto.ts';
import { quietLogger } from '../support/quiet-logger.ts';
import { startAws } from '../world/aws.ts';
import { AwsTruth } from '../world/aws-truth.ts';
import { awsId } from '../world/build-aws.ts';
import { allowAll, clusterSecurityGroup } from '../world/build-firewalls.ts';
import type { Scenario } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { ipv4CustomNetworking } from '../world/scenarios/ipv4-custom-networking.ts';

const group = healthyIpv6.cluster.clusterSecurityGroupId;
const list = awsId('pl', 'offices');

/** One rule of every kind, and an ACL of its own for two subnets. */
const everyKind: Scenario = {
  ...healthyIpv6,
  prefixLists: [{ id: list, family: 'ipv6', entries: ['2001:db8:1::/48', '2001:db8:2::/48'] }],
  securityGroups: [
    {
      ...clusterSecurityGroup(group),
      rules: [
        { egress: false, protocol: '-1', groups: [group] },
        { egress: false, protocol: '6', ports: { from: 22, to: 22 }, ipv4: ['10.0.0.0/8'], ipv6: ['2001:db8::/32'] },
        { egress: true, protocol: '17', ports: { from: 53, to: 53 }, ipv4: ['0.0.0.0/0'] },
        { egress: true, protocol: '6', ports: { from: 443, to: 443 }, prefixLists: [list] },
      ],
    },
  ],
  networkAcls: [
    {
      id: awsId('acl', 'default'),
      isDefault: true,
      subnetIds: healthyIpv6.subnets.slice(2).map(({ id }) => id),
      entries: [...allowAll('0.0.0.0/0', 100), ...allowAll('::/0', 101)],
    },
    {
      id: awsId('acl', 'own'),
      isDefault: false,
      subnetIds: healthyIpv6.subnets.slice(0, 2).map(({ id }) => id),
      entries: [
        ...allowAll('::/0', 200),
        { number: 90, egress: false, allows: false, protocol: '6', cidr: '::/0', ports: { from: 22, to: 23 } },
      ],
    },
  ],
};

interface Firewalls {
  readonly networkAcls: readonly NetworkAcl[];
  readonly securityGroups: readonly SecurityGroup[];
  readonly prefixLists: readonly PrefixList[];
  readonly routedPrefixLists: readonly RoutedPrefixList[];
}

let moto: Moto;
const skipped = whyRealPartsAreSkipped() !== undefined;

beforeAll(async () => {
  if (!skipped) moto = await startMoto();
}, 60_000);
afterAll(async () => moto?.stop());
afterEach(() => vi.unstubAllEnvs());

describe.skipIf(skipped)('packet filters read from moto and from the embedded world are the same', () => {
  test.each([healthyIpv6, ipv4CustomNetworking, everyKind].map((scenario, index) => [index, scenario] as const))(
    'in world %i',
    async (_index, scenario) => {
      await moto.reset();
      const seeded = await seedMoto(scenario, moto);
      const embedded = await startAws(new AwsTruth(scenario));
      const of = await readFrom(embedded.url, scenario, (id) => id);
      await embedded.stop();
      const inMoto = await readFrom(moto.url, scenario, (id) => motoId(seeded, id));
      const logicalIds = new Map([...seeded.ids].map(([logical, own]) => [own, logical]));
      expect(comparable(inMoto, (id) => logicalIds.get(id) ?? id)).toEqual(comparable(of, (id) => id));
      expect(of.securityGroups).toHaveLength(1);
      const entries = (scenario.prefixLists ?? []).map((each) => ({ id: each.id, cidrs: each.entries }));
      expect(of.routedPrefixLists).toEqual(entries);
    },
  );
});

async function readFrom(url: string, scenario: Scenario, idIn: (logical: string) => string): Promise<Firewalls> {
  vi.stubEnv('AWS_ENDPOINT_URL', url);
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'made-up');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'made-up');
  const reader = createAwsReader({ region: scenario.region, clock: systemClock, logger: quietLogger() });
  const { signal } = new AbortController();
  const vpcId = idIn(scenario.vpc.id);
  const ids = [idIn(scenario.cluster.clusterSecurityGroupId)];
  const lists = (scenario.prefixLists ?? []).map(({ id }) => idIn(id));
  const read = {
    networkAcls: valueOf(await reader.further('networkAcls', { vpcId }, signal)),
    securityGroups: valueOf(await reader.further('securityGroups', { ids }, signal)),
    prefixLists: valueOf(await reader.further('prefixLists', { ids: lists }, signal)),
    routedPrefixLists: valueOf(await reader.further('routedPrefixLists', { ids: lists }, signal)),
  };
  reader.close();
  return read;
}

function valueOf<Value>(outcome: ReadOutcome<Value>): Value {
  if ('failure' in outcome) throw new Error(outcome.failure.message);
  return outcome.value;
}

function comparable(
  { networkAcls, securityGroups, prefixLists, routedPrefixLists }: Firewalls,
  logical: (id: string) => string,
) {
  return {
    networkAcls: sorted(
      networkAcls.map((acl) => ({
        ...acl,
        id: logical(acl.id),
        subnetIds: acl.subnetIds.map(logical).toSorted(),
        entries: sorted(acl.entries),
      })),
    ),
    securityGroups: securityGroups.map(({ id, rules }) => ({
      id: logical(id),
      rules: sorted(rules.map((rule) => ({ ...rule, prefixListIds: rule.prefixListIds.map(logical) }))),
    })),
    prefixLists: prefixLists.map((each) => ({ ...each, id: logical(each.id) })),
    routedPrefixLists: routedPrefixLists.map((each) => ({ ...each, id: logical(each.id) })),
  };
}

function sorted<Item>(items: readonly Item[]): readonly Item[] {
  const text = (item: Item): string => JSON.stringify(item);
  return items.toSorted((one, other) => (text(one) < text(other) ? -1 : 1));
}

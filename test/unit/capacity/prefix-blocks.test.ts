import { describe, expect, test } from 'vitest';
import { freeIpv4Blocks, freeIpv6Blocks } from '../../../src/capacity/prefix-blocks.ts';
import type { BlockRun, SubnetReservation, SubnetUse } from '../../../src/snapshot/instance-sections.ts';

const none = { subnetId: 'subnet-a', ipv4: [], ipv6: [] };

function use(changes: Partial<SubnetUse>): SubnetUse {
  return { subnetId: 'subnet-a', interfaces: 0, ipv4Prefixes: 0, busyIpv4Blocks: [], takenIpv6Blocks: 0, ...changes };
}

/** 10.0.0.0 without its last four bits. */
const base = (10 * 2 ** 24) / 16;

describe('free /28 blocks', () => {
  test('of an empty /24 are all but the first and the last', () => {
    expect(freeIpv4Blocks({ ipv4Cidr: '10.0.0.0/24', freeIpv4: 251 }, undefined, none)).toEqual({
      total: 16,
      free: 14,
      freeReserved: 0,
      largestRun: 14,
    });
  });

  test('are none where one address lies in every other block, though most addresses are free', () => {
    const busyIpv4Blocks = Array.from({ length: 16 }, (_, index): BlockRun => [base + index, base + index]);
    const free = freeIpv4Blocks({ ipv4Cidr: '10.0.0.0/24', freeIpv4: 235 }, use({ busyIpv4Blocks }), none);
    expect(free).toMatchObject({ free: 0, largestRun: 0 });
  });

  test('are no more than the free addresses that EC2 counts allow: users in other accounts are not seen', () => {
    expect(freeIpv4Blocks({ ipv4Cidr: '10.0.0.0/24', freeIpv4: 40 }, undefined, none)?.free).toBe(2);
  });

  test('in a reservation for prefixes count, though EC2 has taken them off its count', () => {
    const ipv4 = [{ cidr: '10.0.0.128/26', kind: 'prefix' }] as const;
    const free = freeIpv4Blocks({ ipv4Cidr: '10.0.0.0/24', freeIpv4: 0 }, undefined, { ...none, ipv4 });
    expect(free).toMatchObject({ free: 4, freeReserved: 4 });
  });

  test('of an IPv6-only subnet are not spoken of', () => {
    expect(freeIpv4Blocks({ freeIpv4: 0 }, undefined, none)).toBeUndefined();
  });

  test('of a /28 are none', () => {
    expect(freeIpv4Blocks({ ipv4Cidr: '10.0.0.0/28', freeIpv4: 11 }, undefined, none)).toMatchObject({ free: 0 });
  });

  test('are what counting one by one gives, for 300 subnets drawn by chance', () => {
    const random = seeded(20_261_124);
    for (let round = 0; round < 300; round += 1) {
      const blocks = 2 ** (1 + Math.floor(random() * 7));
      const pick = (): number => Math.floor(random() * blocks);
      const busy = [...new Set(Array.from({ length: pick() }, pick))];
      const ipv4 = Array.from({ length: Math.floor(random() * 3) }, (): SubnetReservation => {
        const block = pick();
        return { cidr: addressOf(base + block), kind: random() < 0.5 ? 'prefix' : 'explicit' };
      });
      const available = Math.floor(random() * blocks * 16);
      const cidr = `10.0.0.0/${28 - Math.log2(blocks)}`;
      const counted = freeIpv4Blocks(
        { ipv4Cidr: cidr, freeIpv4: available },
        use({ busyIpv4Blocks: busy.map((each): BlockRun => [base + each, base + each]) }),
        { ...none, ipv4 },
      );
      expect({ round, ...pickOut(counted) }).toEqual({ round, ...naive({ blocks, busy, ipv4, available }) });
    }
  });
});

describe('free /80 blocks', () => {
  test('of an empty /64 are all 65,536 but the first and the last', () => {
    const free = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/64'] }, undefined, none);
    expect(free).toEqual({ total: 65_536n, atLeast: 65_534n, atMost: 65_534n });
  });

  test('of a /56 and of a /44 are counted as fast', () => {
    expect(freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/56'] }, undefined, none).total).toBe(2n ** 24n);
    expect(freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/44'] }, undefined, none).total).toBe(2n ** 36n);
  });

  test('are less what interfaces take and what is reserved, of which nobody knows whether it is the same', () => {
    const ipv6 = [{ cidr: '2001:db8:0:0:8000::/65', kind: 'explicit' }] as const;
    const free = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/64'] }, use({ takenIpv6Blocks: 100 }), { ...none, ipv6 });
    // The last /80 is in the reservation, the first is not.
    expect(free).toEqual({ total: 65_536n, atLeast: 32_768n - 101n, atMost: 32_767n });
  });

  test('are none where all is reserved, and all where it is reserved for prefixes', () => {
    const reserved = (kind: 'explicit' | 'prefix') =>
      freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/64'] }, undefined, { ...none, ipv6: [{ cidr: '2001:db8::/64', kind }] });
    expect(reserved('explicit')).toMatchObject({ atLeast: 0n, atMost: 0n });
    expect(reserved('prefix')).toMatchObject({ atLeast: 65_534n });
  });

  test('lie between the bounds, for 300 subnets drawn by chance', () => {
    const random = seeded(7);
    for (let round = 0; round < 300; round += 1) {
      const taken = new Set(Array.from({ length: Math.floor(random() * 400) }, () => 1 + Math.floor(random() * 254)));
      const cidr = `2001:db8:0:0:${Math.floor(random() * 256).toString(16)}::/80`;
      const block = Number.parseInt(cidr.split(':')[4] ?? '0', 16);
      const exact = naiveIpv6(taken, block);
      const free = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/72'] }, use({ takenIpv6Blocks: taken.size }), {
        ...none,
        ipv6: [{ cidr, kind: 'explicit' }],
      });
      expect(free.atLeast <= exact && exact <= free.atMost, `${free.atLeast} ${exact} ${free.atMost}`).toBe(true);
    }
  });
});

interface Drawn {
  readonly blocks: number;
  readonly busy: readonly number[];
  readonly ipv4: readonly SubnetReservation[];
  readonly available: number;
}

/** One block at a time. */
function naive({ blocks, busy, ipv4, available }: Drawn): object {
  const reserved = (kind: string) => ipv4.filter((each) => each.kind === kind).map(({ cidr }) => cidr);
  let [open, kept] = [0, 0];
  for (let block = 1; block < blocks - 1; block += 1) {
    const cidr = addressOf(base + block);
    if (busy.includes(block) || reserved('explicit').includes(cidr)) continue;
    if (reserved('prefix').includes(cidr)) kept += 1;
    else open += 1;
  }
  return { total: blocks, free: Math.min(open, Math.floor(available / 16)) + kept, freeReserved: kept };
}

function pickOut(found: ReturnType<typeof freeIpv4Blocks>): object {
  return { total: found?.total, free: found?.free, freeReserved: found?.freeReserved };
}

function naiveIpv6(taken: ReadonlySet<number>, reserved: number): bigint {
  let free = 0n;
  for (let block = 1; block < 255; block += 1) if (!taken.has(block) && block !== reserved) free += 1n;
  return free;
}

function addressOf(block: number): string {
  const address = block * 16;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/28`;
}

/** The same numbers on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

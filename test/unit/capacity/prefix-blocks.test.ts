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

  test('are what counting one by one gives, for 1,000 subnets drawn by chance', () => {
    const random = seeded(seed);
    for (let round = 0; round < 1_000; round += 1) {
      const blocks = 2 ** Math.floor(random() * 8);
      const pick = (): number => Math.floor(random() * blocks);
      const busy = [...new Set(Array.from({ length: pick() }, pick))];
      const reserved = Array.from({ length: Math.floor(random() * 4) }, () => drawReservation(random, blocks));
      const available = Math.floor(random() * blocks * 16);
      const counted = freeIpv4Blocks(
        { ipv4Cidr: `10.0.0.0/${28 - Math.log2(blocks)}`, freeIpv4: available },
        use({ busyIpv4Blocks: busy.map((each): BlockRun => [base + each, base + each]) }),
        {
          ...none,
          ipv4: reserved.map(({ first, size, kind }) => ({ cidr: ipv4Cidr(base + first, 28 - Math.log2(size)), kind })),
        },
      );
      expect({ seed, round, ...counted }).toEqual({ seed, round, ...naive({ blocks, busy, reserved, available }) });
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

  test('are fewer by an address that an interface has beside those AWS keeps, or not', () => {
    const free = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/64'] }, use({ takenIpv6Blocks: 1 }), none);
    expect(free).toEqual({ total: 65_536n, atLeast: 65_533n, atMost: 65_534n });
  });

  test('are at most what interfaces leave, wherever their blocks lie', () => {
    const free = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/64'] }, use({ takenIpv6Blocks: 100 }), none);
    expect(free).toMatchObject({ atLeast: 65_536n - 102n, atMost: 65_436n });
    const more = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/79'] }, use({ takenIpv6Blocks: 3 }), none);
    expect(more).toEqual({ total: 2n, atLeast: 0n, atMost: 0n });
  });

  test('of several CIDR blocks have the edges of each', () => {
    const free = freeIpv6Blocks({ ipv6Cidrs: ['2001:db8::/64', '2001:db8:0:2::/64'] }, undefined, none);
    expect(free).toEqual({ total: 131_072n, atLeast: 131_068n, atMost: 131_068n });
  });

  test('lie between the bounds that counting one by one keeps, for 1,000 subnets drawn by chance', () => {
    const random = seeded(seed);
    let met = 0;
    for (let round = 0; round < 1_000; round += 1) {
      const blocks = 2 ** (1 + Math.floor(random() * 8));
      const pick = (): number => Math.floor(random() * blocks);
      const busy = [...new Set(Array.from({ length: pick() }, pick))];
      const reserved = Array.from({ length: Math.floor(random() * 4) }, () => drawReservation(random, blocks));
      const { atLeast, atMost, total } = freeIpv6Blocks(
        { ipv6Cidrs: [`2001:db8::/${80 - Math.log2(blocks)}`] },
        use({ takenIpv6Blocks: busy.length }),
        {
          ...none,
          ipv6: reserved.map(({ first, size, kind }) => ({
            cidr: `2001:db8:0:0:${first.toString(16)}::/${80 - Math.log2(size)}`,
            kind,
          })),
        },
      );
      const exact = BigInt(listFree({ blocks, busy, reserved }).length);
      expect(total).toBe(BigInt(blocks));
      expect(atLeast <= exact && exact <= atMost, `seed ${seed}, round ${round}: ${atLeast} ${exact} ${atMost}`).toBe(
        true,
      );
      if (atLeast === exact || atMost === exact) met += 1;
    }
    // Bounds that nothing ever meets would be too wide.
    expect(met).toBeGreaterThan(100);
  });
});

const seed = 20_261_124;

interface Drawn {
  readonly blocks: number;
  readonly busy: readonly number[];
  readonly reserved: readonly DrawnReservation[];
}

interface DrawnReservation {
  readonly first: number;
  readonly size: number;
  readonly kind: SubnetReservation['kind'];
}

/** An aligned run of one, two, four … blocks that lies in the subnet. */
function drawReservation(random: () => number, blocks: number): DrawnReservation {
  const size = 2 ** Math.floor(random() * (Math.log2(blocks) + 1));
  return {
    first: size * Math.floor(random() * (blocks / size)),
    size,
    kind: random() < 0.5 ? 'prefix' : 'explicit',
  };
}

/** One block at a time. */
function listFree({ blocks, busy, reserved }: Drawn): readonly number[] {
  const inside = Array.from({ length: Math.max(0, blocks - 2) }, (_, index) => index + 1);
  return inside.filter((block) => !busy.includes(block) && !isReserved(block, 'explicit', reserved));
}

function isReserved(block: number, kind: string, reserved: readonly DrawnReservation[]): boolean {
  return reserved.some((each) => each.kind === kind && block >= each.first && block < each.first + each.size);
}

function naive({ available, ...drawn }: Drawn & { readonly available: number }): object {
  const free = listFree(drawn);
  const kept = free.filter((block) => isReserved(block, 'prefix', drawn.reserved)).length;
  const counted = Math.min(free.length - kept, Math.floor(available / 16)) + kept;
  const runs = free.map((block) => runFrom(block, new Set(free)));
  return {
    total: drawn.blocks,
    free: counted,
    freeReserved: kept,
    largestRun: Math.min(counted, Math.max(0, ...runs)),
  };
}

function runFrom(block: number, free: ReadonlySet<number>): number {
  let end = block;
  while (free.has(end)) end += 1;
  return end - block;
}

function ipv4Cidr(block: number, length: number): string {
  const address = block * 16;
  return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${length}`;
}

/** The same numbers on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return state / 2 ** 31;
  };
}

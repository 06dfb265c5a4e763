import { expect, test } from 'vitest';
import { aVpc } from '../../support/builders.ts';
import { AssessedWorld } from './assessed-world.ts';

const minute = 60_000;

test('a waiver that ends changes the verdict at that moment, without any other event', async () => {
  const world = new AssessedWorld();
  world.aws.world.vpc = aVpc({ ipv6Cidrs: [], ipv6Origins: [] });
  const expiresAt = new Date(world.clock.now() + 20 * minute).toISOString();
  world.apply({ spec: { waivers: [{ check: 'VPC-001', reason: 'the block is ordered', expiresAt }] } });
  await world.clock.advance(19 * minute);
  expect(statusOf(world, 'VpcDualStack')).toMatchObject({ status: 'True', reason: 'Waived' });
  const writes = world.writes.length;

  await world.clock.advance(minute - 1);
  expect(world.writes.length).toBe(writes);
  await world.clock.advance(1);
  expect(world.writes.length).toBe(writes + 1);
  expect(statusOf(world, 'VpcDualStack')).toMatchObject({ status: 'False', reason: 'NoIpv6Cidr' });
  expect(statusOf(world, 'Ready')).toMatchObject({ status: 'False', reason: 'Blocked' });
});

function statusOf(world: AssessedWorld, type: string) {
  return world.writes.at(-1)?.status.conditions?.find((condition) => condition.type === type);
}

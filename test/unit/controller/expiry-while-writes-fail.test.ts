import { expect, test } from 'vitest';
import { throttled } from '../../support/fake-aws-reader.ts';
import { AssessedWorld } from './assessed-world.ts';

const minute = 60_000;

test('metrics let go of a verdict when its data expires, although statuses cannot be written and backoffs are long', async () => {
  const world = new AssessedWorld();
  world.apply();
  await world.clock.advance(minute);
  expect(world.samples.get('prod')).toContainEqual(ready('True'));

  world.answer = () => Promise.reject(new Error('the API server is away'));
  world.apply({ generation: 2 }); // Asks for a write, which fails again and again.
  await world.clock.advance(20 * minute);
  world.aws.failures.set('subnets', throttled);
  await world.clock.advance(3 * minute + 31_000); // The budget of subnets, and a poll.
  expect(world.samples.get('prod')).toContainEqual(ready('Unknown'));
});

function ready(status: string) {
  return { metric: 'ipv6_readiness_condition', labels: { type: 'Ready', status }, value: 1 };
}

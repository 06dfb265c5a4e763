import { expect, test } from 'vitest';
import { applyReadiness, verdicts } from '../support/assessed.ts';
import { shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { awsId } from '../world/build-aws.ts';
import { fragmentedIpv4Subnet, scattered } from '../world/scenarios/fragmented-ipv4-subnet.ts';
import { startWorld } from '../world/world.ts';

const subnet = awsId('subnet', 'private-a');
const idOf = (ipv4: string): string => scattered.find((each) => each.ipv4 === ipv4)?.id ?? '';

test('F63 hundreds of free addresses and no free /28 block are a blocker where nodes take prefixes, until a block is free', async () => {
  const world = await startWorld(fragmentedIpv4Subnet);
  const operator = await startOperatorProcess({ environment: world.environment(), flags: shortPaces });
  try {
    const resource = await applyReadiness(world, 'prod', { goal: 'Operate' });
    const isFragmented = 'False NoFreeBlocks';
    const blocked = await resource.until(
      'no free block',
      (status) => verdicts(status)['IPv4HeadroomAvailable'] === isFragmented,
    );
    const { message } = blocked.conditions?.find(({ type }) => type === 'IPv4HeadroomAvailable') ?? {};
    expect(message).toBe(`No /28 block is free: ${subnet} (0 free, with at least 192 free addresses).`);
    expect(blocked.findings?.filter(({ code }) => code === 'CAP-002')).toMatchObject([
      {
        code: 'CAP-002',
        severity: 'blocker',
        reason: 'NoFreeBlocks',
        message,
        resources: [{ kind: 'Subnet', name: subnet }],
      },
    ]);

    await world.mend({ networkInterfaces: { [idOf('10.0.0.121')]: null } });
    await resource.until(
      'a free block',
      (status) => verdicts(status)['IPv4HeadroomAvailable'] === 'True FewFreeBlocks',
    );
    await world.mend({ networkInterfaces: { [idOf('10.0.0.137')]: null } });
    const healed = await resource.until(
      'blocks enough',
      (status) => verdicts(status)['IPv4HeadroomAvailable'] === 'True NodesTakeIpv4ForPods',
    );
    expect(healed.findings?.filter(({ code }) => code === 'CAP-002')).toEqual([]);
  } finally {
    await operator.stop();
    await world.stop();
  }
});

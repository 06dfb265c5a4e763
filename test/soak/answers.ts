import { createAwsReader } from '../../src/aws/aws-reader.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import type { Logger } from '../../src/runtime/logger.ts';
import { startBulkServer } from '../bench/processes.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { type GrowthSample, judgeGrowth } from './growth.ts';
import { holding } from './heap-probe.ts';
import type { Verdict } from './verdict.ts';

/** No account is spared here: what is looked at is what stays behind. */
const quick = { starts: 100_000, intervalMs: 1_000, concurrency: 8 };

/** One that keeps no lines. */
const silent: Logger = { debug() {}, info() {}, warn() {}, error() {}, child: () => silent };

export interface AnswerSoak {
  readonly answers: number;
  readonly samples: number;
  readonly mebibytesPerMillion: number;
}

/** The reader of AWS, in this process, with the endpoint in another. */
export async function answerSoak({ answers, samples: count, mebibytesPerMillion }: AnswerSoak): Promise<Verdict> {
  const server = await startBulkServer(1, 1);
  Object.assign(process.env, server.environment);
  let done = 0;
  let failed = 0;
  const reader = createAwsReader({
    region: healthyIpv6.region,
    clock: systemClock,
    logger: silent,
    limits: { ec2Pace: quick, eksPace: quick },
    onCall: ({ outcome }) => {
      done += 1;
      if (outcome !== 'ok') failed += 1;
    },
  });
  const { cluster, vpc, instanceTypes } = healthyIpv6;
  const types = instanceTypes.map(({ name }) => name);
  try {
    const samples: GrowthSample[] = [];
    while (samples.length < count) {
      const { signal } = new AbortController();
      await Promise.all([
        reader.cluster(cluster.name, signal),
        reader.vpc(vpc.id, signal),
        reader.subnets(vpc.id, signal),
        reader.nodeGroups(cluster.name, signal),
        reader.fargateProfiles(cluster.name, signal),
        reader.instanceTypes(types, signal),
      ]);
      if (done >= (answers * (samples.length + 1)) / count) samples.push({ done, ...holding() });
    }
    const growth = judgeGrowth('AWS answers', samples, { mebibytesPerMillion });
    return { ...growth, problems: [...growth.problems, ...(failed === 0 ? [] : [`${failed} AWS calls failed`])] };
  } finally {
    reader.close();
    await server.stop();
  }
}

import { parseArgs } from 'node:util';
import { answerSoak } from './answers.ts';
import { eventSoak } from './events.ts';
import { quietSoak } from './quiet.ts';
import type { Verdict } from './verdict.ts';

/*
 * What only shows after a long time. Ends with 0 unless something grew, failed, or was written without need.
 * Alone: three minutes, with bounds that only a leak passes. --full: a million events and 100,000 answers.
 * --quiet-minutes N: instead, a cluster on real parts in which nothing changes, for N minutes.
 */

const { values } = parseArgs({
  options: { full: { type: 'boolean', default: false }, 'quiet-minutes': { type: 'string' } },
});

/** 20 of the samples are in the regression, the rest is warm-up. In the short form what engines compile late weighs more. */
const short = { samples: 25, mebibytesPerMillion: 64 };
const full = { samples: 25, mebibytesPerMillion: 0.5 };

process.on('unhandledRejection', (error) => {
  console.error('a rejection was not handled:', error);
  process.exit(1);
});

if (values['quiet-minutes'] === undefined) {
  report(await eventSoak(values.full ? { ...full, events: 1_000_000 } : { ...short, events: 250_000 }));
  report(await answerSoak(values.full ? { ...full, answers: 100_000 } : { ...short, answers: 20_000 }));
} else {
  const minutes = Number(values['quiet-minutes']);
  if (!(minutes > 0)) throw new Error('--quiet-minutes takes a number');
  report(await quietSoak(minutes));
}
process.exit();

function report({ figures, problems }: Verdict): void {
  for (const [name, value] of Object.entries(figures)) console.log(`${name}: ${value}`);
  for (const problem of problems) console.error(`not as it must be: ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

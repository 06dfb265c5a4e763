import type { Holding } from './heap-probe.ts';
import type { Verdict } from './verdict.ts';

export interface GrowthSample extends Holding {
  /** Events or answers so far. */
  readonly done: number;
}

/** While caches of the engine and of the libraries fill. */
const warmUp = 0.2;
const mebibyte = 1024 * 1024;
/** A connection or two more than before is no leak, one for each thousand events is. */
const tolerated = 6;

export function judgeGrowth(
  what: string,
  samples: readonly GrowthSample[],
  limits: { readonly mebibytesPerMillion: number },
): Verdict {
  const steady = samples.slice(Math.floor(samples.length * warmUp));
  const perMillion = (slope(steady.map(({ done, heapBytes }) => [done, heapBytes])) * 1e6) / mebibyte;
  const [first, last] = [steady.slice(0, 5), steady.slice(-5)];
  const moreTimers = most(last, 'timers') - most(first, 'timers');
  const moreDescriptors = most(last, 'descriptors') - most(first, 'descriptors');
  return {
    figures: {
      [what]: samples.at(-1)?.done ?? 0,
      [`${what}: samples in the regression`]: steady.length,
      [`${what}: heap slope, MiB per million`]: perMillion.toFixed(3),
      [`${what}: heap MiB, first and last`]: `${heapOf(steady.at(0))} ${heapOf(steady.at(-1))}`,
      [`${what}: timers, first and last`]: `${most(first, 'timers')} ${most(last, 'timers')}`,
      [`${what}: descriptors, first and last`]: `${most(first, 'descriptors')} ${most(last, 'descriptors')}`,
    },
    problems: [
      ...(perMillion <= limits.mebibytesPerMillion
        ? []
        : [`${what}: the heap grows by ${perMillion.toFixed(2)} MiB per million`]),
      ...(moreTimers <= tolerated ? [] : [`${what}: ${moreTimers} timers more at the end`]),
      ...(moreDescriptors <= tolerated ? [] : [`${what}: ${moreDescriptors} descriptors more at the end`]),
    ],
  };
}

/** Least squares. */
function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [meanX, meanY] = [mean(0), mean(1)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0);
  const variance = points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  return covariance / variance;
}

function most(samples: readonly GrowthSample[], field: 'timers' | 'descriptors'): number {
  return Math.max(...samples.map((sample) => sample[field]));
}

function heapOf(sample: GrowthSample | undefined): string {
  return ((sample?.heapBytes ?? 0) / mebibyte).toFixed(2);
}

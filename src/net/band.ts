/**
 * Rounds a count down to two significant bits: 0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64 … A number in status or in a
 * message that changed with every pod would write the status with every pod; the exact number is a metric.
 */
export function band(count: number): number {
  if (count < 4) return Math.max(0, Math.floor(count));
  const step = 2 ** (Math.floor(Math.log2(count)) - 1);
  return Math.floor(count / step) * step;
}

/** How a banded count is read: exact up to four, "at least" above. */
export function atLeast(count: number): string {
  return count < 4 ? String(Math.max(0, Math.floor(count))) : `at least ${band(count)}`;
}

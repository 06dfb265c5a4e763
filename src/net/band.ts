/** Counts below this are told exactly: where addresses run out, every one counts. */
const exactBelow = 16;

/**
 * Keeps small counts and rounds larger ones down to two significant bits: … 14, 15, 16, 24, 32, 48, 64, 96 … A number in
 * status or in a message that changed with every pod would write the status with every pod; the exact number is a metric.
 */
export function band(count: number): number {
  const whole = Math.max(0, Math.floor(count));
  if (whole < exactBelow) return whole;
  const step = 2 ** (Math.floor(Math.log2(whole)) - 1);
  return Math.floor(whole / step) * step;
}

/** How a banded count is read: exact while it is small, "at least" above. */
export function atLeast(count: number): string {
  return count < exactBelow ? String(band(count)) : `at least ${band(count)}`;
}

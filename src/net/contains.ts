import { cidrIndex } from './cidr.ts';

/** Whether `inner`, a block or an address, lies in `outer` whole. */
export function contains(outer: string, inner: string): boolean {
  return cidrIndex([[outer, outer]]).find(inner) !== undefined;
}

/** Whether two blocks have addresses in common: one then lies in the other. */
export function overlaps(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

import { familyOf } from '../../net/address.ts';
import type { PodFacts } from '../kubernetes-sections.ts';
import { addressAt, labelOf, listAt, textAt, valueAt } from './json.ts';

/** What a live pod is counted by; undefined for a finished one, which has given its address back. */
export function podFacts(pod: unknown): PodFacts | undefined {
  const phase = textAt(pod, ['status', 'phase']);
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const fargateProfile = labelOf(pod, 'eks.amazonaws.com/fargate-profile');
  return {
    ...(fargateProfile === undefined ? {} : { fargateProfile }),
    placement: textAt(pod, ['spec', 'nodeName']) === undefined ? 'waiting' : 'placed',
    hostNetwork: valueAt(pod, ['spec', 'hostNetwork']) === true,
    families: familiesOf(pod),
  };
}

function familiesOf(pod: unknown): PodFacts['families'] {
  const list = listAt(pod, ['status', 'podIPs']).map((entry) => addressAt(entry, ['ip']));
  const hasSingle = textAt(pod, ['status', 'podIP']) !== undefined;
  const addresses = list.length > 0 || !hasSingle ? list : [addressAt(pod, ['status', 'podIP'])];
  const families = new Set(addresses.map((address) => familyOf(address) ?? 'invalid'));
  if (families.has('invalid')) return 'invalid';
  if (families.size === 2) return 'both';
  const [only] = families;
  return only === 'ipv4' || only === 'ipv6' ? only : 'none';
}

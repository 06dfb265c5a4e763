import type { PodFacts } from '../kubernetes-sections.ts';
import { labelOf, textAt } from './json.ts';

/** What a live pod is counted by; undefined for a finished one, which has given its address back. */
export function podFacts(pod: unknown): PodFacts | undefined {
  const phase = textAt(pod, ['status', 'phase']);
  if (phase === 'Succeeded' || phase === 'Failed') return undefined;
  const fargateProfile = labelOf(pod, 'eks.amazonaws.com/fargate-profile');
  return {
    ...(fargateProfile === undefined ? {} : { fargateProfile }),
    placement: textAt(pod, ['spec', 'nodeName']) === undefined ? 'waiting' : 'placed',
  };
}

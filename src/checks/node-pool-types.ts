import type { NodePool, NodeRequirement } from '../snapshot/karpenter-sections.ts';
import { firstNitroGeneration, xenFamilies } from './data/xen-families.ts';

/** Whether what a NodePool demands leaves Nitro types alone; a NodePool that demands nothing may launch any type. */
export function demandsNitro({ requirements }: NodePool): boolean {
  return requirements.some(isNitroAlone);
}

function isNitroAlone({ key, operator, values }: NodeRequirement): boolean {
  if (values.length === 0) return false;
  const name = key.slice(key.indexOf('/') + 1);
  if (name === 'instance-hypervisor') return operator === 'In' && values.every((value) => value === 'nitro');
  if (name === 'instance-generation') return isRecent(operator, values.map(Number));
  if (operator !== 'In') return false;
  if (name === 'instance-family') return values.every((family) => !xenFamilies.has(family));
  // A metal type of such a family has no hypervisor; the list of types then names it.
  if (name === 'instance-type')
    return values.every((type) => type.includes('.metal') || !xenFamilies.has(familyOf(type)));
  return false;
}

function isRecent(operator: string, generations: readonly number[]): boolean {
  const [bound = 0] = generations;
  if (operator === 'Gt') return bound >= firstNitroGeneration - 1;
  if (operator === 'Gte') return bound >= firstNitroGeneration;
  return operator === 'In' && generations.every((generation) => generation >= firstNitroGeneration);
}

function familyOf(type: string): string {
  return type.split('.')[0] ?? '';
}

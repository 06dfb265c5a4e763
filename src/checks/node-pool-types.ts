import type { NodePool, NodeRequirement } from '../snapshot/karpenter-sections.ts';
import { firstNitroGeneration, xenFamilies } from './data/xen-families.ts';

/** Whether what a NodePool demands leaves Nitro types alone; a NodePool that demands nothing may launch any type. */
export function demandsNitro({ requirements }: NodePool): boolean {
  return requirements.some(isNitroAlone);
}

function isNitroAlone({ key, operator, values }: NodeRequirement): boolean {
  if (values.length === 0) return false;
  switch (key) {
    case 'karpenter.k8s.aws/instance-hypervisor':
      return operator === 'In' && values.every((value) => value === 'nitro');
    case 'karpenter.k8s.aws/instance-generation':
      return isRecent(operator, values.map(Number));
    case 'karpenter.k8s.aws/instance-family':
      return operator === 'In' && values.every((family) => !xenFamilies.has(family));
    case 'node.kubernetes.io/instance-type':
      return operator === 'In' && values.every(isNitroType);
    default:
      return false;
  }
}

/** A metal type of a family on Xen has no hypervisor at all. */
function isNitroType(type: string): boolean {
  return type.includes('.metal') || !xenFamilies.has(type.split('.')[0] ?? '');
}

function isRecent(operator: string, generations: readonly number[]): boolean {
  const [bound = 0] = generations;
  if (operator === 'Gt') return bound >= firstNitroGeneration - 1;
  if (operator === 'Gte') return bound >= firstNitroGeneration;
  return operator === 'In' && generations.every((generation) => generation >= firstNitroGeneration);
}

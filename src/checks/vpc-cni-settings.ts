import { argumentOf } from '../snapshot/facts/container-facts.ts';
import type { ContainerFacts, VpcCni } from '../snapshot/kubernetes-sections.ts';

/** A boolean environment variable as the VPC CNI reads it. `unknown`: its value is kept in a place that is not read. */
export type Switch = 'on' | 'off' | 'unknown';

/** What Go's `strconv.ParseBool` takes for true; the VPC CNI takes everything else for its default, which is off. */
const trueTexts = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);

export function switchOf(container: ContainerFacts | undefined, name: string, configMap: VpcCni['configMap']): Switch {
  if (!container) return 'unknown';
  const value = container.environment[name];
  if (value === undefined) return container.environmentFrom.length > 0 ? 'unknown' : 'off';
  if ('value' in value) return toSwitch(value.value);
  if ('unresolvable' in value || value.configMap !== 'amazon-vpc-cni') return 'unknown';
  if (configMap && Object.hasOwn(configMap, value.key)) return toSwitch(configMap[value.key] ?? '');
  return value.optional ? 'off' : 'unknown';
}

function toSwitch(value: string): Switch {
  return trueTexts.has(value) ? 'on' : 'off';
}

/** `unfit`: it enforces policies without knowing of IPv6; `idle`: it would, but policies are off. */
export function policyAgentState(agent: ContainerFacts | undefined): 'absent' | 'fit' | 'unfit' | 'idle' {
  if (!agent) return 'absent';
  if (argumentOf(agent.args, 'enable-ipv6') === 'true') return 'fit';
  return argumentOf(agent.args, 'enable-network-policy') === 'true' ? 'unfit' : 'idle';
}

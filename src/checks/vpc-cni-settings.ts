import { argumentOf } from '../snapshot/facts/container-facts.ts';
import type { ContainerFacts, VpcCni } from '../snapshot/kubernetes-sections.ts';

/** A boolean environment variable as the VPC CNI reads it. `unknown`: its value is kept in a place that is not read. */
export type Switch = 'on' | 'off' | 'unknown';

/** What Go's `strconv.ParseBool` takes for true and for false; the VPC CNI takes everything else for its default. */
const trueTexts = new Set(['1', 't', 'T', 'TRUE', 'true', 'True']);
const falseTexts = new Set(['0', 'f', 'F', 'FALSE', 'false', 'False']);
const longestShown = 64;

/** Of a variable that is off where nobody sets it. */
export function switchOf(container: ContainerFacts | undefined, name: string, configMap: VpcCni['configMap']): Switch {
  const text = textOf(container, name, configMap);
  if (text === 'unknown') return 'unknown';
  return text !== undefined && trueTexts.has(text.value) ? 'on' : 'off';
}

/** Of a variable that is on where nobody sets it. */
export function switchOnByDefault(
  container: ContainerFacts | undefined,
  name: string,
  configMap: VpcCni['configMap'],
): Switch {
  const text = textOf(container, name, configMap);
  if (text === 'unknown') return 'unknown';
  return text !== undefined && falseTexts.has(text.value) ? 'off' : 'on';
}

/** Undefined where the variable is not set. */
export function textOf(
  container: ContainerFacts | undefined,
  name: string,
  configMap: VpcCni['configMap'],
): { readonly value: string } | 'unknown' | undefined {
  if (!container) return 'unknown';
  const value = container.environment[name];
  if (value === undefined) return container.environmentFrom.length > 0 ? 'unknown' : undefined;
  if ('value' in value) return value;
  if ('unresolvable' in value || value.configMap !== 'amazon-vpc-cni') return 'unknown';
  if (configMap && Object.hasOwn(configMap, value.key)) return { value: configMap[value.key] ?? '' };
  return value.optional ? undefined : 'unknown';
}

/** A value as a message may hold it: a ConfigMap has any text. */
export function shown(value: string): string {
  return value.replaceAll(/[^\x20-\x7e]/gu, '').slice(0, longestShown);
}

/** `unfit`: it enforces policies without knowing of IPv6; `idle`: it would, but policies are off. */
export function policyAgentState(agent: ContainerFacts | undefined): 'absent' | 'fit' | 'unfit' | 'idle' {
  if (!agent) return 'absent';
  if (argumentOf(agent.args, 'enable-ipv6') === 'true') return 'fit';
  return argumentOf(agent.args, 'enable-network-policy') === 'true' ? 'unfit' : 'idle';
}

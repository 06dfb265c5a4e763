import type { AddressMode, WarmTargets } from '../capacity/ipamd.ts';
import type { Sections } from '../snapshot/snapshot.ts';
import { switchOf, switchOnByDefault, textOf } from './vpc-cni-settings.ts';
import { withoutVpcCni } from './vpc-cni-use.ts';

/** How the VPC CNI gives addresses to pods of this cluster now. */
export interface Addressing {
  readonly mode: AddressMode;
  readonly warm: WarmTargets;
  readonly maxEni?: number;
  readonly customNetworking: boolean;
  /** Interfaces may be in subnets that are tagged for it. */
  readonly discovery: boolean;
  /** A trunk interface for security groups of pods, which has an address of its own. */
  readonly trunk: boolean;
}

const noTargets: WarmTargets = { interfaces: 1, prefixes: 0, addresses: 0, minimumAddresses: 0 };

const ofIpv6: Addressing = { mode: 'ipv6', warm: noTargets, customNetworking: false, discovery: false, trunk: false };

/** What is not known is named: settings, or the VPC CNI itself. In IPv6 there is nothing to set. */
export function addressingOf({
  cluster,
  vpcCni,
  nodes,
}: Pick<Sections, 'cluster' | 'vpcCni' | 'nodes'>): Addressing | { readonly unknown: string } {
  const { daemonSet, configMap } = vpcCni;
  const podEni = switchOf(daemonSet?.main, 'ENABLE_POD_ENI', configMap);
  if (cluster.ipFamily === 'ipv6') return { ...ofIpv6, trunk: podEni === 'on' };
  const missing = withoutVpcCni({ vpcCni, nodes });
  if (missing) return { unknown: missing.message };

  const unknown: string[] = [];
  const known = <T>(name: string, value: T | 'unknown', otherwise: T): T => {
    if (value !== 'unknown') return value;
    unknown.push(name);
    return otherwise;
  };
  const isOn = (name: string): boolean => known(name, switchOf(daemonSet?.main, name, configMap), 'off') === 'on';
  const number = (name: string, byDefault: number): number => {
    const text = known(name, textOf(daemonSet?.main, name, configMap), undefined);
    return text === undefined ? byDefault : toTarget(text.value, byDefault);
  };
  const discovery = known(
    'ENABLE_SUBNET_DISCOVERY',
    switchOnByDefault(daemonSet?.main, 'ENABLE_SUBNET_DISCOVERY', configMap),
    'off',
  );
  const addressing: Addressing = {
    mode: isOn('ENABLE_PREFIX_DELEGATION') ? 'prefixes' : 'secondaryAddresses',
    warm: {
      interfaces: number('WARM_ENI_TARGET', 1),
      // The manifest sets 1; where nobody does, the VPC CNI takes none.
      prefixes: number('WARM_PREFIX_TARGET', 0),
      addresses: number('WARM_IP_TARGET', 0),
      minimumAddresses: number('MINIMUM_IP_TARGET', 0),
    },
    maxEni: number('MAX_ENI', 0),
    customNetworking: isOn('AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG'),
    discovery: discovery === 'on',
    trunk: known('ENABLE_POD_ENI', podEni, 'off') === 'on',
  };
  return unknown.length > 0 ? { unknown: `Settings whose value is not known: ${unknown.join(', ')}.` } : addressing;
}

/** The VPC CNI takes text that is no number, and numbers below zero, for its default. */
function toTarget(text: string, byDefault: number): number {
  return /^\+?\d{1,9}$/.test(text) ? Number(text) : byDefault;
}

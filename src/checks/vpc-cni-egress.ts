import semver from 'semver';
import type { VpcCni } from '../snapshot/kubernetes-sections.ts';
import { type Switch, switchOnByDefault } from './vpc-cni-settings.ts';
import { versionOfImage } from './vpc-cni-use.ts';

const firstWithSwitch = '1.15.1';

/** Whether pods of an IPv6 cluster have a way out over IPv4. Versions before the switch came always have it. */
export function ipv4Egress({ daemonSet, configMap }: VpcCni): Switch {
  const version = daemonSet?.main && versionOfImage(daemonSet.main.image, 'amazon-k8s-cni');
  if (version !== undefined && semver.lt(version, firstWithSwitch)) return 'on';
  return switchOnByDefault(daemonSet?.main, 'ENABLE_V4_EGRESS', configMap);
}

import type { ImageFacts } from '../kubernetes-sections.ts';
import type { EniConfig, KubeProxyConfig, SecurityGroupPolicy } from '../pod-network-sections.ts';
import { containerFacts, repositoryName } from './container-facts.ts';
import { listAt, textAt, toText, valueAt } from './json.ts';
import { parseYaml } from './yaml-text.ts';

const mostGroups = 16;

/** Ten times what EKS writes. */
const longestConfig = 16 * 1024;

export function eniConfigFacts(eniConfig: unknown): EniConfig {
  const subnetId = textAt(eniConfig, ['spec', 'subnet']);
  return {
    name: textAt(eniConfig, ['metadata', 'name']) ?? '',
    ...(subnetId === undefined ? {} : { subnetId }),
  };
}

export function securityGroupPolicyFacts(policy: unknown): SecurityGroupPolicy {
  return {
    namespace: textAt(policy, ['metadata', 'namespace']) ?? '',
    name: textAt(policy, ['metadata', 'name']) ?? '',
    groupIds: listAt(policy, ['spec', 'securityGroups', 'groupIds'])
      .slice(0, mostGroups)
      .flatMap((id) => toText(id) ?? []),
  };
}

/** Of the DaemonSet of kube-system that is called `kube-proxy`, or runs its image; undefined for any other. */
export function kubeProxyImage(daemonSet: unknown): ImageFacts | undefined {
  if (textAt(daemonSet, ['metadata', 'namespace']) !== 'kube-system') return undefined;
  const containers = listAt(daemonSet, ['spec', 'template', 'spec', 'containers']).map(containerFacts);
  const runs = containers.find(({ image }) => repositoryName(image) === 'kube-proxy');
  if (runs) return runs.image;
  return textAt(daemonSet, ['metadata', 'name']) === 'kube-proxy' ? (containers[0]?.image ?? { image: '' }) : undefined;
}

/** What is no configuration of kube-proxy, or too long to be one, is unreadable and never empty. */
export function kubeProxyConfigFacts(configMap: unknown): KubeProxyConfig {
  const config = parsed(valueAt(configMap, ['data', 'config']));
  if (textAt(config, ['kind']) !== 'KubeProxyConfiguration') return { readable: false };
  const bindAddress = textAt(config, ['bindAddress']);
  const healthzBindAddress = textAt(config, ['healthzBindAddress']);
  const mode = textAt(config, ['mode']);
  return {
    readable: true,
    ...(bindAddress === undefined ? {} : { bindAddress }),
    ...(healthzBindAddress === undefined ? {} : { healthzBindAddress }),
    ...(mode === undefined ? {} : { mode }),
  };
}

function parsed(text: unknown): unknown {
  return typeof text === 'string' && text.length <= longestConfig ? parseYaml(text) : undefined;
}

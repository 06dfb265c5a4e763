import type { EniConfig, KubeProxy, SecurityGroupPolicy } from '../../src/snapshot/pod-network-sections.ts';

/** As the managed add-on sets it up in an IPv6 cluster. */
export function aKubeProxy(changes: Partial<Extract<KubeProxy['config'], { readable: true }>> = {}): KubeProxy {
  return {
    image: { image: 'registry/eks/kube-proxy:v1.34.1-eksbuild.2', version: '1.34.1' },
    config: { readable: true, bindAddress: '::', healthzBindAddress: '[::]:10256', mode: 'iptables', ...changes },
  };
}

export function anEniConfig(changes: Partial<EniConfig> = {}): EniConfig {
  return { name: 'eu-west-1a', subnetId: 'subnet-pods-a', ...changes };
}

export function aSecurityGroupPolicy(changes: Partial<SecurityGroupPolicy> = {}): SecurityGroupPolicy {
  return { namespace: 'shop', name: 'database-clients', groupIds: ['sg-database'], ...changes };
}

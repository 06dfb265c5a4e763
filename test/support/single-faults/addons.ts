import type { Sections } from '../../../src/snapshot/snapshot.ts';
import { coreAddons, versionsOf } from '../addon-builders.ts';
import { aNetworkWorkload, aNodeClass, aNodePool, healthyValues } from '../builders.ts';
import { aRule, aSecurityGroup } from '../firewall-builders.ts';
import { networkWorkloadsWith, withKarpenter } from './healthy-worlds.ts';
import { migrating, operating, type SingleFault } from './single-fault.ts';

/** A mount target with an IPv6 address in this group. */
function mountedOverIpv6(...groups: Sections['mountTargetGroups']): Partial<Sections> {
  const target = { id: 'fsmt-0123456789abcdef0', ipv6: true, securityGroups: ['sg-files'] };
  return {
    mountTargets: [{ fileSystemId: 'fs-0123456789abcdef0', targets: [target] }],
    mountTargetGroups: groups,
  };
}

const running = (...args: Parameters<typeof aNetworkWorkload>): Partial<Sections> => ({
  networkWorkloads: networkWorkloadsWith(aNetworkWorkload(...args)),
});

const fileSystems = (changes: Partial<Sections['fileSystems']>): Partial<Sections> => ({
  fileSystems: { ...healthyValues().fileSystems, ...changes },
});

export const addonFaults: readonly SingleFault[] = [
  operating('A credential proxy without IPv6 runs', running('kube2iam', 'docker.io/jtblin/kube2iam:0.11.1'), {
    'ADD-002': 'ComponentsWithoutIpv6',
  }),
  operating('The image of the mesh has no version', running('istio', 'docker.io/istio/pilot@sha256:0a'), {
    'ADD-002': 'ComponentVersionUnknown',
  }),
  operating(
    'A volume is of FSx for Lustre',
    fileSystems({
      drivers: ['efs.csi.aws.com', 'fsx.csi.aws.com'],
      volumes: [{ facts: { driver: 'fsx.csi.aws.com' }, count: 1, names: ['pvc-scratch'] }],
    }),
    { 'ADD-001': 'LustreVolumesUsed' },
  ),
  operating(
    'The driver of FSx for Lustre is installed',
    fileSystems({ drivers: ['efs.csi.aws.com', 'fsx.csi.aws.com'] }),
    { 'ADD-001': 'LustreDriverInstalled' },
  ),
  operating(
    'A mount target admits NFS over IPv4 alone',
    mountedOverIpv6(
      aSecurityGroup({
        id: 'sg-files',
        rules: [aRule({ direction: 'in', protocol: '6', ports: { from: 2049, to: 2049 }, ipv4Cidrs: ['10.0.0.0/16'] })],
      }),
    ),
    { 'ADD-006': 'MountTargetsShutToIpv6' },
  ),
  operating('The security group of a mount target is gone', mountedOverIpv6(), {
    'ADD-006': 'MountTargetGroupsNotFound',
  }),
  operating(
    'external-dns leaves AAAA records out',
    running('external-dns', 'registry.k8s.io/external-dns/external-dns:v0.19.0', {
      args: ['--exclude-record-types=AAAA'],
    }),
    { 'ADD-003': 'AaaaRecordsExcluded' },
  ),
  operating('external-dns is too old', running('external-dns', 'registry.k8s.io/external-dns/external-dns:v0.15.1'), {
    'ADD-003': 'ExternalDnsTooOld',
  }),
  operating('The image of external-dns has no version', running('external-dns', 'registry/external-dns@sha256:0a'), {
    'ADD-003': 'ExternalDnsVersionUnknown',
  }),
  operating(
    'NodeLocal DNS listens on IPv4 alone',
    running('node-local-dns', 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.4', { args: ['-localip', '169.254.20.10'] }),
    { 'ADD-004': 'NodeLocalDnsWithoutIpv6' },
  ),
  operating(
    'CoreDNS forwards to IPv4 alone',
    { coreDns: { configured: true, dns64: false, ipv4Upstreams: ['10.0.0.2'] } },
    { 'ADD-004': 'Ipv4UpstreamsOnly' },
  ),
  operating(
    'An EC2NodeClass gives nodes an IPv4 DNS',
    { nodeClasses: [aNodeClass({ subnetIds: [], clusterDns: ['172.20.0.10'] })] },
    { 'KAR-001': 'ClusterDnsWithoutIpv6' },
  ),
  operating(
    'A NodePool may launch types on Xen',
    { nodePools: [aNodePool({ requirements: [] })] },
    { 'KAR-001': 'NodePoolsAllowXen' },
  ),
  operating('Karpenter is too old', { networkWorkloads: withKarpenter('1.0.8') }, { 'KAR-001': 'KarpenterTooOld' }),
  operating(
    'The image of Karpenter has no version',
    { networkWorkloads: withKarpenter('latest') },
    { 'KAR-001': 'KarpenterVersionUnknown' },
  ),
  operating(
    'A core add-on is degraded',
    { addons: coreAddons({ coredns: { status: 'DEGRADED' } }) },
    { 'ADD-005': 'CoreAddonsUnhealthy' },
  ),
  operating(
    'A core add-on is being updated',
    { addons: coreAddons({ coredns: { status: 'UPDATING' } }) },
    { 'ADD-005': 'CoreAddonsUnderway' },
  ),
  operating(
    'A core add-on is of a version that does not fit',
    { addons: coreAddons({ coredns: { version: 'v1.8.7-eksbuild.1' } }) },
    { 'ADD-005': 'AddonVersionsIncompatible' },
  ),
  migrating(
    'EKS lists no versions of a core add-on',
    {
      addonVersions: coreAddons()
        .filter(({ name }) => name !== 'coredns')
        .map(({ name, version }) => versionsOf(name, version)),
    },
    { 'ADD-005': 'AddonVersionsNotListed' },
  ),
  operating('Calico runs beside the VPC CNI', running('calico', 'docker.io/calico/node:v3.30.2'), {
    'ADD-002': 'ComponentsLimited',
  }),
  operating(
    'An EC2NodeClass asks for two prefixes',
    { nodeClasses: [aNodeClass({ subnetIds: [], ipPrefixCount: 2 })] },
    { 'KAR-001': 'PrefixesWithoutUse' },
  ),
];

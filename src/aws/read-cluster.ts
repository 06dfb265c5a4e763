import { DescribeClusterCommand, type Cluster as EksCluster } from '@aws-sdk/client-eks';
import type { Cluster, HealthIssue } from '../snapshot/aws-sections.ts';
import { anyCidr, invalid, optionalFlag, optionalText, text, texts } from './members.ts';
import { readError } from './read-error.ts';
import type { Reading } from './reading.ts';

export interface ReadCluster {
  readonly cluster: Cluster;
  /** Which account the cluster is in, to tell subnets that are shared with it; undefined where the ARN does not say. */
  readonly accountId: string | undefined;
}

export async function readCluster(name: string, reading: Reading): Promise<ReadCluster> {
  const answer = await reading.ask({
    action: 'eks:DescribeCluster',
    notFound: noSuchCluster(name, reading.region),
    send: ({ eks }, options) => eks.send(new DescribeClusterCommand({ name }), options),
  });
  const cluster = answer.cluster;
  if (cluster === undefined) throw readError('InvalidAnswer', 'The answer to eks:DescribeCluster holds no cluster.');
  const status = text(cluster.status, 'status of the cluster');
  // A cluster that is on its way somewhere else is about to contradict whatever is said of it now.
  if (status !== 'ACTIVE') throw readError('ClusterNotActive', `Cluster ${name} is ${status}.`);
  return { cluster: toCluster(cluster, name), accountId: accountOf(cluster.arn) };
}

export function noSuchCluster(name: string, region: string): string {
  return `EKS has no cluster named ${name} in ${region}.`;
}

function toCluster(cluster: EksCluster, name: string): Cluster {
  if (cluster.name !== name) throw invalid('name of the cluster', name, cluster.name);
  const network = cluster.kubernetesNetworkConfig;
  const serviceIpv4Cidr = optionalText(network?.serviceIpv4Cidr, 'kubernetesNetworkConfig.serviceIpv4Cidr');
  const serviceIpv6Cidr = optionalText(network?.serviceIpv6Cidr, 'kubernetesNetworkConfig.serviceIpv6Cidr');
  const oidcIssuer = optionalText(cluster.identity?.oidc?.issuer, 'identity.oidc.issuer');
  const partition = partitionOf(cluster.arn);
  return {
    name,
    version: text(cluster.version, 'version of the cluster'),
    status: 'ACTIVE',
    ipFamily: ipFamily(network?.ipFamily),
    ...(serviceIpv4Cidr === undefined ? {} : { serviceIpv4Cidr }),
    ...(serviceIpv6Cidr === undefined ? {} : { serviceIpv6Cidr }),
    vpcId: text(cluster.resourcesVpcConfig?.vpcId, 'resourcesVpcConfig.vpcId'),
    subnetIds: controlPlaneSubnets(cluster.resourcesVpcConfig?.subnetIds),
    ...(oidcIssuer === undefined ? {} : { oidcIssuer }),
    ...(partition === undefined ? {} : { partition }),
    ...endpointOf(cluster),
    ...securityGroupsOf(cluster),
    remoteNetworkCidrs: remoteNetworks(cluster),
    onOutposts: cluster.outpostConfig !== undefined,
    ...(cluster.createdAt instanceof Date ? { createdAt: cluster.createdAt.getTime() } : {}),
    autoMode: cluster.computeConfig?.enabled === true,
    autoModeLoadBalancing: network?.elasticLoadBalancing?.enabled === true,
    healthIssues: toHealthIssues(cluster.health?.issues),
  };
}

type Endpoint = Pick<
  Cluster,
  'endpointHost' | 'publicAccess' | 'privateAccess' | 'publicAccessCidrs' | 'controlPlaneEgressMode'
>;

function endpointOf({ endpoint, resourcesVpcConfig }: EksCluster): Endpoint {
  const publicAccess = optionalFlag(resourcesVpcConfig?.endpointPublicAccess, 'endpointPublicAccess');
  const privateAccess = optionalFlag(resourcesVpcConfig?.endpointPrivateAccess, 'endpointPrivateAccess');
  const address = optionalText(endpoint, 'endpoint');
  if (address !== undefined && !URL.canParse(address)) throw invalid('endpoint', 'a URL', address);
  const egressMode = optionalText(resourcesVpcConfig?.controlPlaneEgressMode, 'controlPlaneEgressMode');
  const cidrs = texts(resourcesVpcConfig?.publicAccessCidrs ?? [], 'publicAccessCidrs');
  return {
    ...(address === undefined ? {} : { endpointHost: new URL(address).hostname }),
    ...(publicAccess === undefined ? {} : { publicAccess }),
    ...(privateAccess === undefined ? {} : { privateAccess }),
    publicAccessCidrs: cidrs.map((cidr) => anyCidr(cidr, 'publicAccessCidrs')),
    ...(egressMode === undefined ? {} : { controlPlaneEgressMode: egressMode }),
  };
}

function securityGroupsOf({ resourcesVpcConfig }: EksCluster) {
  const ofCluster = optionalText(resourcesVpcConfig?.clusterSecurityGroupId, 'clusterSecurityGroupId');
  return {
    ...(ofCluster === undefined ? {} : { clusterSecurityGroupId: ofCluster }),
    securityGroupIds: texts(resourcesVpcConfig?.securityGroupIds ?? [], 'securityGroupIds'),
  };
}

function remoteNetworks({ remoteNetworkConfig }: EksCluster): readonly string[] {
  const networks = [
    ...(remoteNetworkConfig?.remoteNodeNetworks ?? []),
    ...(remoteNetworkConfig?.remotePodNetworks ?? []),
  ];
  return networks.flatMap(({ cidrs }) => texts(cidrs ?? [], 'remoteNetworkConfig.cidrs'));
}

function ipFamily(value: unknown): Cluster['ipFamily'] {
  if (value === 'ipv4' || value === 'ipv6') return value;
  throw invalid('kubernetesNetworkConfig.ipFamily', 'ipv4 or ipv6', value);
}

function controlPlaneSubnets(value: unknown): readonly string[] {
  const ids = texts(value, 'resourcesVpcConfig.subnetIds');
  if (ids.length === 0) throw invalid('resourcesVpcConfig.subnetIds', 'at least one subnet');
  return ids;
}

/** Health is left out of the answer where there is nothing to report. */
export function toHealthIssues(
  issues:
    | readonly {
        readonly code?: string | undefined;
        readonly resourceIds?: string[] | undefined;
      }[]
    | undefined,
): readonly HealthIssue[] {
  return (issues ?? []).map((issue) => ({
    code: text(issue.code, 'health.issues.code'),
    resourceIds: texts(issue.resourceIds ?? [], 'health.issues.resourceIds'),
  }));
}

/** `arn:aws:eks:eu-west-1:111122223333:cluster/blue` */
function partitionOf(arn: string | undefined): string | undefined {
  const partition = arn?.split(':')[1];
  return partition === undefined || partition === '' ? undefined : partition;
}

function accountOf(arn: string | undefined): string | undefined {
  const account = arn?.split(':')[4];
  return account === undefined || account === '' ? undefined : account;
}

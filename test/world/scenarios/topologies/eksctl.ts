import { anAddon, offeredVersions } from '../../build-addons.ts';
import { accountId, aCluster, aVpc, awsId, instanceTypes, ipv4Association, region } from '../../build-aws.ts';
import { allOut, clusterSecurityGroup } from '../../build-firewalls.ts';
import { loadBalancerController } from '../../build-cluster-objects.ts';
import {
  clusterServices,
  egressOnlyGateway,
  idsOf,
  internetGateway,
  layer,
  loadBalanced,
  natIn,
  networkOfTables,
  nodeGroupIn,
  nodesIn,
  podsOn,
  systemObjects,
  tablePerZone,
  type Topology,
} from '../../build-topology.ts';
import type { KubernetesObject } from '../../scenario.ts';

const labels = { 'alpha.eksctl.io/cluster-name': 'prod', 'alpha.eksctl.io/nodegroup-name': 'general' };
const role = `arn:aws:iam::${accountId}:role/eksctl-prod-addon-vpc-cni`;
const base = '192.168';
const vpc = aVpc({ ipv4: [ipv4Association(`${base}.0.0/16`)] });

/** Public ones give public IPv4 addresses and, unlike private ones, no IPv6 addresses: nodes belong into the private ones. */
const publicSubnets = layer({
  name: 'eksctl-public',
  place: 0,
  base,
  mapPublicIpOnLaunch: true,
  assignIpv6AddressOnCreation: false,
  tags: { 'kubernetes.io/role/elb': '1', 'alpha.eksctl.io/cluster-name': 'prod' },
});
const privateSubnets = layer({
  name: 'eksctl-private',
  place: 1,
  base,
  tags: { 'kubernetes.io/role/internal-elb': '1', 'alpha.eksctl.io/cluster-name': 'prod' },
});
const [natHome] = publicSubnets;
const nat = natHome === undefined ? [] : [natIn(natHome)];

const cluster = aCluster({
  subnetIds: [...idsOf(publicSubnets), ...idsOf(privateSubnets)],
  securityGroupIds: [awsId('sg', 'eksctl-control-plane')],
  endpointAccess: { public: true, private: false, cidrs: ['0.0.0.0/0', '::/0'] },
  tags: { 'alpha.eksctl.io/cluster-name': 'prod' },
});
const nodes = nodesIn({ subnets: privateSubnets, labels });

/** The role that OIDC gives the VPC CNI. */
const cniAccount: KubernetesObject = {
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'aws-node', namespace: 'kube-system', annotations: { 'eks.amazonaws.com/role-arn': role } },
};

/** Its chart needs the name of the cluster alone: the controller asks the metadata of its node for the rest. */
const controllerByChart = loadBalancerController({ arguments: ['--cluster-name=prod', '--ingress-class=alb'] });

export const eksctl: Topology = {
  deliberate: [],
  shows: { EgressReady: 'True NatGatewayOfOtherZone' },
  scenario: {
    name: 'eksctl',
    description: 'An IPv6 cluster with the VPC that eksctl makes: one NAT gateway, and a public API endpoint alone.',
    region,
    accountId,
    vpc,
    subnets: [...publicSubnets, ...privateSubnets],
    network: networkOfTables({
      vpc,
      natGateways: nat,
      tables: [
        {
          name: 'eksctl-public',
          subnets: publicSubnets,
          to: { '0.0.0.0/0': internetGateway, '::/0': internetGateway },
        },
        ...tablePerZone(privateSubnets, 'eksctl-private', () => ({
          '0.0.0.0/0': nat[0]?.id ?? '',
          '::/0': egressOnlyGateway,
        })),
      ],
    }),
    cluster,
    securityGroups: [
      clusterSecurityGroup(cluster.clusterSecurityGroupId),
      { id: awsId('sg', 'eksctl-control-plane'), rules: [allOut] },
      {
        id: awsId('sg', 'eksctl-shared-node'),
        rules: [{ egress: false, protocol: '-1', groups: [cluster.clusterSecurityGroupId] }, allOut],
      },
    ],
    nodeGroups: [
      nodeGroupIn(privateSubnets, {
        labels,
        launchTemplate: { id: awsId('lt', 'eksctl'), name: 'eksctl-prod-nodegroup-general', version: '1' },
      }),
    ],
    fargateProfiles: [],
    addons: [
      ...Object.entries(offeredVersions).map(([name, [, version = '']]) =>
        anAddon(name, version, name === 'vpc-cni' ? { serviceAccountRoleArn: role } : {}),
      ),
      anAddon('metrics-server', 'v0.8.0-eksbuild.2'),
    ],
    instanceTypes,
    objects: [
      ...nodes,
      ...podsOn(nodes, privateSubnets),
      ...systemObjects(vpc).filter(({ metadata }) => metadata.name !== 'aws-load-balancer-controller'),
      controllerByChart,
      ...clusterServices(),
      ...loadBalanced('internet-facing'),
      cniAccount,
    ],
  },
};

import { accountId, aCluster, awsId, instanceTypes, region } from '../../build-aws.ts';
import {
  clusterServices,
  idsOf,
  layer,
  loadBalanced,
  nodeGroupIn,
  nodesIn,
  nodesWithoutGroup,
  podsOn,
  systemObjects,
  type Topology,
} from '../../build-topology.ts';
import { ec2NodeClassDefinition, nodePoolDefinition } from '../../definitions.ts';
import type { KubernetesObject } from '../../scenario.ts';
import { network, privateSubnets, publicSubnets, vpc } from './usual-vpc.ts';

/** Karpenter itself runs on a small node group. */
const ofGroup = nodesIn({ subnets: privateSubnets.slice(0, 2), nodeGroup: 'karpenter' });
const ofKarpenter = nodesWithoutGroup({
  subnets: privateSubnets,
  host: 77,
  labels: {
    'karpenter.sh/capacity-type': 'on-demand',
    'karpenter.sh/nodepool': 'general',
    'karpenter.k8s.aws/ec2nodeclass': 'default',
  },
});

/** Another cluster has load balancers in the same VPC, over IPv4. */
const ofOtherCluster = layer({
  name: 'other',
  place: 3,
  ipv6: [],
  assignIpv6AddressOnCreation: false,
  tags: { 'kubernetes.io/role/elb': '1', 'kubernetes.io/cluster/other': 'owned' },
});

const labels = { 'app.kubernetes.io/name': 'karpenter' };

const objects: readonly KubernetesObject[] = [
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'karpenter', namespace: 'kube-system', labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'controller', image: 'public.ecr.aws/karpenter/controller:1.8.1' }] },
      },
    },
  },
  {
    apiVersion: 'karpenter.k8s.aws/v1',
    kind: 'EC2NodeClass',
    metadata: { name: 'default' },
    spec: {
      role: 'KarpenterNodeRole-prod',
      amiSelectorTerms: [{ alias: 'al2023@latest' }],
      subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod' } }],
      securityGroupSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod' } }],
      // Left out, Karpenter counts pods by the secondary IPv4 addresses of the type.
      kubelet: { maxPods: 110 },
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpProtocolIPv6: 'disabled',
        httpPutResponseHopLimit: 1,
        httpTokens: 'required',
      },
    },
    status: {
      subnets: privateSubnets.map(({ id, availabilityZone, availabilityZoneId }) => ({
        id,
        zone: availabilityZone,
        zoneID: availabilityZoneId,
      })),
      securityGroups: [{ id: awsId('sg', 'prod'), name: 'eks-cluster-sg-prod' }],
    },
  },
  {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name: 'general' },
    spec: {
      template: {
        spec: {
          nodeClassRef: { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' },
          requirements: [
            { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64'] },
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
            { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['on-demand', 'spot'] },
            { key: 'karpenter.k8s.aws/instance-category', operator: 'In', values: ['c', 'm', 'r'] },
            { key: 'karpenter.k8s.aws/instance-generation', operator: 'Gt', values: ['4'] },
          ],
        },
      },
    },
  },
];

export const karpenter: Topology = {
  deliberate: [],
  shows: { NodesAddressed: 'True AllNodesHaveIpv6' },
  scenario: {
    name: 'karpenter',
    description: 'An IPv6 cluster whose nodes Karpenter launches, but for two of a node group that run Karpenter.',
    region,
    accountId,
    vpc,
    subnets: [...privateSubnets, ...publicSubnets, ...ofOtherCluster],
    network,
    cluster: aCluster({ subnetIds: idsOf(privateSubnets) }),
    nodeGroups: [
      nodeGroupIn(privateSubnets, { name: 'karpenter', scaling: { minSize: 2, maxSize: 3, desiredSize: 2 } }),
    ],
    fargateProfiles: [],
    instanceTypes,
    objects: [
      ec2NodeClassDefinition,
      nodePoolDefinition,
      ...ofGroup,
      ...ofKarpenter,
      ...podsOn(ofGroup, privateSubnets),
      ...objects,
      ...systemObjects(vpc),
      ...clusterServices(),
      ...loadBalanced('internet-facing'),
    ],
  },
};

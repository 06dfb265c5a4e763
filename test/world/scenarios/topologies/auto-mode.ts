import { accountId, aCluster, awsId, instanceTypes, region } from '../../build-aws.ts';
import { albIngress } from '../../build-cluster-objects.ts';
import { clusterServices, idsOf, nlbService, nodesWithoutGroup, podsOn, type Topology } from '../../build-topology.ts';
import { autoIngressClassParamsDefinition, autoNodeClassDefinition, nodePoolDefinition } from '../../definitions.ts';
import type { KubernetesObject } from '../../scenario.ts';
import { network, privateSubnets, publicSubnets, vpc } from './usual-vpc.ts';

const nodes = nodesWithoutGroup({
  subnets: privateSubnets,
  labels: {
    'eks.amazonaws.com/compute-type': 'auto',
    'eks.amazonaws.com/nodeclass': 'default',
    'karpenter.sh/nodepool': 'general-purpose',
  },
});

const nodeClass: KubernetesObject = {
  apiVersion: 'eks.amazonaws.com/v1',
  kind: 'NodeClass',
  metadata: { name: 'default' },
  spec: {
    role: 'AmazonEKSAutoNodeRole',
    networkPolicy: 'DefaultAllow',
    snatPolicy: 'Random',
    subnetSelectorTerms: privateSubnets.map(({ id }) => ({ id })),
    securityGroupSelectorTerms: [{ id: awsId('sg', 'prod') }],
  },
};

function nodePool(name: string, architectures: readonly string[]): KubernetesObject {
  return {
    apiVersion: 'karpenter.sh/v1',
    kind: 'NodePool',
    metadata: { name },
    spec: {
      template: {
        spec: {
          nodeClassRef: { group: 'eks.amazonaws.com', kind: 'NodeClass', name: 'default' },
          requirements: [
            { key: 'karpenter.sh/capacity-type', operator: 'In', values: ['on-demand'] },
            { key: 'eks.amazonaws.com/instance-category', operator: 'In', values: ['c', 'm', 'r'] },
            { key: 'eks.amazonaws.com/instance-generation', operator: 'Gt', values: ['4'] },
            { key: 'kubernetes.io/arch', operator: 'In', values: architectures },
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
          ],
        },
      },
    },
  };
}

const ingressClass: readonly KubernetesObject[] = [
  {
    apiVersion: 'eks.amazonaws.com/v1',
    kind: 'IngressClassParams',
    metadata: { name: 'alb' },
    spec: { scheme: 'internet-facing', ipAddressType: 'dualstack' },
  },
  {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'alb' },
    spec: {
      controller: 'eks.amazonaws.com/alb',
      parameters: { apiGroup: 'eks.amazonaws.com', kind: 'IngressClassParams', name: 'alb' },
    },
  },
];

export const autoMode: Topology = {
  deliberate: [],
  shows: { ControlPlaneReady: 'True AutoModeOn', LoadBalancerControllerReady: 'True NoInTreeLoadBalancers' },
  scenario: {
    name: 'auto-mode',
    description: 'An IPv6 cluster of EKS Auto Mode: no add-on, no node group, nothing in kube-system.',
    region,
    accountId,
    vpc,
    subnets: [...privateSubnets, ...publicSubnets],
    network,
    cluster: aCluster({ subnetIds: idsOf(privateSubnets), autoMode: true }),
    nodeGroups: [],
    fargateProfiles: [],
    addons: [],
    instanceTypes,
    objects: [
      autoNodeClassDefinition,
      nodePoolDefinition,
      autoIngressClassParamsDefinition,
      nodeClass,
      nodePool('general-purpose', ['amd64']),
      nodePool('system', ['amd64', 'arm64']),
      ...nodes,
      // CoreDNS runs on the nodes themselves.
      ...podsOn(nodes, privateSubnets).filter(({ metadata }) => metadata.namespace !== 'kube-system'),
      ...clusterServices(),
      nlbService('internet-facing', 'eks.amazonaws.com/nlb'),
      ...ingressClass,
      albIngress({ 'alb.ingress.kubernetes.io/target-type': 'ip' }),
    ],
  },
};

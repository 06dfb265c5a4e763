import type { KubernetesRead, SectionDeclaration } from './section-declaration.ts';
import type { SectionName } from './snapshot.ts';

const apps = (resource: string): KubernetesRead => ({ apiGroup: 'apps', version: 'v1', resource });
const core = (resource: string): KubernetesRead => ({ apiGroup: '', version: 'v1', resource });

/** What informer caches hold: each section and the kinds it is made of. */
export const kubernetesSectionTable = {
  nodes: { title: 'nodes', aws: [], kubernetes: [core('nodes')], pace: 'watch' },
  pods: { title: 'pods', aws: [], kubernetes: [core('pods')], pace: 'watch' },
  vpcCni: {
    title: 'VPC CNI',
    aws: [],
    kubernetes: [
      apps('daemonsets'),
      { ...core('configmaps'), namespace: 'kube-system', resourceName: 'amazon-vpc-cni' },
    ],
    pace: 'watch',
  },
  loadBalancerControllers: {
    title: 'load balancer controller',
    aws: [],
    kubernetes: [apps('deployments')],
    pace: 'watch',
  },
  loadBalancerServices: {
    title: 'Services of type LoadBalancer',
    aws: [],
    kubernetes: [core('services')],
    pace: 'watch',
  },
  ingresses: {
    title: 'Ingresses',
    aws: [],
    kubernetes: [{ apiGroup: 'networking.k8s.io', version: 'v1', resource: 'ingresses' }],
    pace: 'watch',
  },
  ingressClasses: {
    title: 'IngressClasses',
    aws: [],
    kubernetes: [{ apiGroup: 'networking.k8s.io', version: 'v1', resource: 'ingressclasses' }],
    pace: 'watch',
  },
  ingressClassParams: {
    title: 'IngressClassParams',
    aws: [],
    kubernetes: [
      { apiGroup: 'elbv2.k8s.aws', version: 'v1beta1', resource: 'ingressclassparams', optional: true },
      { apiGroup: 'eks.amazonaws.com', version: 'v1', resource: 'ingressclassparams', optional: true },
    ],
    pace: 'watch',
  },
  loadBalancerConfigurations: {
    title: 'LoadBalancerConfigurations of the Gateway API',
    aws: [],
    kubernetes: [
      { apiGroup: 'gateway.k8s.aws', version: 'v1beta1', resource: 'loadbalancerconfigurations', optional: true },
    ],
    pace: 'watch',
  },
  self: {
    title: 'what the cluster says about itself',
    aws: [],
    kubernetes: [core('nodes'), apps('daemonsets'), apps('deployments')],
    pace: 'watch',
  },
  nodePools: {
    title: 'NodePools of Karpenter and Auto Mode',
    aws: [],
    kubernetes: [{ apiGroup: 'karpenter.sh', version: 'v1', resource: 'nodepools', optional: true }],
    pace: 'watch',
  },
  nodeClasses: {
    title: 'node classes of Karpenter and Auto Mode',
    aws: [],
    kubernetes: [
      { apiGroup: 'karpenter.k8s.aws', version: 'v1', resource: 'ec2nodeclasses', optional: true },
      { apiGroup: 'eks.amazonaws.com', version: 'v1', resource: 'nodeclasses', optional: true },
    ],
    pace: 'watch',
  },
  tiedServices: {
    title: 'Services with IPv4 in what their author wrote',
    aws: [],
    kubernetes: [core('services')],
    pace: 'watch',
  },
  ipv4Literals: {
    title: 'workloads with IPv4 literals in arguments or environment',
    aws: [],
    kubernetes: [apps('daemonsets'), apps('deployments'), apps('statefulsets')],
    pace: 'watch',
  },
  metadataClients: {
    title: 'workloads that ask for the IPv6 metadata endpoint',
    aws: [],
    kubernetes: [apps('daemonsets'), apps('deployments'), apps('statefulsets')],
    pace: 'watch',
  },
  foreignEndpoints: {
    title: 'endpoints that are not made from a selector',
    aws: [],
    kubernetes: [{ apiGroup: 'discovery.k8s.io', version: 'v1', resource: 'endpointslices' }],
    pace: 'watch',
  },
  fileSystems: {
    title: 'file system drivers and their volumes',
    aws: [],
    kubernetes: [{ apiGroup: 'storage.k8s.io', version: 'v1', resource: 'csidrivers' }, core('persistentvolumes')],
    pace: 'watch',
  },
  networkWorkloads: {
    title: 'network add-ons',
    aws: [],
    kubernetes: [apps('daemonsets'), apps('deployments')],
    pace: 'watch',
  },
  coreDns: {
    title: 'configuration of CoreDNS',
    aws: [],
    kubernetes: [{ ...core('configmaps'), namespace: 'kube-system', resourceName: 'coredns' }],
    pace: 'watch',
  },
  eniConfigs: {
    title: 'ENIConfigs of custom networking',
    aws: [],
    kubernetes: [{ apiGroup: 'crd.k8s.amazonaws.com', version: 'v1alpha1', resource: 'eniconfigs', optional: true }],
    pace: 'watch',
  },
  networkPolicies: {
    title: 'network policies',
    aws: [],
    kubernetes: [
      { apiGroup: 'networking.k8s.io', version: 'v1', resource: 'networkpolicies' },
      { apiGroup: 'networking.k8s.aws', version: 'v1alpha1', resource: 'clusternetworkpolicies', optional: true },
    ],
    pace: 'watch',
  },
  securityGroupPolicies: {
    title: 'SecurityGroupPolicies',
    aws: [],
    kubernetes: [
      { apiGroup: 'vpcresources.k8s.aws', version: 'v1beta1', resource: 'securitygrouppolicies', optional: true },
    ],
    pace: 'watch',
  },
  kubeProxy: {
    title: 'kube-proxy',
    aws: [],
    kubernetes: [
      apps('daemonsets'),
      { ...core('configmaps'), namespace: 'kube-system', resourceName: 'kube-proxy-config' },
    ],
    pace: 'watch',
  },
  vpcCniAccount: {
    title: 'service account of the VPC CNI',
    aws: [],
    kubernetes: [{ ...core('serviceaccounts'), namespace: 'kube-system', resourceName: 'aws-node' }],
    pace: 'watch',
  },
} satisfies { readonly [K in SectionName]?: SectionDeclaration };

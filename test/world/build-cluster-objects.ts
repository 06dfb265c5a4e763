import { region } from './build-aws.ts';
import type { KubernetesObject } from './scenario.ts';

/** The registry from which EKS add-ons come in this region (the AWS user guide lists it). */
const registry = `602401143452.dkr.ecr.${region}.amazonaws.com`;

export interface VpcCniInput {
  readonly version?: string;
  readonly ipFamily: 'ipv4' | 'ipv6';
  /** Laid over what the add-on sets for the family. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly clusterName?: string;
}

/** The aws-node DaemonSet as the managed add-on installs it. */
export function awsNode(input: VpcCniInput): KubernetesObject {
  const version = input.version ?? 'v1.21.1-eksbuild.1';
  const ipv6 = String(input.ipFamily === 'ipv6');
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'aws-node', namespace: 'kube-system', labels: { 'k8s-app': 'aws-node' } },
    spec: {
      selector: { matchLabels: { 'k8s-app': 'aws-node' } },
      template: {
        metadata: { labels: { 'k8s-app': 'aws-node' } },
        spec: {
          hostNetwork: true,
          serviceAccountName: 'aws-node',
          initContainers: [
            {
              name: 'aws-vpc-cni-init',
              image: `${registry}/amazon-k8s-cni-init:${version}`,
              env: toEnv({ DISABLE_TCP_EARLY_DEMUX: 'false', ENABLE_IPv6: ipv6 }),
            },
          ],
          containers: [
            {
              name: 'aws-node',
              image: `${registry}/amazon-k8s-cni:${version}`,
              env: [
                ...toEnv(vpcCniEnvironment(input)),
                { name: 'MY_NODE_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'spec.nodeName' } } },
              ],
            },
            {
              name: 'aws-eks-nodeagent',
              image: `${registry}/amazon/aws-network-policy-agent:v1.3.1-eksbuild.1`,
              args: [`--enable-ipv6=${ipv6}`, '--enable-network-policy=false', '--enable-cloudwatch-logs=false'],
            },
          ],
        },
      },
    },
    status: {
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberAvailable: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
    },
  };
}

/** What the managed add-on sets for the family. */
function vpcCniEnvironment(input: VpcCniInput): Record<string, string> {
  const ipv6 = String(input.ipFamily === 'ipv6');
  return {
    ADDITIONAL_ENI_TAGS: '{}',
    AWS_VPC_CNI_NODE_PORT_SUPPORT: 'true',
    AWS_VPC_ENI_MTU: '9001',
    AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG: 'false',
    AWS_VPC_K8S_CNI_EXTERNALSNAT: 'false',
    CLUSTER_NAME: input.clusterName ?? 'prod',
    DISABLE_INTROSPECTION: 'false',
    DISABLE_METRICS: 'false',
    ENABLE_IPv4: String(input.ipFamily === 'ipv4'),
    ENABLE_IPv6: ipv6,
    ENABLE_POD_ENI: 'false',
    ENABLE_PREFIX_DELEGATION: ipv6,
    ENABLE_SUBNET_DISCOVERY: 'true',
    NETWORK_POLICY_ENFORCING_MODE: 'standard',
    WARM_ENI_TARGET: '1',
    WARM_PREFIX_TARGET: '1',
    ...input.environment,
  };
}

interface DeploymentInput {
  readonly name: string;
  readonly namespace?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly container: Readonly<Record<string, unknown>>;
}

function deployment(input: DeploymentInput): KubernetesObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: input.name, namespace: input.namespace ?? 'kube-system', labels: input.labels },
    spec: {
      replicas: 2,
      selector: { matchLabels: input.labels },
      template: { metadata: { labels: input.labels }, spec: { containers: [input.container] } },
    },
    status: { availableReplicas: 2, observedGeneration: 1, readyReplicas: 2, replicas: 2, updatedReplicas: 2 },
  };
}

export function coreDns(): KubernetesObject {
  return deployment({
    name: 'coredns',
    labels: { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns' },
    container: { name: 'coredns', image: `${registry}/eks/coredns:v1.12.4-eksbuild.1` },
  });
}

/** The Corefile of the managed add-on. */
export function coreDnsConfig(): KubernetesObject {
  const lines = [
    '.:53 {',
    '    errors',
    '    health {',
    '        lameduck 5s',
    '      }',
    '    ready',
    '    kubernetes cluster.local in-addr.arpa ip6.arpa {',
    '      pods insecure',
    '      fallthrough in-addr.arpa ip6.arpa',
    '    }',
    '    prometheus :9153',
    '    forward . /etc/resolv.conf',
    '    cache 30',
    '    loop',
    '    reload',
    '    loadbalance',
    '}',
  ];
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'coredns', namespace: 'kube-system' },
    data: { Corefile: `${lines.join('\n')}\n` },
  };
}

export function kubeProxy(): KubernetesObject {
  const labels = { 'k8s-app': 'kube-proxy' };
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'kube-proxy', namespace: 'kube-system', labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          hostNetwork: true,
          serviceAccountName: 'kube-proxy',
          containers: [
            {
              name: 'kube-proxy',
              image: `${registry}/eks/kube-proxy:v1.34.1-eksbuild.2`,
              command: ['kube-proxy', '--v=2', '--config=/var/lib/kube-proxy-config/config'],
            },
          ],
        },
      },
    },
    status: {
      currentNumberScheduled: 3,
      desiredNumberScheduled: 3,
      numberMisscheduled: 0,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
    },
  };
}

/** The configuration of the managed add-on. */
export function kubeProxyConfig(ipFamily: 'ipv4' | 'ipv6'): KubernetesObject {
  const [every, socket] = ipFamily === 'ipv6' ? ['::', '[::]'] : ['0.0.0.0', '0.0.0.0'];
  const lines = [
    'apiVersion: kubeproxy.config.k8s.io/v1alpha1',
    `bindAddress: '${every}'`,
    'clientConnection:',
    '  kubeconfig: /var/lib/kube-proxy/kubeconfig',
    'conntrack:',
    '  maxPerCore: 32768',
    `healthzBindAddress: '${socket}:10256'`,
    'kind: KubeProxyConfiguration',
    `metricsBindAddress: '${socket}:10249'`,
    'mode: "iptables"',
  ];
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'kube-proxy-config', namespace: 'kube-system', labels: { 'k8s-app': 'kube-proxy' } },
    data: { config: `${lines.join('\n')}\n` },
  };
}

export interface LoadBalancerControllerInput {
  readonly version?: string;
  readonly clusterName?: string;
  readonly vpcId?: string;
  /** Unset: name of the cluster, Region and VPC. */
  readonly arguments?: readonly string[];
}

export function loadBalancerController(input: LoadBalancerControllerInput): KubernetesObject {
  return deployment({
    name: 'aws-load-balancer-controller',
    labels: {
      'app.kubernetes.io/instance': 'aws-load-balancer-controller',
      'app.kubernetes.io/name': 'aws-load-balancer-controller',
    },
    container: {
      name: 'aws-load-balancer-controller',
      image: `public.ecr.aws/eks/aws-load-balancer-controller:${input.version ?? 'v2.14.1'}`,
      args: input.arguments ?? [
        `--cluster-name=${input.clusterName ?? 'prod'}`,
        '--ingress-class=alb',
        `--aws-region=${region}`,
        ...(input.vpcId === undefined ? [] : [`--aws-vpc-id=${input.vpcId}`]),
      ],
    },
  });
}

export interface ServiceInput {
  readonly name: string;
  readonly namespace?: string;
  readonly ipFamily: 'IPv4' | 'IPv6';
  readonly clusterIp: string;
  readonly port?: number;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Makes it a Service of type LoadBalancer. */
  readonly loadBalancerClass?: string;
}

export function aService(input: ServiceInput): KubernetesObject {
  const port = input.port ?? 443;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: input.name,
      namespace: input.namespace ?? 'default',
      ...(input.annotations === undefined ? {} : { annotations: input.annotations }),
    },
    spec: {
      type: input.loadBalancerClass === undefined ? 'ClusterIP' : 'LoadBalancer',
      clusterIP: input.clusterIp,
      clusterIPs: [input.clusterIp],
      ipFamilies: [input.ipFamily],
      ipFamilyPolicy: 'SingleStack',
      ports: [{ name: 'main', port, protocol: 'TCP', targetPort: port }],
      ...(input.loadBalancerClass === undefined ? {} : { loadBalancerClass: input.loadBalancerClass }),
    },
    status: { loadBalancer: {} },
  };
}

export function albIngressClass(): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'IngressClass',
    metadata: { name: 'alb' },
    spec: { controller: 'ingress.k8s.aws/alb' },
  };
}

export function albIngress(annotations: Readonly<Record<string, string>>): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'shop', namespace: 'default', annotations },
    spec: {
      ingressClassName: 'alb',
      rules: [
        {
          http: {
            paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'shop', port: { number: 443 } } } }],
          },
        },
      ],
    },
    status: { loadBalancer: {} },
  };
}

/** ConfigMap of the VPC CNI, as the add-on creates it. */
export function vpcCniConfigMap(values: Readonly<Record<string, string>> = {}): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system', labels: { 'k8s-app': 'aws-node' } },
    data: {
      'branch-eni-cooldown': '60',
      'enable-network-policy-controller': 'true',
      'enable-windows-ipam': 'false',
      'enable-windows-prefix-delegation': 'false',
      ...values,
    },
  };
}

function toEnv(values: Readonly<Record<string, string>>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

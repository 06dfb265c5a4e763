export interface FlagDeclaration {
  readonly help: string;
  /** The environment variable that stands in for the flag. */
  readonly env?: string;
  readonly default?: string;
  /** Of a number of seconds: the floor, below which the operator would hurt others. */
  readonly leastSeconds?: number;
}

/** Every flag of the operator, in the order in which `--help` lists them. */
export const flags = {
  kubeconfig: { help: 'kubeconfig file (default: KUBECONFIG, ~/.kube/config, then the service account)' },
  context: { env: 'IPV6_READINESS_CONTEXT', help: 'context of the kubeconfig file' },
  'cluster-name': { env: 'CLUSTER_NAME', help: 'EKS cluster, where spec.cluster.name is not set' },
  region: { env: 'AWS_REGION', help: 'AWS Region, where spec.cluster.region is not set' },
  'lease-namespace': { env: 'POD_NAMESPACE', help: 'namespace of the lease', default: 'ipv6-readiness' },
  'lease-name': { env: 'IPV6_READINESS_LEASE_NAME', help: 'name of the lease', default: 'ipv6-readiness' },
  identity: { env: 'POD_NAME', help: 'holder of the lease; default: host name and process id' },
  listen: { env: 'IPV6_READINESS_LISTEN', help: 'address of /metrics, /healthz and /readyz', default: ':8080' },
  'log-level': { env: 'IPV6_READINESS_LOG_LEVEL', help: 'debug, info, warn or error', default: 'info' },
  'subnet-interval': {
    env: 'IPV6_READINESS_SUBNET_INTERVAL',
    help: 'seconds between reads of subnets, at least 2',
    leastSeconds: 2,
  },
  'urgent-interval': {
    env: 'IPV6_READINESS_URGENT_INTERVAL',
    help: 'the same while addresses move or run low, at least 1',
    leastSeconds: 1,
  },
  'slow-interval': {
    env: 'IPV6_READINESS_SLOW_INTERVAL',
    help: 'seconds between reads of the rest of AWS, at least 5',
    leastSeconds: 5,
  },
  'retry-interval': {
    env: 'IPV6_READINESS_RETRY_INTERVAL',
    help: 'seconds after a failed read, doubled each time, at least 1',
    leastSeconds: 1,
  },
  'subnet-budget': {
    env: 'IPV6_READINESS_SUBNET_BUDGET',
    help: 'seconds an answer about subnets counts, at least 5',
    leastSeconds: 5,
  },
} as const satisfies Readonly<Record<string, FlagDeclaration>>;

export type Flag = keyof typeof flags;

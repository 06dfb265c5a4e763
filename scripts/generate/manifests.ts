import { apiVersion, kind } from '../../src/api/group.ts';
import { application, httpPort, image, labels, namespace, serviceAccount } from './install-names.ts';
import { yamlOutput, type Output } from './output.ts';

function namespaceManifest(): object {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: namespace, labels: { ...labels, 'pod-security.kubernetes.io/enforce': 'restricted' } },
  };
}

const fromPod = (fieldPath: string): object => ({ valueFrom: { fieldRef: { fieldPath } } });

const environment = [
  { name: 'POD_NAME', ...fromPod('metadata.name') },
  { name: 'POD_NAMESPACE', ...fromPod('metadata.namespace') },
  { name: 'NODE_OPTIONS', value: '--max-old-space-size=160 --max-semi-space-size=4' },
  // Pods of an IPv6 cluster reach AWS over IPv6, which only the dual-stack endpoints answer.
  { name: 'AWS_USE_DUALSTACK_ENDPOINT', value: 'true' },
  // The operator has its own role; the node's credentials are never a fallback.
  { name: 'AWS_EC2_METADATA_DISABLED', value: 'true' },
];

const probe = (path: string): object => ({ httpGet: { path, port: 'http' }, periodSeconds: 10, timeoutSeconds: 5 });

function container(): object {
  return {
    name: 'operator',
    image,
    env: environment,
    ports: [{ name: 'http', containerPort: httpPort }],
    livenessProbe: { ...probe('/healthz'), failureThreshold: 6 },
    readinessProbe: probe('/readyz'),
    resources: { requests: { cpu: '50m', memory: '192Mi' }, limits: { memory: '256Mi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    },
  };
}

function deployment(): object {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: application, namespace, labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          serviceAccountName: serviceAccount,
          terminationGracePeriodSeconds: 30,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 65_532,
            runAsGroup: 65_532,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [container()],
        },
      },
    },
  };
}

/** Fits every cluster: what is unset is found out. */
function sample(): object {
  return { apiVersion, kind, metadata: { name: 'cluster' }, spec: { goal: 'Auto' } };
}

function sampleOfEveryField(): object {
  return {
    apiVersion,
    kind,
    metadata: { name: 'prod' },
    spec: {
      cluster: { name: 'prod', region: 'eu-west-1' },
      goal: 'Operate',
      extraSubnets: {
        ids: ['subnet-0123456789abcdef0'],
        tags: { 'example.com/planned-for': 'nodes' },
      },
      thresholds: {
        ipv4: { warningPercent: 15, warningCount: 64, criticalPercent: 5, criticalCount: 16 },
        fargate: { warningPercent: 20, warningCount: 32, criticalPercent: 5, criticalCount: 8 },
      },
      loadBalancerController: { namespace: 'kube-system', name: 'aws-load-balancer-controller' },
      checks: { skip: ['NOD-001', 'load-balancer-controller-supports-ipv6'] },
      optionalReads: ['LoadBalancers', 'FileSystems'],
      waivers: [
        {
          check: 'VPC-003',
          resources: [{ kind: 'Subnet', name: 'subnet-0123456789abcdef0' }],
          reason: 'the subnet is emptied in December',
          expiresAt: '2027-01-01T00:00:00Z',
        },
      ],
      suspend: false,
    },
  };
}

export function manifestOutputs(): readonly Output[] {
  return [
    yamlOutput('config/manager/namespace.yaml', [namespaceManifest()]),
    yamlOutput('config/manager/deployment.yaml', [deployment()]),
    yamlOutput('config/samples/ipv6readiness.yaml', [sample()]),
    yamlOutput('config/samples/ipv6readiness-every-field.yaml', [sampleOfEveryField()]),
  ];
}

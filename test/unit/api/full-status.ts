import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';

/** A status in which every field has a value. */
export const aFullStatus = {
  observedGeneration: 3,
  goal: 'Operate',
  clusterName: 'prod',
  region: 'eu-west-1',
  conditions: [
    {
      type: 'Ready',
      status: 'False',
      observedGeneration: 3,
      lastTransitionTime: '2026-11-24T10:00:00Z',
      reason: 'BlockersFound',
      message: '1 blocker: VPC-002.',
    },
  ],
  summary: { blockers: 1, warnings: 0, unknown: 0, info: 0, passed: 11, notApplicable: 1 },
  findings: [
    {
      code: 'VPC-002',
      check: 'subnets-have-ipv6-cidr',
      severity: 'blocker',
      reason: 'SubnetsWithoutIpv6',
      message: '1 of 2 subnets have no IPv6 CIDR block: subnet-00000001.',
      resources: [
        { kind: 'Subnet', name: 'subnet-00000001' },
        { kind: 'Deployment', namespace: 'web', name: 'shop' },
      ],
      omittedResources: 2,
      docsUrl: 'https://example.com/docs/checks/subnets-have-ipv6-cidr.md',
    },
  ],
  omittedFindings: 1,
  subnets: [
    {
      id: 'subnet-00000001',
      name: 'nodes-a',
      availabilityZone: 'eu-west-1a',
      ipv4Cidr: '10.0.0.0/20',
      ipv6Cidrs: ['2001:db8:1234:1a00::/64'],
      freeIPv4: 1000,
      usableIPv4: 4091,
      state: 'Ok',
      roles: ['ControlPlane', 'Node'],
      shared: true,
    },
  ],
  omittedSubnets: 1,
  minFreeIPv4: 1000,
  fargateProfiles: [
    {
      name: 'default',
      status: 'ACTIVE',
      subnets: ['subnet-00000001'],
      freeIPv4: 1000,
      expectedFreeIPv4: 768,
      pods: 12,
      waitingPods: 0,
      state: 'Ok',
    },
  ],
  omittedFargateProfiles: 1,
  nodes: { total: 15, ec2: 3, fargate: 12, auto: 0, hybrid: 0, unknown: 0, ipv6: 15 },
  loadBalancerController: {
    namespace: 'kube-system',
    name: 'aws-load-balancer-controller',
    version: '2.13.0',
    image: 'public.ecr.aws/eks/aws-load-balancer-controller:v2.13.0',
  },
} as const satisfies Ipv6ReadinessStatus;

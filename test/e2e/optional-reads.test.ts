import { CreateFileSystemCommand, CreateMountTargetCommand, EFSClient } from '@aws-sdk/client-efs';
import { CreateLoadBalancerCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ipv6ReadinessStatus } from '../../src/api/status.ts';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import { type RealParts, startRealParts } from '../real/real-parts.ts';
import { applyReadiness, type Assessed, isSettled, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';

const optionalReads = ['FileSystems', 'IamSimulation', 'LoadBalancers'];
const [subnet] = healthyIpv6.subnets;
const group = healthyIpv6.cluster.clusterSecurityGroupId;

let parts: RealParts;
let operator: OperatorProcess;
let resource: Assessed;
const skipped = whyRealPartsAreSkipped() !== undefined;

beforeAll(async () => {
  if (skipped) return;
  parts = await startRealParts(healthyIpv6);
  await createLoadBalancer('shop', 'dualstack');
  await createFileSystem();
  operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
  resource = await applyReadiness(parts, 'prod', { optionalReads });
});
afterAll(async () => {
  await operator?.stop();
  await parts?.stop();
});

describe.skipIf(skipped)('reads that somebody has to ask for', () => {
  test('tell that load balancers, file systems and the role of the VPC CNI are as they should be', async () => {
    const status = await resource.until('settled', isSettled);
    expect(verdicts(status)).toMatchObject({ Ready: 'True Ready', InputsObserved: 'True AllInputsObserved' });
    expect(status.findings).toEqual([]);
    const asked = new Set<string>(
      parts.aws.ledger.filter(({ status: code }) => code === 200).map(({ action }) => action),
    );
    const wanted = [
      'elasticfilesystem:DescribeMountTargets',
      'elasticfilesystem:DescribeMountTargetSecurityGroups',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTags',
      'iam:SimulatePrincipalPolicy',
    ];
    expect(wanted.filter((action) => !asked.has(action))).toEqual([]);
  });

  test('find a load balancer for IPv4 alone and a role that may not assign IPv6 addresses', async () => {
    await createLoadBalancer('old-shop', 'ipv4');
    parts.aws.truth.deniedActions.set('prod-node', ['ec2:AssignIpv6Addresses']);
    const status = await resource.until('both are found', (seen) => ['CNI-004', 'LBC-010'].every(isFoundIn(seen)));
    expect(status.findings?.map(({ code, severity, reason }) => `${code} ${severity} ${reason}`)).toEqual([
      'CNI-004 blocker NeededPermissionsMissing',
      'LBC-010 blocker LoadBalancersInUseIpv4',
    ]);
    expect(status.findings?.map(({ message }) => message).join(' ')).toContain('old-shop of Service default/old-shop');
  });

  test('are seen to be denied', async () => {
    parts.aws.deny('iam:SimulatePrincipalPolicy');
    parts.aws.deny('elasticloadbalancing:DescribeLoadBalancers');
    parts.aws.deny('elasticfilesystem:DescribeMountTargets');
    const titles = ['permissions of the VPC CNI', 'load balancers of the cluster', 'mount targets of EFS'];
    const status = await resource.until('denied', ({ conditions = [] }) => {
      const message = conditions.find(({ type }) => type === 'InputsObserved')?.message ?? '';
      return titles.every((title) => message.includes(title));
    });
    expect(verdicts(status)).toMatchObject({ InputsObserved: 'False AccessDenied', Ready: 'Unknown Undetermined' });
  });
});

function isFoundIn({ findings = [] }: Ipv6ReadinessStatus): (code: string) => boolean {
  return (code) => findings.some((finding) => finding.code === code);
}

async function createLoadBalancer(name: string, IpAddressType: 'dualstack' | 'ipv4'): Promise<void> {
  const client = new ElasticLoadBalancingV2Client(builder());
  const Tags = [
    { Key: 'elbv2.k8s.aws/cluster', Value: healthyIpv6.cluster.name },
    { Key: 'service.k8s.aws/stack', Value: `default/${name}` },
  ];
  const Subnets = healthyIpv6.subnets.flatMap(({ id, mapPublicIpOnLaunch }) =>
    mapPublicIpOnLaunch ? parts.awsId(id) : [],
  );
  await client.send(new CreateLoadBalancerCommand({ Name: name, Type: 'network', Subnets, IpAddressType, Tags }));
  client.destroy();
}

/** With a volume of it, and a mount target that has an IPv6 address. */
async function createFileSystem(): Promise<void> {
  const client = new EFSClient(builder());
  const { FileSystemId = '' } = await client.send(new CreateFileSystemCommand({ CreationToken: 'home' }));
  const target = { FileSystemId, SubnetId: parts.awsId(subnet?.id ?? ''), SecurityGroups: [parts.awsId(group)] };
  const { MountTargetId = '' } = await client.send(new CreateMountTargetCommand(target));
  client.destroy();
  parts.aws.truth.mountTargetIpv6.set(MountTargetId, '2a05:d018:abc:de00::ef5');
  await parts.apply({
    apiVersion: 'storage.k8s.io/v1',
    kind: 'CSIDriver',
    metadata: { name: 'efs.csi.aws.com' },
    spec: {},
  });
  await parts.apply({
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: 'home' },
    spec: {
      capacity: { storage: '5Gi' },
      accessModes: ['ReadWriteMany'],
      csi: { driver: 'efs.csi.aws.com', volumeHandle: FileSystemId },
    },
  });
}

/** moto itself, as whoever builds the world sees it. */
function builder(): {
  region: string;
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
} {
  const credentials = { accessKeyId: 'made-up', secretAccessKey: 'made-up' };
  return { region: healthyIpv6.region, endpoint: parts.aws.ownUrl, credentials };
}

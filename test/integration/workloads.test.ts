import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReadiness, type Assessed } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { ec2NodeClassDefinition, nodePoolDefinition } from '../world/definitions.ts';
import type { Parts } from '../world/ports.ts';
import type { KubernetesObject } from '../world/scenario.ts';
import { ipv4CustomNetworking } from '../world/scenarios/ipv4-custom-networking.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

const codes = ['APP-001', 'APP-002', 'APP-003', 'ADD-001', 'ADD-002', 'ADD-003', 'ADD-004', 'KAR-001'];

interface Fault {
  readonly code: string;
  readonly finding: object;
  readonly objects: readonly KubernetesObject[];
}

function workload(kind: 'DaemonSet' | 'Deployment', name: string, container: object): KubernetesObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name, image: `${name}:1`, ...container }] } },
    },
  };
}

const applied = { apiVersion: 'v1', kind: 'Service', spec: { ipFamilies: ['IPv4'], ports: [{ port: 80 }] } };

/** One fault for each check, in a cluster that has none of them. */
const faults: readonly Fault[] = [
  {
    code: 'APP-001',
    finding: {
      severity: 'blocker',
      reason: 'ServicesRefusedInIpv6',
      resources: [{ kind: 'Service', namespace: 'default', name: 'cart' }],
    },
    objects: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: {
          name: 'cart',
          namespace: 'default',
          annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(applied) },
        },
        spec: { ports: [{ port: 80 }], selector: { app: 'cart' } },
      },
    ],
  },
  {
    code: 'APP-002',
    finding: {
      severity: 'warning',
      reason: 'WorkloadsListenOnIpv4',
      resources: [{ kind: 'Deployment', namespace: 'default', name: 'cart' }],
    },
    objects: [workload('Deployment', 'cart', { args: ['--listen=0.0.0.0:80'] })],
  },
  {
    code: 'APP-003',
    finding: {
      severity: 'warning',
      reason: 'Ipv4EndpointsByHand',
      resources: [{ kind: 'EndpointSlice', namespace: 'default', name: 'database-1' }],
    },
    objects: [
      {
        apiVersion: 'discovery.k8s.io/v1',
        kind: 'EndpointSlice',
        metadata: { name: 'database-1', namespace: 'default', labels: { 'kubernetes.io/service-name': 'database' } },
        addressType: 'IPv4',
        endpoints: [{ addresses: ['10.20.0.9'] }],
        ports: [{ port: 5432 }],
      },
    ],
  },
  {
    code: 'ADD-001',
    finding: {
      severity: 'blocker',
      reason: 'LustreVolumesUsed',
      resources: [{ kind: 'PersistentVolume', name: 'scratch' }],
    },
    objects: [
      { apiVersion: 'storage.k8s.io/v1', kind: 'CSIDriver', metadata: { name: 'fsx.csi.aws.com' }, spec: {} },
      {
        apiVersion: 'v1',
        kind: 'PersistentVolume',
        metadata: { name: 'scratch' },
        spec: {
          capacity: { storage: '1200Gi' },
          accessModes: ['ReadWriteMany'],
          csi: { driver: 'fsx.csi.aws.com', volumeHandle: 'fs-0123456789abcdef0' },
        },
      },
    ],
  },
  {
    code: 'ADD-002',
    finding: {
      severity: 'warning',
      reason: 'ComponentsWithoutIpv6',
      resources: [{ kind: 'DaemonSet', namespace: 'default', name: 'kube2iam' }],
    },
    objects: [workload('DaemonSet', 'kube2iam', { image: 'jtblin/kube2iam:0.11.1' })],
  },
  {
    code: 'ADD-003',
    finding: {
      severity: 'warning',
      reason: 'ExternalDnsTooOld',
      resources: [{ kind: 'Deployment', namespace: 'default', name: 'external-dns' }],
    },
    objects: [workload('Deployment', 'external-dns', { image: 'registry.k8s.io/external-dns/external-dns:v0.15.0' })],
  },
  {
    code: 'ADD-004',
    finding: {
      severity: 'warning',
      reason: 'NodeLocalDnsWithoutIpv6',
      resources: [{ kind: 'DaemonSet', namespace: 'default', name: 'node-local-dns' }],
    },
    objects: [
      workload('DaemonSet', 'node-local-dns', {
        image: 'registry.k8s.io/dns/k8s-dns-node-cache:1.26.0',
        args: ['-localip', '169.254.20.10'],
      }),
    ],
  },
  {
    code: 'KAR-001',
    finding: {
      severity: 'warning',
      reason: 'ClusterDnsWithoutIpv6',
      resources: [{ kind: 'EC2NodeClass', name: 'default' }],
    },
    objects: [
      {
        apiVersion: 'karpenter.k8s.aws/v1',
        kind: 'EC2NodeClass',
        metadata: { name: 'default' },
        spec: { kubelet: { clusterDNS: ['172.20.0.10'] } },
      },
    ],
  },
];

let parts: Parts;
let operator: OperatorProcess;
let resource: Assessed;

describe.skipIf(partsMissing)('what workloads and add-ons say', () => {
  beforeAll(async () => {
    parts = await startParts(ipv4CustomNetworking);
    for (const definition of [nodePoolDefinition, ec2NodeClassDefinition]) await parts.apply(definition);
    operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
    resource = await applyReadiness(parts, 'prod', { goal: 'Migrate', checks: { only: codes } });
    await resource.until('nothing is found', ({ conditions = [], findings = [] }) =>
      conditions.some(({ type, status }) => type === 'Ready' && status === 'True') ? findings.length === 0 : false,
    );
  });

  afterAll(async () => {
    await operator?.stop();
    await parts?.stop();
  });

  test.each(faults)('$code finds its fault, alone, and loses it again', async ({ code, finding, objects }) => {
    for (const object of objects) await parts.apply(object);
    const { findings } = await resource.until(
      `${code} is found`,
      (status) => (status.findings ?? []).length > 0,
      60_000,
    );
    expect(findings).toMatchObject([{ code, ...finding }]);
    for (const object of objects) {
      const { apiVersion, kind, metadata } = object;
      // Its protection is lifted by a controller, which does not run here.
      if (kind === 'PersistentVolume') await parts.apply({ ...object, metadata: { ...metadata, finalizers: [] } });
      const place = metadata.namespace === undefined ? {} : { namespace: metadata.namespace };
      await parts.delete({ apiVersion, resource: plurals[kind] ?? '', name: metadata.name, ...place });
    }
    await resource.until(`${code} is gone`, (status) => (status.findings ?? []).length === 0, 60_000);
  });
});

const plurals: Readonly<Record<string, string>> = {
  CSIDriver: 'csidrivers',
  DaemonSet: 'daemonsets',
  Deployment: 'deployments',
  EC2NodeClass: 'ec2nodeclasses',
  EndpointSlice: 'endpointslices',
  PersistentVolume: 'persistentvolumes',
  Service: 'services',
};

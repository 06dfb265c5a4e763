import type { KubernetesSectionName } from '../../../src/snapshot/section-table.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ClusterInformers } from '../../../src/kube/cluster-view.ts';
import { isObserved, type Section } from '../../../src/snapshot/section.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import { aDeployment, anObject, type Collections, paths, serve } from './cluster-objects.ts';
import { FakeApiServer, groupList } from './fake-api-server.ts';
import { until } from './reflected.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

let server: FakeApiServer;
let informers: ClusterInformers;

beforeEach(async () => {
  server = await FakeApiServer.start();
  const clock = virtualClock();
  informers = new ClusterInformers({
    http: server.http(clock),
    clock,
    logger: quietLogger(),
    onChange: () => undefined,
    issuer: undefined,
  });
});

afterEach(async () => {
  await informers.stop();
  await server.close();
});

async function started(collections: Collections = {}): Promise<void> {
  serve(server, collections);
  informers.start();
  await until(() => expect(informers.caches().filter(({ state }) => !state.synced)).toEqual([]));
}

function valueOf(name: KubernetesSectionName): unknown {
  const section: Section<unknown> = informers.sections()[name];
  return isObserved(section) ? section.value : section;
}

const service = (name: string, managedFields: readonly object[]) => {
  const { metadata, ...rest } = anObject(name, { spec: { ipFamilies: ['IPv4'], clusterIP: '10.100.0.7' } }, 'shop');
  return { ...rest, metadata: { ...metadata, managedFields } };
};

describe('what the caches say of workloads and add-ons', () => {
  test('only Services that somebody tied to IPv4 are kept, by what ties them', async () => {
    const written = [{ manager: 'helm', fieldsV1: { 'f:spec': { 'f:ipFamilies': {} } } }];
    await started({
      [paths.services]: [service('plain', [{ manager: 'helm', fieldsV1: {} }]), service('tied', written)],
    });
    expect(valueOf('tiedServices')).toEqual([{ facts: { fields: ['ipFamilies'] }, count: 1, names: ['shop/tied'] }]);
  });

  test('of workloads only those with IPv4 literals are counted', async () => {
    const stateful = anObject('db', { spec: { template: { spec: { containers: [{ args: ['10.0.0.5'] }] } } } }, 'shop');
    const { metadata, ...listening } = aDeployment('web', 'web:1', ['0.0.0.0']);
    const deployment = { ...listening, metadata: { ...metadata, namespace: 'shop' } };
    await started({
      [paths.deployments]: [deployment, aDeployment('coredns', 'coredns:1')],
      [paths.statefulSets]: [stateful],
    });
    expect(valueOf('ipv4Literals')).toEqual([
      { facts: { kind: 'Deployment', literal: 'wildcard' }, count: 1, names: ['shop/web'] },
      { facts: { kind: 'StatefulSet', literal: 'address' }, count: 1, names: ['shop/db'] },
    ]);
  });

  test('of workloads only those that ask for the IPv6 metadata endpoint are counted, of each kind', async () => {
    const env = [{ name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', value: 'IPv6' }];
    const asking = (name: string) =>
      anObject(name, { spec: { template: { spec: { containers: [{ name: 'main', env }] } } } }, 'shop');
    await started({
      [paths.daemonSets]: [asking('logs'), anObject('proxy', {}, 'shop')],
      [paths.deployments]: [asking('cart'), aDeployment('coredns', 'coredns:1')],
      [paths.statefulSets]: [asking('db')],
    });
    const serviceAccount = 'shop/default';
    expect(valueOf('metadataClients')).toEqual([
      { facts: { kind: 'DaemonSet', serviceAccount }, count: 1, names: ['shop/logs'] },
      { facts: { kind: 'Deployment', serviceAccount }, count: 1, names: ['shop/cart'] },
      { facts: { kind: 'StatefulSet', serviceAccount }, count: 1, names: ['shop/db'] },
    ]);
  });

  test('the server is asked only for EndpointSlices that are not made from selectors', async () => {
    await started({ [paths.endpointSlices]: [anObject('legacy', { addressType: 'IPv4' }, 'shop')] });
    expect(valueOf('foreignEndpoints')).toEqual([{ facts: {}, count: 1, names: ['shop/legacy'] }]);
    expect(server.requests.find(({ path }) => path === paths.endpointSlices)?.query['labelSelector']).toBe(
      'endpointslice.kubernetes.io/managed-by!=endpointslice-controller.k8s.io',
    );
  });

  test('of service accounts only that of the VPC CNI is asked for, and its role kept', async () => {
    const { metadata } = anObject('aws-node', {}, 'kube-system');
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/cni' };
    await started({ [paths.serviceAccounts]: [{ metadata: { ...metadata, annotations } }] });
    expect(valueOf('vpcCniAccount')).toEqual({
      exists: true,
      annotatedRole: annotations['eks.amazonaws.com/role-arn'],
    });
    expect(server.requests.find(({ path }) => path === paths.serviceAccounts)?.query['fieldSelector']).toBe(
      'metadata.name=aws-node',
    );
  });

  test('a service account that is not there is told so', async () => {
    await started();
    expect(valueOf('vpcCniAccount')).toEqual({ exists: false });
  });

  test('file systems are drivers and the volumes they serve', async () => {
    const volume = (name: string, driver: string, volumeHandle = 'x') =>
      anObject(name, { spec: { csi: { driver, volumeHandle } } });
    await started({
      [paths.csiDrivers]: [anObject('fsx.csi.aws.com'), anObject('ebs.csi.aws.com')],
      [paths.persistentVolumes]: [
        volume('a', 'fsx.csi.aws.com'),
        volume('b', 'ebs.csi.aws.com'),
        volume('c', 'efs.csi.aws.com', 'fs-0123456789abcdef0::fsap-1'),
      ],
    });
    expect(valueOf('fileSystems')).toEqual({
      drivers: ['fsx.csi.aws.com'],
      volumes: [
        { facts: { driver: 'efs.csi.aws.com' }, count: 1, names: ['c'] },
        { facts: { driver: 'fsx.csi.aws.com' }, count: 1, names: ['a'] },
      ],
      efsIds: ['fs-0123456789abcdef0'],
    });
  });

  test('network add-ons are kept, whatever their kind and namespace', async () => {
    const cilium = anObject(
      'cilium',
      { spec: { template: { spec: { containers: [{ name: 'agent', image: 'quay.io/cilium/cilium:v1.17.0' }] } } } },
      'networking',
    );
    await started({
      [paths.daemonSets]: [cilium, anObject('logs', {}, 'ops')],
      [paths.deployments]: [
        aDeployment('karpenter', 'public.ecr.aws/karpenter/controller:1.8.2'),
        aDeployment('web', 'web:1'),
      ],
    });
    expect(valueOf('networkWorkloads')).toMatchObject([
      { component: 'cilium', kind: 'DaemonSet', namespace: 'networking', name: 'cilium' },
      { component: 'karpenter', kind: 'Deployment', namespace: 'kube-system', name: 'karpenter' },
    ]);
  });

  test('a DaemonSet called aws-node of another namespace is not the VPC CNI', async () => {
    await started({ [paths.daemonSets]: [anObject('aws-node', {}, 'sandbox')] });
    expect(valueOf('vpcCni')).toEqual({ otherDaemonSets: [] });
  });

  test('kube-proxy is its image and its configuration, each where it is there', async () => {
    const configMap = anObject(
      'kube-proxy-config',
      { data: { config: 'kind: KubeProxyConfiguration\n' } },
      'kube-system',
    );
    await started({
      [paths.daemonSets]: [anObject('kube-proxy', {}, 'kube-system')],
      [paths.configMaps]: [configMap],
    });
    expect(valueOf('kubeProxy')).toEqual({ image: { image: '' }, config: { readable: true } });
    const asked = server.requests.filter(({ path }) => path === paths.configMaps);
    expect(asked.map(({ query }) => query['fieldSelector'])).toContain('metadata.name=kube-proxy-config');
  });

  test('a cluster without kube-proxy has none', async () => {
    await started();
    expect(valueOf('kubeProxy')).toEqual({});
  });

  test('network policies are counted by the families they name and by what they leave of egress', async () => {
    const spec = { policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }] };
    await started({
      [paths.networkPolicies]: [anObject('db', { spec }, 'shop'), anObject('web', { spec }, 'shop')],
    });
    const facts = { kind: 'NetworkPolicy', ipv4Only: ['egress'], ipv6Only: [], ipv4Egress: 'restricted' };
    expect(valueOf('networkPolicies')).toEqual([{ facts, count: 2, names: ['shop/db', 'shop/web'] }]);
  });

  test('cluster-wide network policies of the VPC CNI are counted with them, where they are installed', async () => {
    const policies = '/apis/networking.k8s.aws/v1alpha1/clusternetworkpolicies';
    const spec = { egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] }] };
    server.always('groups', groupList({ 'networking.k8s.aws': ['v1alpha1'] }));
    await started({ [policies]: [anObject('edge', { spec })], [paths.networkPolicies]: [] });
    const facts = { kind: 'ClusterNetworkPolicy', ipv4Only: [], ipv6Only: [], ipv4Egress: 'denied' };
    await until(() => expect(valueOf('networkPolicies')).toEqual([{ facts, count: 1, names: ['edge'] }]));
  });

  test('kinds of the VPC CNI that are not installed are observed as none', async () => {
    await started();
    expect([valueOf('eniConfigs'), valueOf('securityGroupPolicies')]).toEqual([[], []]);
  });

  test('without a Corefile, none is made up', async () => {
    await started();
    expect(valueOf('coreDns')).toEqual({ configured: false, dns64: false, ipv4Upstreams: [] });
    const asked = server.requests.filter(({ path }) => path === paths.configMaps);
    expect(asked.map(({ query }) => query['fieldSelector'])).toContain('metadata.name=coredns');
  });
});

import { describe, expect, test } from 'vitest';
import { componentOfImage } from '../../../../src/snapshot/facts/network-components.ts';
import {
  coreDnsFacts,
  driverOfVolume,
  foreignEndpointsFacts,
  ipv4LiteralFacts,
  metadataClientFacts,
  networkWorkloadFacts,
} from '../../../../src/snapshot/facts/workload-facts.ts';

const workload = (container: object, namespace = 'shop') => ({
  metadata: { name: 'web', namespace },
  spec: { template: { spec: { containers: [{ name: 'main', image: 'web:1' }, container] } } },
});
const withArgs = (...args: readonly string[]) => workload({ name: 'web', args });
const literalIn = (object: object) => ipv4LiteralFacts('Deployment', object)?.literal;

describe('IPv4 literals', () => {
  test.each(['--bind-address=0.0.0.0', '0.0.0.0:8080', 'tcp://0.0.0.0:80', '--listen', '"0.0.0.0"'])(
    'are told apart where all addresses are meant: %s',
    (arg) => {
      expect(literalIn(withArgs(arg, '0.0.0.0'))).toBe('wildcard');
    },
  );

  test.each(['--upstream=10.0.1.5', 'http://192.168.7.1:9000/path', '--dns=8.8.8.8,1.1.1.1'])(
    'are other addresses: %s',
    (arg) => {
      expect(literalIn(withArgs(arg))).toBe('address');
    },
  );

  test.each([
    '--cidr=0.0.0.0/0',
    '--cidr=10.0.0.0/8',
    '--bind=127.0.0.1:80',
    '--imds=169.254.169.254',
    '--version=1.2.3.4.5',
    '--version=v1.2.3.4',
    '--image=web:1.2.3.4-r0',
    '--odd=999.1.1.1',
    '--listen=[::]:80',
    '--name=web-10.0.0.1.example',
  ])('are not %s', (arg) => {
    expect(literalIn(withArgs(arg))).toBeUndefined();
  });

  test('are read from the environment too, but for proxies', () => {
    const withSetting = (name: string) => workload({ name: 'web', env: [{ name, value: '0.0.0.0' }] });
    expect(literalIn(withSetting('HOST'))).toBe('wildcard');
    expect(literalIn(withSetting('no_proxy'))).toBeUndefined();
    expect(literalIn(workload({ env: [{ name: 'HOST', valueFrom: { secretKeyRef: { name: 'x', key: 'y' } } }] }))).toBe(
      undefined,
    );
  });

  test('of kube-system are the cluster’s own, and odd objects have none', () => {
    expect(literalIn(workload({ args: ['0.0.0.0'] }, 'kube-system'))).toBeUndefined();
    expect(literalIn({ spec: { template: { spec: { containers: 'none' } } } })).toBeUndefined();
  });
});

describe('clients of the IPv6 metadata endpoint', () => {
  const mode = (value: string) => ({ name: 'AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE', value });
  const fullUri = { name: 'AWS_CONTAINER_CREDENTIALS_FULL_URI', value: 'http://[fd00:ec2::23]/v1/credentials' };
  const clientIn = (object: object) => metadataClientFacts('Deployment', object);
  const asking = { kind: 'Deployment', serviceAccount: 'shop/default' };

  test.each(['IPv6', 'ipv6', 'IPV6'])('ask for it, in any case: %s', (value) => {
    expect(clientIn(workload({ env: [mode(value)] }))).toEqual(asking);
  });

  test.each(['IPv4', '', 'IPv6 ', '$(MODE)'])('do not ask for it by "%s"', (value) => {
    expect(clientIn(workload({ env: [mode(value)] }))).toBeUndefined();
  });

  test('are not those whose value is written elsewhere', () => {
    const { name } = mode('');
    const configMapKeyRef = { name: 'aws', key: 'mode' };
    expect(clientIn(workload({ env: [{ name, valueFrom: { configMapKeyRef } }] }))).toBeUndefined();
    expect(clientIn(workload({ envFrom: [{ configMapRef: { name: 'aws' } }] }))).toBeUndefined();
  });

  test('are not those with the address of their credentials, in the same container', () => {
    expect(clientIn(workload({ env: [mode('IPv6'), fullUri] }))).toBeUndefined();
    const valueFrom = { secretKeyRef: { name: 'aws', key: 'uri' } };
    expect(clientIn(workload({ env: [mode('IPv6'), { name: fullUri.name, valueFrom }] }))).toBeUndefined();
    const containers = [{ env: [mode('IPv6')] }, { env: [fullUri] }];
    const apart = { metadata: { name: 'web', namespace: 'shop' }, spec: { template: { spec: { containers } } } };
    expect(clientIn(apart)).toEqual(asking);
  });

  test('are init containers too, and told with what their pods run as', () => {
    const spec = { serviceAccountName: 'cart', initContainers: [{ env: [mode('IPv6')] }] };
    const object = { metadata: { name: 'web', namespace: 'shop' }, spec: { template: { spec } } };
    expect(metadataClientFacts('StatefulSet', object)).toEqual({ kind: 'StatefulSet', serviceAccount: 'shop/cart' });
  });

  test('are not odd objects', () => {
    expect(clientIn({ spec: { template: { spec: { containers: 'none' } } } })).toBeUndefined();
    expect(clientIn({})).toBeUndefined();
  });
});

describe('network components', () => {
  test.each([
    ['docker.io/istio/pilot:1.24.0', 'istio'],
    ['registry.example:5000/mirror/istio-pilot:1.24.0', 'istio'],
    ['istio/pilot', 'istio'],
    ['cr.l5d.io/linkerd/controller:edge-25.1.1', 'linkerd'],
    [`quay.io/cilium/cilium:v1.17.0@sha256:${'0'.repeat(64)}`, 'cilium'],
    ['docker.io/calico/node:v3.29.0', 'calico'],
    ['jtblin/kube2iam:0.11.1', 'kube2iam'],
    ['quay.io/uswitch/kiam:v4.0', 'kiam'],
    ['registry.k8s.io/external-dns/external-dns:v0.16.1', 'external-dns'],
    ['registry.k8s.io/dns/k8s-dns-node-cache:1.26.0', 'node-local-dns'],
    ['public.ecr.aws/karpenter/controller:1.8.2', 'karpenter'],
    ['quay.io/cilium/operator-aws:v1.17.0', undefined],
    ['example.com/autopilot:1', undefined],
    ['example.com/controller:1', undefined],
    ['', undefined],
  ])('%s is %s', (image, component) => {
    expect(componentOfImage(image)).toBe(component);
  });

  test('are kept with the container that tells', () => {
    const object = workload({ name: 'controller', image: 'public.ecr.aws/karpenter/controller:1.8.2', args: ['-v'] });
    expect(networkWorkloadFacts('Deployment', object)).toMatchObject({
      component: 'karpenter',
      kind: 'Deployment',
      namespace: 'shop',
      name: 'web',
      container: { name: 'controller', image: { version: '1.8.2' }, args: ['-v'] },
    });
    expect(networkWorkloadFacts('Deployment', workload({ image: 'web:2' }))).toBeUndefined();
  });
});

describe('EndpointSlices', () => {
  const slice = (labels: object, rest: object = {}) => ({
    metadata: { name: 'db-1', namespace: 'shop', labels },
    addressType: 'IPv4',
    ...rest,
  });

  test('count where they are IPv4, and name what they mirror', () => {
    expect(foreignEndpointsFacts(slice({ 'kubernetes.io/service-name': 'db' }))).toEqual({});
    const mirrored = {
      'kubernetes.io/service-name': 'db',
      'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
    };
    expect(foreignEndpointsFacts(slice(mirrored))).toEqual({ mirrors: 'shop/db' });
    expect(foreignEndpointsFacts(slice({}, { addressType: 'IPv6' }))).toBeUndefined();
    expect(foreignEndpointsFacts(slice({}, { addressType: 'FQDN' }))).toBeUndefined();
  });

  test('of the cluster itself do not count', () => {
    const ofCluster = { metadata: { name: 'kubernetes', namespace: 'default' }, addressType: 'IPv4' };
    expect(foreignEndpointsFacts(ofCluster)).toBeUndefined();
    const labels = { 'kubernetes.io/service-name': 'eks-extension-metrics-api' };
    const ofEks = { metadata: { name: 'x', namespace: 'kube-system', labels }, addressType: 'IPv4' };
    expect(foreignEndpointsFacts(ofEks)).toBeUndefined();
  });
});

test('volumes count by their driver until they are released', () => {
  const volume = (driver: string, phase: string) => ({ spec: { csi: { driver } }, status: { phase } });
  expect(driverOfVolume(volume('fsx.csi.aws.com', 'Bound'))).toEqual({ driver: 'fsx.csi.aws.com' });
  expect(driverOfVolume(volume('efs.csi.aws.com', 'Available'))).toEqual({ driver: 'efs.csi.aws.com' });
  expect(driverOfVolume(volume('ebs.csi.aws.com', 'Bound'))).toBeUndefined();
  expect(driverOfVolume(volume('fsx.csi.aws.com', 'Released'))).toBeUndefined();
  expect(driverOfVolume({})).toBeUndefined();
});

describe('the Corefile', () => {
  const corefile = (...lines: readonly string[]) => coreDnsFacts({ data: { Corefile: lines.join('\n') } });

  test('of EKS says nothing of IPv4', () => {
    const lines = [
      '.:53 {',
      '  errors',
      '  kubernetes cluster.local in-addr.arpa ip6.arpa {',
      '    pods insecure',
      '  }',
    ];
    expect(corefile(...lines, '  forward . /etc/resolv.conf', '}')).toEqual({
      configured: true,
      dns64: false,
      ipv4Upstreams: [],
    });
  });

  test('tells upstreams in IPv4, each once, and plugin dns64', () => {
    const lines = [
      '  forward . 10.0.0.2 dns://8.8.8.8:53 tls://[2001:db8::1]:853',
      'forward example.org 10.0.0.2',
      ' dns64',
    ];
    expect(corefile(...lines, '# dns64')).toEqual({
      configured: true,
      dns64: true,
      ipv4Upstreams: ['10.0.0.2', '8.8.8.8'],
    });
    expect(corefile('# dns64', '#forward . 10.0.0.2').dns64).toBe(false);
  });

  test('may be missing', () => {
    expect(coreDnsFacts({ data: {} })).toEqual({ configured: false, dns64: false, ipv4Upstreams: [] });
  });
});

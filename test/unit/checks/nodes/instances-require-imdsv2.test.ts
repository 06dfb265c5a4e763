import { describe, expect, test } from 'vitest';
import { instancesRequireImdsv2 as check } from '../../../../src/checks/nodes/instances-require-imdsv2.ts';
import type { Tally } from '../../../../src/snapshot/facts/tally.ts';
import type { MetadataOptions } from '../../../../src/snapshot/instance-sections.ts';
import type { LoadBalancerControllerDeployment } from '../../../../src/snapshot/kubernetes-sections.ts';
import type { MetadataClient } from '../../../../src/snapshot/workload-sections.ts';
import { aLoadBalancerController, aNodeClass, fargateNodes, nodes, settings } from '../../../support/builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';
import { aLaunchTemplate, instances } from '../../../support/node-builders.ts';

function having(ids: readonly string[], changes: Partial<MetadataOptions>) {
  const { metadata } = instances([]).facts;
  return instances(ids, { metadata: { ...metadata, ...changes } });
}

/** One hop, and a controller that is told nothing but what `changes` say. */
function asked(changes: Partial<LoadBalancerControllerDeployment>, nodeNames = ['ip-10-0-0-10.ec2.internal']) {
  return judge(check, {
    instances: [having(['i-0a'], { hopLimit: 1 })],
    nodes: [nodes(nodeNames)],
    loadBalancerControllers: [aLoadBalancerController({ args: ['--cluster-name=prod'], ...changes })],
  });
}

/** One workload that asks for the IPv6 endpoint. */
const client = (name: string, changes: Partial<MetadataClient> = {}): Tally<MetadataClient> => ({
  facts: { kind: 'Deployment', serviceAccount: 'shop/default', ...changes },
  count: 1,
  names: [name],
});

const region = '--aws-region=eu-west-1';

describe('NOD-004', () => {
  test('passes where every instance requires session tokens', () => {
    expect(said(judge(check))).toEqual(['pass', 'MetadataFits', 'Every instance requires session tokens.']);
    expect(judge(check, {}, { goal: 'Migrate' }).reason).toBe('MetadataFits');
  });

  test('an instance that has just been launched has its options too', () => {
    expect(judge(check, { instances: [instances(['i-0a'], { settled: false })] }).reason).toBe('MetadataFits');
  });

  test('warns of whoever answers, or will answer, without a session token', () => {
    const result = judge(check, {
      instances: [
        having(['i-0c', 'i-0b'], { tokensRequired: false }),
        having(['i-0d'], { tokensRequired: false, hopLimit: 1 }),
        instances(['i-0a']),
      ],
      launchTemplates: [
        aLaunchTemplate({ id: 'lt-1', metadata: { tokensRequired: false } }),
        aLaunchTemplate({ id: 'lt-2', metadata: { tokensRequired: true } }),
        aLaunchTemplate({ id: 'lt-3' }),
      ],
      nodeClasses: [
        aNodeClass({ name: 'old', metadata: { enabled: true, tokensRequired: false } }),
        aNodeClass({ kind: 'NodeClass', name: 'auto' }),
      ],
    });
    expect(said(result)).toEqual([
      'warning',
      'TokensOptional',
      'Without session tokens: instances i-0b, i-0c, i-0d; launch templates lt-1; EC2NodeClasses old.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'Instance', name: 'i-0b' },
      { kind: 'Instance', name: 'i-0c' },
      { kind: 'Instance', name: 'i-0d' },
      { kind: 'LaunchTemplate', name: 'lt-1' },
      { kind: 'EC2NodeClass', name: 'old' },
    ]);
  });

  test('metadata that is off answers nobody', () => {
    const off = having(['i-0a'], { enabled: false, tokensRequired: false, ipv6Endpoint: true });
    expect(judge(check, { instances: [off] }).reason).toBe('MetadataFits');
  });

  test("Auto Mode's instances are AWS's choice", () => {
    const auto = instances(['i-0e'], { ...having([], { tokensRequired: false }).facts, autoMode: true });
    expect(judge(check, { instances: [auto, instances(['i-0a'])] }).reason).toBe('MetadataFits');
    expect(said(judge(check, { instances: [auto], nodes: [nodes(['i-0e'], { compute: 'auto' })] }))).toEqual([
      'notApplicable',
      'NoEc2Nodes',
      'AWS runs every node.',
    ]);
  });

  test('warns where the controller has to ask for its VPC, and is a hop too far away', () => {
    const result = asked({});
    expect(said(result)).toEqual([
      'warning',
      'HopLimitTooLow',
      'kube-system/aws-load-balancer-controller has to ask the metadata of its node for the VPC, out of its reach on instances i-0a.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Instance', name: 'i-0a' }]);
    // A Region does not help: the VPC is asked of the metadata all the same.
    expect(asked({ args: [region] }).reason).toBe('HopLimitTooLow');
  });

  test('metadata that is off is out of reach too, on an instance and in a template', () => {
    const loadBalancerControllers = [aLoadBalancerController({ args: [] })];
    const instancesOff = [having(['i-0a'], { enabled: false })];
    expect(judge(check, { loadBalancerControllers, instances: instancesOff }).reason).toBe('HopLimitTooLow');
    const launchTemplates = [aLaunchTemplate({ metadata: { hopLimit: 1 } })];
    expect(judge(check, { loadBalancerControllers, launchTemplates }).message).toContain('launch templates lt-1.');
    expect(judge(check, { loadBalancerControllers }).reason).toBe('MetadataFits');
  });

  test.each<[string, Partial<LoadBalancerControllerDeployment>]>([
    ['its id', { args: [region, '--aws-vpc-id', 'vpc-1'] }],
    ['tags', { args: [region, '--aws-vpc-tags=Name=prod'] }],
    ['tags, in an image of unknown version', { args: [region, '--aws-vpc-tags=Name=prod'], image: { image: 'lbc' } }],
    ['the id of its node', { args: [region], environment: settings({ NODENAME: 'i-0a' }) }],
    ['the network of its node', { args: [], hostNetwork: true }],
    ['nothing, and no pod', { args: [], replicas: 0 }],
  ])('needs no metadata for its VPC with %s', (_, changes) => {
    expect(asked(changes).reason).toBe('MetadataFits');
  });

  test.each<[string, Partial<LoadBalancerControllerDeployment>]>([
    ['an id without text', { args: [region, '--aws-vpc-id='] }],
    [
      'tags that its version does not know',
      {
        args: [region, '--aws-vpc-tags=Name=prod'],
        image: { image: 'aws-load-balancer-controller:v2.8.3', version: '2.8.3' },
      },
    ],
    ['a node whose name is no id', { args: [region], environment: settings({ NODENAME: 'ip-10-0-0-10' }) }],
    ['a Region in its environment', { environment: settings({ AWS_REGION: 'eu-west-1' }) }],
  ])('needs metadata for its VPC with %s', (_, changes) => {
    expect(asked(changes).reason).toBe('HopLimitTooLow');
  });

  test('the name of its node is an id where those of all nodes are', () => {
    const ofField = { args: [region], environment: { NODENAME: { unresolvable: 'fieldRef' } } };
    expect(asked(ofField).reason).toBe('HopLimitTooLow');
    expect(asked(ofField, ['i-0a', 'i-0b']).reason).toBe('MetadataFits');
    expect(asked(ofField, ['i-0a', 'ip-10-0-0-10']).reason).toBe('HopLimitTooLow');
    expect(asked(ofField, []).reason).toBe('HopLimitTooLow');
    const secret = { args: [region], environment: { NODENAME: { unresolvable: 'secretKeyRef' } } };
    expect(asked(secret, ['i-0a']).reason).toBe('HopLimitTooLow');
  });

  test('a Region that nobody writes may be put there when the pod starts', () => {
    const args = ['--aws-vpc-id=vpc-1'];
    expect(said(asked({ args }))).toEqual([
      'info',
      'RegionMayBeMissing',
      'kube-system/aws-load-balancer-controller may have to ask the metadata of its node for the Region, out of its reach on instances i-0a.',
    ]);
    expect(asked({ args, environment: settings({ AWS_REGION: 'eu-west-1' }) }).reason).toBe('MetadataFits');
    expect(asked({ args, environment: settings({ AWS_DEFAULT_REGION: 'eu-west-1' }) }).reason).toBe('MetadataFits');
    expect(asked({ args, environment: settings({ AWS_REGION: '' }) }).reason).toBe('RegionMayBeMissing');
  });

  test('warns of workloads told to ask for the IPv6 endpoint, where it is off', () => {
    const result = judge(check, {
      instances: [having(['i-0b'], { ipv6Endpoint: true }), instances(['i-0a'])],
      launchTemplates: [aLaunchTemplate({ metadata: { ipv6Endpoint: false } }), aLaunchTemplate({ id: 'lt-2' })],
      nodeClasses: [
        aNodeClass({ name: 'new', metadata: { enabled: true, tokensRequired: true, ipv6Endpoint: false } }),
        aNodeClass({ name: 'six', metadata: { enabled: true, tokensRequired: true, ipv6Endpoint: true } }),
      ],
      metadataClients: [client('shop/cart'), client('ops/logs', { kind: 'DaemonSet', serviceAccount: 'ops/logs' })],
    });
    expect(said(result)).toEqual([
      'warning',
      'Ipv6EndpointAskedFor',
      '2 workloads told to ask metadata over IPv6 (ops/logs, shop/cart), which is off on instances i-0a; launch templates lt-1; EC2NodeClasses new.',
    ]);
    expect(result.resources).toEqual([
      { kind: 'DaemonSet', namespace: 'ops', name: 'logs' },
      { kind: 'Deployment', namespace: 'shop', name: 'cart' },
    ]);
  });

  test('metadata that is off does not answer over IPv6 either', () => {
    const off = having(['i-0a'], { enabled: false, ipv6Endpoint: true });
    expect(said(judge(check, { instances: [off], metadataClients: [client('shop/cart')] }))).toEqual([
      'warning',
      'Ipv6EndpointAskedFor',
      '1 workload told to ask metadata over IPv6 (shop/cart), which is off on instances i-0a.',
    ]);
  });

  test('who asks for an IPv6 endpoint that is on everywhere gets an answer', () => {
    const on = having(['i-0a'], { ipv6Endpoint: true });
    const result = judge(check, { instances: [on], metadataClients: [client('shop/cart')] });
    expect(result.reason).toBe('Ipv6EndpointEnabled');
  });

  test('with Pod Identity the setting is for the address of the credentials', () => {
    const podIdentity = { names: ['shop/cart'], more: false };
    const served = client('shop/cart', { serviceAccount: 'shop/cart' });
    expect(judge(check, { metadataClients: [served], podIdentity }).reason).toBe('MetadataFits');
    const result = judge(check, { metadataClients: [served, client('shop/db')], podIdentity });
    expect(result.reason).toBe('Ipv6EndpointAskedFor');
    expect(result.resources).toEqual([{ kind: 'Deployment', namespace: 'shop', name: 'db' }]);
  });

  test('whether a workload has Pod Identity is not known where there are more associations than are read', () => {
    const podIdentity = { names: ['shop/cart'], more: true };
    expect(said(judge(check, { metadataClients: [client('shop/db')], podIdentity }))).toEqual([
      'unknown',
      'PodIdentityNotSeen',
      '1 workload told to ask metadata over IPv6 (shop/db), which is off on instances i-0a; not all Pod Identity associations are read.',
    ]);
    expect(judge(check, { podIdentity }).reason).toBe('MetadataFits');
  });

  test('a controller without its VPC weighs more than who asks over IPv6, and that more than a Region', () => {
    const metadataClients = [client('shop/cart')];
    const found = { instances: [having(['i-0a'], { hopLimit: 1 })], metadataClients };
    const controller = (...args: readonly string[]) => ({
      loadBalancerControllers: [aLoadBalancerController({ args })],
    });
    expect(judge(check, { ...found, ...controller() }).reason).toBe('HopLimitTooLow');
    expect(judge(check, { ...found, ...controller('--aws-vpc-id=vpc-1') }).reason).toBe('Ipv6EndpointAskedFor');
  });

  test('what Pod Identity associations that could not be read may explain is no warning', () => {
    const podIdentity = partly<'podIdentity'>({ names: [], more: false }, 'one association was garbled');
    const result = judge(check, { metadataClients: [client('shop/cart')] }, { sections: { podIdentity } });
    expect([result.outcome, result.reason]).toEqual(['unknown', 'PartlyObserved']);
    expect(result.message).not.toContain('shop/cart');
  });

  test('tells of the IPv6 endpoint', () => {
    const found = [having(['i-0a'], { ipv6Endpoint: true }), instances(['i-0b'])];
    expect(said(judge(check, { instances: found }))).toEqual([
      'info',
      'Ipv6EndpointEnabled',
      'With the IPv6 metadata endpoint: instances i-0a.',
    ]);
  });

  test('no instance beside nodes of EC2, or beside none, is not known', () => {
    expect(said(judge(check, { instances: [], nodes: [nodes(['node-1']), fargateNodes(1)] }))).toEqual([
      'unknown',
      'InstancesNotFound',
      'No instance with the tag of the cluster was found, while there are nodes: node-1.',
    ]);
    expect(said(judge(check, { instances: [], nodes: [] }))).toEqual([
      'unknown',
      'InstancesNotFound',
      'No instance with the tag of the cluster was found.',
    ]);
    expect(judge(check, { instances: [], nodes: [fargateNodes(1)] }).reason).toBe('NoEc2Nodes');
  });

  test('neither a warning nor a pass is certain while instances are missing, and what was seen is told', () => {
    const gap = 'one reservation was garbled';
    const found = partly<'instances'>([having(['i-0a'], { tokensRequired: false })], gap);
    const result = judge(check, {}, { sections: { instances: found } });
    expect([result.outcome, result.reason]).toEqual(['unknown', 'PartlyObserved']);
    expect(result.message).toContain('Without session tokens: instances i-0a.');
    const whole = partly<'instances'>([instances(['i-0a'])], gap);
    expect(judge(check, {}, { sections: { instances: whole } }).outcome).toBe('unknown');
  });

  test.each([
    'instances',
    'launchTemplates',
    'nodeClasses',
    'nodes',
    'loadBalancerControllers',
    'metadataClients',
    'podIdentity',
  ] as const)('is unknown without %s', (need) => {
    expect(judge(check, {}, { sections: { [need]: denied('the read') } }).outcome).toBe('unknown');
  });
});

import { expect, test } from 'vitest';
import { nodeClassFacts, nodePoolFacts } from '../../../../src/snapshot/facts/karpenter-facts.ts';

test('a NodePool is read by its class and what it demands', () => {
  const requirements = [{ key: 'karpenter.k8s.aws/instance-hypervisor', operator: 'In', values: ['nitro', 7] }];
  const nodeClassRef = { group: 'karpenter.k8s.aws', kind: 'EC2NodeClass', name: 'default' };
  const nodePool = { metadata: { name: 'general' }, spec: { template: { spec: { nodeClassRef, requirements } } } };
  expect(nodePoolFacts(nodePool)).toEqual({
    name: 'general',
    classKind: 'EC2NodeClass',
    className: 'default',
    requirements: [{ key: 'karpenter.k8s.aws/instance-hypervisor', operator: 'In', values: ['nitro'] }],
  });
});

test('a node class is read by its subnets and its kubelet', () => {
  const nodeClass = {
    metadata: { name: 'default' },
    spec: {
      subnetSelectorTerms: [{ tags: { 'karpenter.sh/discovery': 'prod', team: '*' } }, { id: 'subnet-a' }],
      podSubnetSelectorTerms: [{ tags: { pods: 'yes' } }],
      kubelet: { clusterDNS: ['10.100.0.10'], maxPods: 110 },
      ipPrefixCount: 1,
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'optional',
        httpPutResponseHopLimit: 1,
        httpProtocolIPv6: 'disabled',
      },
    },
    status: { subnets: [{ id: 'subnet-a', zone: 'eu-west-1a' }, { zone: 'eu-west-1b' }] },
  };
  expect(nodeClassFacts('EC2NodeClass', nodeClass)).toEqual({
    kind: 'EC2NodeClass',
    name: 'default',
    subnetIds: ['subnet-a'],
    subnetTerms: [{ tags: { 'karpenter.sh/discovery': 'prod', team: '*' } }, { id: 'subnet-a', tags: {} }],
    podSubnetTerms: [{ tags: { pods: 'yes' } }],
    clusterDns: ['10.100.0.10'],
    maxPods: 110,
    ipPrefixCount: 1,
    metadata: { enabled: true, tokensRequired: false, hopLimit: 1, ipv6Endpoint: false },
  });
});

test('what has another shape than expected is absent', () => {
  expect(nodePoolFacts({ spec: { template: 'none' } })).toEqual({
    name: '',
    classKind: '',
    className: '',
    requirements: [],
  });
  const odd = {
    metadata: { name: 'x' },
    spec: { subnetSelectorTerms: 'all', ipPrefixCount: '2' },
    status: { subnets: {} },
  };
  expect(nodeClassFacts('NodeClass', odd)).toEqual({
    kind: 'NodeClass',
    name: 'x',
    subnetIds: [],
    subnetTerms: [],
    podSubnetTerms: [],
    clusterDns: [],
  });
});

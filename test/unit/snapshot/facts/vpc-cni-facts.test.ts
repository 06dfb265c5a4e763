import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { vpcCniAccountFacts, vpcCniFacts } from '../../../../src/snapshot/facts/vpc-cni-facts.ts';
import { awsNode } from '../../../world/build-cluster-objects.ts';

const aws = awsNode({ ipFamily: 'ipv6' });
const withStatus = (status: Readonly<Record<string, number>>, generation = 1) =>
  vpcCniFacts({ ...aws, metadata: { ...aws.metadata, generation }, status });

describe('the facts of the VPC CNI', () => {
  test('are those of its three containers', () => {
    const facts = vpcCniFacts(aws);
    expect(facts?.name).toBe('aws-node');
    expect(facts?.main?.image.version).toBe('1.21.1');
    expect(facts?.main?.environment['ENABLE_IPv6']).toEqual({ value: 'true' });
    expect(facts?.init?.image.version).toBe('1.21.1');
    expect(facts?.networkPolicyAgent?.args).toContain('--enable-ipv6=true');
    expect(facts).toMatchObject({ serviceAccount: 'aws-node', desired: 3, outdated: 0 });
  });

  test('a DaemonSet under another name is found by its image (F72)', () => {
    const containers = [{ name: 'cni', image: 'registry/amazon-k8s-cni:v1.21.1' }];
    const facts = vpcCniFacts({ metadata: { name: 'aws-node-arm' }, spec: { template: { spec: { containers } } } });
    expect(facts?.main?.image.version).toBe('1.21.1');
    expect(vpcCniFacts({ ...aws, metadata: { name: 'aws-node-arm' } })?.name).toBe('aws-node-arm');
  });

  test('any other DaemonSet is none', () => {
    const template = { spec: { containers: [{ name: 'kube-proxy', image: 'eks/kube-proxy:v1.34.0' }] } };
    expect(vpcCniFacts({ metadata: { name: 'kube-proxy' }, spec: { template } })).toBeUndefined();
    expect(vpcCniFacts({ metadata: { name: 'empty' } })).toBeUndefined();
  });

  test('aws-node without its container (F72) is still aws-node, with nothing known of it', () => {
    expect(vpcCniFacts({ metadata: { name: 'aws-node' } })).toEqual({
      name: 'aws-node',
      serviceAccount: 'default',
      desired: 0,
      outdated: 0,
    });
  });

  test('counts the pods of earlier templates (F72)', () => {
    expect(
      withStatus({
        observedGeneration: 1,
        desiredNumberScheduled: 9,
        currentNumberScheduled: 9,
        updatedNumberScheduled: 4,
      }),
    ).toMatchObject({ desired: 9, outdated: 5 });
  });

  test('a node that joins is no rollout', () => {
    expect(
      withStatus({
        observedGeneration: 1,
        desiredNumberScheduled: 10,
        currentNumberScheduled: 9,
        updatedNumberScheduled: 9,
      }),
    ).toMatchObject({ desired: 10, outdated: 0 });
  });

  test('until the controller has seen a new template, every pod is of an earlier one', () => {
    const status = {
      observedGeneration: 1,
      desiredNumberScheduled: 9,
      currentNumberScheduled: 9,
      updatedNumberScheduled: 9,
    };
    expect(withStatus(status, 2)).toMatchObject({ outdated: 9 });
  });

  test('the service account names its role in an annotation, or none', () => {
    const annotations = { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::111122223333:role/cni' };
    expect(vpcCniAccountFacts({ metadata: { name: 'aws-node', annotations } })).toEqual({
      exists: true,
      annotatedRole: 'arn:aws:iam::111122223333:role/cni',
    });
    expect(vpcCniAccountFacts({ metadata: { name: 'aws-node' } })).toEqual({ exists: true });
  });

  test('no object throws', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true }), (spec) => {
        expect(vpcCniFacts({ metadata: { name: 'aws-node' }, spec, status: spec })?.name).toBe('aws-node');
      }),
    );
  });
});

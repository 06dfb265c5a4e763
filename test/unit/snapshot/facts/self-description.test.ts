import { describe, expect, test } from 'vitest';
import { deploymentFacts } from '../../../../src/snapshot/facts/load-balancer-facts.ts';
import { selfDescription } from '../../../../src/snapshot/facts/self-description.ts';
import { vpcCniFacts } from '../../../../src/snapshot/facts/vpc-cni-facts.ts';
import { awsNode, loadBalancerController as controllerObject } from '../../../world/build-cluster-objects.ts';

const controller = (clusterName: string) => [deploymentFacts(controllerObject({ vpcId: 'vpc-1', clusterName }))];
const vpcCni = vpcCniFacts(awsNode({ ipFamily: 'ipv6', clusterName: 'prod' }));

describe('what a cluster says about itself', () => {
  test('is collected from nodes, the VPC CNI and the load balancer controller', () => {
    const nodes = [{ clusterName: 'prod', region: 'eu-west-1' }, {}];
    expect(selfDescription({ nodes, vpcCni, loadBalancerControllers: controller('prod') })).toEqual({
      clusterNames: ['prod'],
      regions: ['eu-west-1'],
    });
  });

  test('shows every contradiction', () => {
    const nodes = [{ clusterName: 'blue', region: 'us-east-1' }];
    expect(selfDescription({ nodes, vpcCni, loadBalancerControllers: controller('green') })).toEqual({
      clusterNames: ['blue', 'green', 'prod'],
      regions: ['eu-west-1', 'us-east-1'],
    });
  });

  test('may be nothing at all', () => {
    expect(selfDescription({ nodes: [], loadBalancerControllers: [] })).toEqual({ clusterNames: [], regions: [] });
  });
});

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  clusterNameOfController,
  deploymentFacts,
  isLoadBalancerController,
} from '../../../../src/snapshot/facts/load-balancer-facts.ts';
import { coreDns, loadBalancerController as controllerObject } from '../../../world/build-cluster-objects.ts';

describe('the load balancer controller', () => {
  test('is told by its image', () => {
    const facts = deploymentFacts(controllerObject({ vpcId: 'vpc-1' }));
    expect(isLoadBalancerController(facts)).toBe(true);
    expect(facts).toMatchObject({
      namespace: 'kube-system',
      name: 'aws-load-balancer-controller',
      image: { version: '2.14.1' },
      replicas: 2,
      readyReplicas: 2,
    });
    expect(isLoadBalancerController(deploymentFacts(coreDns()))).toBe(false);
  });

  test('may stand beside other containers', () => {
    const containers = [
      { name: 'proxy', image: 'envoy:v1.30.0' },
      { name: 'lbc', image: 'mirror/aws-load-balancer-controller:v2.10.0', args: ['--cluster-name', 'prod'] },
    ];
    const facts = deploymentFacts({ spec: { template: { spec: { containers } } } });
    expect(facts).toMatchObject({ image: { version: '2.10.0' }, replicas: 1, readyReplicas: 0 });
    expect(clusterNameOfController(facts)).toBe('prod');
  });

  test('is kept with the variables that say where it runs, and with no others', () => {
    const env = [
      { name: 'AWS_REGION', value: 'eu-west-1' },
      { name: 'NODENAME', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'TOKEN', value: 'secret' },
    ];
    const containers = [{ name: 'lbc', image: 'aws-load-balancer-controller:v2.10.0', env }];
    const facts = deploymentFacts({ spec: { template: { spec: { hostNetwork: true, containers } } } });
    expect(facts).toMatchObject({ hostNetwork: true });
    expect(facts.environment).toEqual({
      AWS_REGION: { value: 'eu-west-1' },
      NODENAME: { unresolvable: 'fieldRef' },
    });
    expect(deploymentFacts(coreDns())).toMatchObject({ environment: {}, hostNetwork: false });
  });

  test('any Deployment can be described for a resource that names it', () => {
    expect(deploymentFacts(coreDns())).toMatchObject({ name: 'coredns', image: { version: '1.12.4' } });
    expect(deploymentFacts({ spec: { replicas: 0 } })).toMatchObject({ name: '', image: { image: '' }, replicas: 0 });
  });
});

test('no Deployment throws', () => {
  fc.assert(
    fc.property(fc.anything({ withNullPrototype: true }), (anything) => {
      expect(deploymentFacts(anything).replicas).toBeGreaterThanOrEqual(0);
    }),
  );
});

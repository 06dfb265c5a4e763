import { afterEach, beforeEach, expect, test } from 'vitest';
import { ClusterInformers } from '../../../src/kube/cluster-view.ts';
import { isObserved, type Section } from '../../../src/snapshot/section.ts';
import { quietLogger } from '../../support/quiet-logger.ts';
import { virtualClock } from '../../support/virtual-clock.ts';
import { anObject, serve } from './cluster-objects.ts';
import { FakeApiServer, groupList, status } from './fake-api-server.ts';
import { until } from './reflected.ts';

const ofController = '/apis/elbv2.k8s.aws/v1beta1/ingressclassparams';
const ofAutoMode = '/apis/eks.amazonaws.com/v1/ingressclassparams';
const gateways = '/apis/gateway.k8s.aws/v1/loadbalancerconfigurations';
const groups = groupList({ 'elbv2.k8s.aws': ['v1beta1'], 'eks.amazonaws.com': ['v1'], 'gateway.k8s.aws': ['v1'] });
const dualStack = { spec: { ipAddressType: 'dualstack' } };

let server: FakeApiServer;
let informers: ClusterInformers;

beforeEach(async () => {
  server = await FakeApiServer.start();
  const clock = virtualClock();
  const http = server.http(clock);
  informers = new ClusterInformers({
    http,
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

function seen(name: 'ingressClassParams' | 'loadBalancerConfigurations'): unknown {
  const section: Section<unknown> = informers.sections()[name];
  return isObserved(section) ? section.value : section.notObserved.message;
}

test('IngressClassParams of the controller and of Auto Mode are told apart', async () => {
  server.always('groups', groups);
  serve(server, { [ofController]: [anObject('shared', dualStack)], [ofAutoMode]: [anObject('shared', {})] });
  informers.start();
  await until(() =>
    expect(seen('ingressClassParams')).toEqual([
      { apiGroup: 'elbv2.k8s.aws', name: 'shared', ipAddressType: 'dualstack', sources: [], subnets: [] },
      { apiGroup: 'eks.amazonaws.com', name: 'shared', sources: [], subnets: [] },
    ]),
  );
});

test('LoadBalancerConfigurations of the Gateway API are read', async () => {
  server.always('groups', groups);
  serve(server, { [gateways]: [anObject('public', { spec: { ipAddressType: 'ipv4' } }, 'edge')] });
  informers.start();
  await until(() =>
    expect(seen('loadBalancerConfigurations')).toEqual([{ namespace: 'edge', name: 'public', ipAddressType: 'ipv4' }]),
  );
});

test('parameters of one controller that cannot be read leave the section unknown', async () => {
  server.always('groups', groups);
  const broken = status(500, 'InternalError', 'broken');
  serve(server, { [ofController]: [] }, { [ofAutoMode]: broken });
  informers.start();
  await until(() => expect(seen('ingressClassParams')).toContain('ingressclassparams.eks.amazonaws.com'));
});

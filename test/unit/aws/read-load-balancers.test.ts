import { describe, expect, test } from 'vitest';
import { anySignal, aReader, failureOf, loadBalancing, useFakeAws, valueOf } from './fake-aws.ts';

useFakeAws();

const arn = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/net/${name}/0`;
const member = (name: string, more: Readonly<Record<string, string>> = {}) => {
  const members = {
    LoadBalancerArn: arn(name),
    LoadBalancerName: name,
    VpcId: 'vpc-1',
    Type: 'network',
    IpAddressType: 'dualstack',
    ...more,
  };
  const inner = Object.entries(members).map(([key, value]) => `<${key}>${value}</${key}>`);
  return `<member>${inner.join('')}</member>`;
};
const list = (members: readonly string[], marker = '') =>
  result('DescribeLoadBalancers', `<LoadBalancers>${members.join('')}</LoadBalancers>${marker}`);
const tags = (byName: Readonly<Record<string, Readonly<Record<string, string>>>>) => {
  const described = Object.entries(byName).map(([name, all]) => {
    const each = Object.entries(all).map(([key, value]) => `<member><Key>${key}</Key><Value>${value}</Value></member>`);
    return `<member><ResourceArn>${arn(name)}</ResourceArn><Tags>${each.join('')}</Tags></member>`;
  });
  return result('DescribeTags', `<TagDescriptions>${described.join('')}</TagDescriptions>`);
};

function result(action: string, inner: string): string {
  return `<${action}Response xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><${action}Result>${inner}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
}

const asks = (action: string) => (body: unknown) => JSON.stringify(body).includes(action);
const read = () => aReader().reader.further('loadBalancers', { vpcId: 'vpc-1', clusterName: 'prod' }, anySignal());

describe('load balancers', () => {
  test('are those of the VPC whose tags name the cluster, whoever made them', async () => {
    loadBalancing()
      .post('/', asks('DescribeLoadBalancers'))
      .reply(200, list([member('a'), member('foreign', { VpcId: 'vpc-2' })], '<NextMarker>more</NextMarker>'))
      .post('/', asks('"Marker":"more"'))
      .reply(200, list([member('b', { IpAddressType: 'ipv4' }), member('c'), member('other')]))
      .post('/', asks('DescribeTags'))
      .reply(
        200,
        tags({
          a: { 'elbv2.k8s.aws/cluster': 'prod', 'service.k8s.aws/stack': 'default/shop' },
          b: { 'kubernetes.io/cluster/prod': 'owned', 'kubernetes.io/service-name': 'default/old' },
          c: { 'eks:eks-cluster-name': 'prod', 'ingress.eks.amazonaws.com/stack': 'edge' },
          other: { 'elbv2.k8s.aws/cluster': 'staging' },
        }),
      );
    expect(valueOf(await read())).toEqual([
      { name: 'a', type: 'network', ipAddressType: 'dualstack', madeFor: { kind: 'Service', name: 'default/shop' } },
      { name: 'b', type: 'network', ipAddressType: 'ipv4', madeFor: { kind: 'Service', name: 'default/old' } },
      { name: 'c', type: 'network', ipAddressType: 'dualstack', madeFor: { kind: 'Ingress', name: 'edge' } },
    ]);
  });

  test('where there is none, tags are not asked for', async () => {
    loadBalancing().post('/', asks('DescribeLoadBalancers')).reply(200, list([]));
    expect(valueOf(await read())).toEqual([]);
  });

  test.each(['DescribeLoadBalancers', 'DescribeTags'])('%s denied is told by name of the action', async (action) => {
    const refusal =
      '<ErrorResponse xmlns="http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error><RequestId>r</RequestId></ErrorResponse>';
    const scope = loadBalancing();
    if (action === 'DescribeTags') scope.post('/', asks('DescribeLoadBalancers')).reply(200, list([member('a')]));
    scope.post('/', asks(action)).reply(403, refusal);
    expect(failureOf(await read())).toMatchObject({
      reason: 'AccessDenied',
      permission: `elasticloadbalancing:${action}`,
    });
  });

  test('that are garbled are no list', async () => {
    loadBalancing()
      .post('/', asks('DescribeLoadBalancers'))
      .reply(200, list([member('a', { IpAddressType: '' })]))
      .post('/', asks('DescribeTags'))
      .reply(200, tags({ a: { 'elbv2.k8s.aws/cluster': 'prod' } }));
    const { reason, message } = failureOf(await read());
    expect([reason, message.includes('IpAddressType of a')]).toEqual(['InvalidData', true]);
  });
});

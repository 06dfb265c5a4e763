import { describe, expect, test } from 'vitest';
import { anySignal, aReader, eks, failureOf, useFakeAws, valueOf } from './fake-aws.ts';

useFakeAws();

const path = '/clusters/blue/pod-identity-associations';
const all = { maxResults: '100' };
const ofVpcCni = { maxResults: '100', namespace: 'kube-system', serviceAccount: 'aws-node' };
const association = (namespace: string, serviceAccount: string) => ({
  clusterName: 'blue',
  namespace,
  serviceAccount,
  associationId: `a-${serviceAccount}`,
});
const read = () => aReader().reader.further('podIdentity', { clusterName: 'blue' }, anySignal());

function answer(first: object, own: object): void {
  eks().get(path).query(all).reply(200, first).get(path).query(ofVpcCni).reply(200, own);
}

describe('Pod Identity associations', () => {
  test('are named, and that of the VPC CNI is told apart', async () => {
    const own = association('kube-system', 'aws-node');
    answer({ associations: [association('shop', 'web'), own] }, { associations: [own] });
    expect(valueOf(await read())).toEqual({
      names: ['kube-system/aws-node', 'shop/web'],
      more: false,
      vpcCniAssociationId: 'a-aws-node',
    });
  });

  test('are not paged through: that of the VPC CNI is asked for by its name', async () => {
    answer({ associations: [association('shop', 'web')], nextToken: 'more' }, { associations: [], nextToken: 'next' });
    eks()
      .get(path)
      .query({ ...ofVpcCni, nextToken: 'next' })
      .reply(200, { associations: [association('kube-system', 'aws-node')] });
    expect(valueOf(await read())).toEqual({ names: ['shop/web'], more: true, vpcCniAssociationId: 'a-aws-node' });
  });

  test('of others are none of the VPC CNI, whatever the filter lets through', async () => {
    answer({ associations: [] }, { associations: [association('other', 'aws-node')] });
    expect(valueOf(await read())).toEqual({ names: [], more: false });
  });

  test.each([
    [{}, 'InvalidAnswer', 'The answer to eks:ListPodIdentityAssociations holds no list of associations.'],
    [
      { associations: [{ namespace: 'shop' }] },
      'InvalidData',
      'serviceAccount of an association is missing from the answer.',
    ],
    [
      { associations: [{ serviceAccount: 'web' }] },
      'InvalidData',
      'namespace of an association is missing from the answer.',
    ],
  ])('that are garbled are no list: %j', async (body, reason, message) => {
    eks().get(path).query(all).reply(200, body);
    expect(failureOf(await read())).toEqual({ reason, message });
  });

  test('denied are told by name of the action', async () => {
    eks()
      .get(path)
      .query(all)
      .reply(403, { message: 'not authorized' }, { 'x-amzn-errortype': 'AccessDeniedException' });
    expect(failureOf(await read())).toMatchObject({
      reason: 'AccessDenied',
      permission: 'eks:ListPodIdentityAssociations',
    });
  });
});

import { describe, expect, test } from 'vitest';
import { judgeIdentity } from '../../../src/observe/identity.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import {
  aCluster,
  aSnapshot,
  aVpc,
  fargateNodes,
  ipv4Nodes,
  nodes,
  type SnapshotChanges,
  threeSubnets,
} from '../../support/builders.ts';

const issuer = 'https://oidc.eks.eu-west-1.amazonaws.com/id/AAAA';
const foreign = 'https://oidc.eks.eu-west-1.amazonaws.com/id/BBBB';
const notYet = notObserved('NotYetObserved', 'Not read yet.');
const denied = notObserved('AccessDenied', 'Not allowed.');
/** An IPv6 block that is in no VPC of these tests. */
const elsewhere = { ipv6Block: '2600:1f13::/64' };

function judge(changes: SnapshotChanges, ownIssuer?: string) {
  return judgeIdentity(aSnapshot(changes).sections, ownIssuer);
}

describe('by the issuer of our service account token', () => {
  const values = { cluster: aCluster({ oidcIssuer: issuer }) };

  test('the cluster is the same if it has the same issuer, wherever nodes are', () => {
    expect(judge({ values: { ...values, nodes: [nodes(['a'], elsewhere)] } }, issuer)).toBe('same');
  });

  test.each([foreign, 'https://oidc-eks.eu-west-1.api.aws/id/CCCC'])('it is another if ours is %s', (own) => {
    expect(judge({ values }, own)).toEqual({
      mismatch: {
        reason: 'ClusterMismatch',
        message: 'The service account issuer of this cluster is not that of the EKS cluster prod.',
      },
    });
  });

  test('an issuer that is not of EKS tells nothing', () => {
    expect(judge({ values }, 'https://kubernetes.default.svc.cluster.local')).toBe('same');
    expect(judge({ values: { ...values, nodes: [] } }, 'not a URL')).toBe('untold');
  });
});

describe('by where our EC2 nodes have their addresses', () => {
  test.each([
    ['an IPv6', [nodes(['a'])]],
    ['an IPv4', [ipv4Nodes(['a'])]],
    ['one of many', [nodes(['a'], elsewhere), nodes(['b'])]],
  ])('the cluster is the same if %s address is in its VPC', (_, own) => {
    expect(judge({ values: { nodes: own } })).toBe('same');
  });

  test('it is another if none is', () => {
    expect(judge({ values: { nodes: [nodes(['a', 'b'], elsewhere)] } })).toEqual({
      mismatch: {
        reason: 'ClusterMismatch',
        message: 'None of the 2 EC2 nodes has an address in the VPC of the EKS cluster prod.',
      },
    });
  });

  test('subnets tell where the VPC cannot be read', () => {
    const values = { nodes: [nodes(['a'])] };
    expect(judge({ values, sections: { vpc: denied } })).toBe('same');
    const subnets = { all: threeSubnets({ ipv6Cidrs: [] }), fargateNodesByBlock: {} };
    expect(judge({ values: { ...values, subnets }, sections: { vpc: denied } })).toHaveProperty('mismatch');
  });

  test.each([
    ['no node', []],
    ['Fargate nodes alone', [fargateNodes(3)]],
    ['hybrid nodes alone', [nodes(['h'], { compute: 'hybrid', ...elsewhere })]],
  ])('%s tell nothing', (_, own) => {
    expect(judge({ values: { nodes: own } })).toBe('untold');
  });
});

describe('what would tell', () => {
  test.each([
    ['the cluster', { cluster: notYet }, issuer],
    ['nodes', { nodes: notYet }, undefined],
    ['the VPC and its subnets', { vpc: notYet, subnets: notYet }, undefined],
  ])('is awaited while %s was not read', (_, sections, own) => {
    expect(judge({ sections }, own)).toBe('awaited');
  });

  test.each([
    ['the cluster', { cluster: denied }, issuer],
    ['nodes', { nodes: denied }, undefined],
    ['the VPC and its subnets', { vpc: denied, subnets: denied }, undefined],
  ])('is not to be had while %s cannot be read', (_, sections, own) => {
    expect(judge({ sections }, own)).toBe('untold');
  });

  test('is no longer awaited once one of them tells', () => {
    expect(judge({ sections: { vpc: notYet } })).toBe('same');
    expect(judge({ sections: { subnets: notYet } })).toBe('same');
    const own = [nodes(['a'], elsewhere)];
    expect(judge({ values: { nodes: own }, sections: { subnets: notYet } })).toBe('awaited');
    expect(judge({ values: { nodes: own }, sections: { subnets: denied } })).toHaveProperty('mismatch');
  });
});

test('a VPC that has lost the IPv6 block of its subnets is still the same', () => {
  expect(judge({ values: { vpc: aVpc({ ipv6Cidrs: [] }) } })).toBe('same');
});

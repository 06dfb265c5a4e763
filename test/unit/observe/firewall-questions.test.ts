import { describe, expect, test } from 'vitest';
import { questionPlans, type Known } from '../../../src/observe/questions.ts';
import { aCluster, aSnapshot, type SnapshotChanges } from '../../support/builders.ts';
import { aRule, aSecurityGroup } from '../../support/firewall-builders.ts';
import { denied } from '../../support/judge.ts';
import { instances } from '../../support/node-builders.ts';

const known = (changes: SnapshotChanges = {}): Known => ({
  clusterName: 'prod',
  sections: aSnapshot(changes).sections,
});

describe('security groups are asked for', () => {
  test('that the cluster, its control plane and its instances have, each once', () => {
    const values = {
      cluster: aCluster({ clusterSecurityGroupId: 'sg-c', securityGroupIds: ['sg-extra'] }),
      instances: [
        instances(['i-1'], { securityGroupIds: ['sg-c', 'sg-b'] }),
        instances(['i-2'], { securityGroupIds: ['sg-b', 'sg-a'] }),
      ],
    };
    expect(questionPlans.securityGroups(known({ values }))).toEqual({
      ask: { ids: ['sg-a', 'sg-b', 'sg-c', 'sg-extra'] },
    });
  });

  test('of the control plane alone where there are no instances', () => {
    expect(questionPlans.securityGroups(known({ values: { instances: [] } }))).toEqual({
      ask: { ids: ['sg-cluster'] },
    });
  });

  test.each(['cluster', 'instances'] as const)('once %s are read', (section) => {
    const sections = { [section]: denied('the read') };
    expect(questionPlans.securityGroups(known({ sections }))).toEqual({ hangsOn: section });
  });
});

describe('prefix lists are asked for', () => {
  test('that rules of the groups name, each once', () => {
    const rules = [aRule({ prefixListIds: ['pl-b', 'pl-a'] }), aRule({ direction: 'in', prefixListIds: ['pl-a'] })];
    const values = { securityGroups: [aSecurityGroup({ rules }), aSecurityGroup({ id: 'sg-2' })] };
    expect(questionPlans.prefixLists(known({ values }))).toEqual({ ask: { ids: ['pl-a', 'pl-b'] } });
  });

  test('once the groups are read', () => {
    const sections = { securityGroups: denied('ec2:DescribeSecurityGroups') };
    expect(questionPlans.prefixLists(known({ sections }))).toEqual({ hangsOn: 'securityGroups' });
  });
});

test('network ACLs are asked for by the VPC of the cluster', () => {
  expect(questionPlans.networkAcls(known())).toEqual({ ask: { vpcId: 'vpc-1' } });
});

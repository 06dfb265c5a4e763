import { describe, expect, test } from 'vitest';
import { questionPlans, type Known } from '../../../src/observe/questions.ts';
import type { SectionName } from '../../../src/snapshot/snapshot.ts';
import { anAddon } from '../../support/addon-builders.ts';
import { aNodeGroup, aSnapshot, type SnapshotChanges } from '../../support/builders.ts';
import { denied, partly } from '../../support/judge.ts';
import { instances } from '../../support/node-builders.ts';

const known = (changes: SnapshotChanges = {}): Known => ({
  clusterName: 'prod',
  sections: aSnapshot(changes).sections,
});
const asked = (changes: SnapshotChanges = {}) => questionPlans.cniPermissions(known(changes));
const none = { clusterName: 'prod', nodeRoles: [], instanceProfiles: [] };
const arn = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

const annotated = { exists: true, annotatedRole: arn('annotated') };
const associated = { names: [], more: false, vpcCniAssociationId: 'a-1' };
const addons = [anAddon('vpc-cni', 'v1', { serviceAccountRoleArn: arn('addon') })];
const ofNodes = {
  nodeGroups: [aNodeGroup({ nodeRole: arn('b') }), aNodeGroup({ nodeRole: arn('a') }), aNodeGroup()],
  instances: [
    instances(['i-1'], { instanceProfile: 'karpenter' }),
    instances(['i-2'], { instanceProfile: 'karpenter', settled: false }),
    instances(['i-3'], { instanceProfile: 'auto', autoMode: true }),
  ],
};

describe('the role of the VPC CNI is looked for', () => {
  test('in the annotation first, then in its association, in the add-on, and at the nodes', () => {
    const values = { ...ofNodes, vpcCniAccount: annotated, podIdentity: associated, addons };
    expect(asked({ values })).toEqual({ ask: { ...none, annotatedRole: arn('annotated') } });
    const { vpcCniAccount: _, ...withoutAnnotation } = values;
    expect(asked({ values: withoutAnnotation })).toEqual({ ask: { ...none, podIdentityAssociationId: 'a-1' } });
    expect(asked({ values: { ...ofNodes, addons } })).toEqual({ ask: { ...none, addonRole: arn('addon') } });
    expect(asked({ values: ofNodes })).toEqual({
      ask: { ...none, nodeRoles: [arn('a'), arn('b')], instanceProfiles: ['karpenter'] },
    });
  });

  test('without waiting for what could only come after what gives it', () => {
    const unread = { podIdentity: denied('x'), addons: denied('x'), nodeGroups: denied('x'), instances: denied('x') };
    expect(asked({ values: { vpcCniAccount: annotated }, sections: unread })).toMatchObject({
      ask: { annotatedRole: arn('annotated') },
    });
  });

  test.each<SectionName>(['cluster', 'vpcCniAccount', 'podIdentity', 'addons', 'nodeGroups', 'instances'])(
    'once %s can be seen, which might give it',
    (section) => {
      expect(asked({ sections: { [section]: denied('the read') } })).toEqual({ hangsOn: section });
    },
  );

  test('once nothing is missing from what might give it', () => {
    expect(asked({ sections: { addons: partly<'addons'>([], 'add-on vpc-cni') } })).toEqual({ hangsOn: 'addons' });
  });
});

test('add-ons, their versions and associations are asked for by what the cluster says', () => {
  expect(questionPlans.addons(known())).toEqual({ ask: { clusterName: 'prod' } });
  expect(questionPlans.addonVersions(known())).toEqual({ ask: { kubernetesVersion: '1.34' } });
  expect(questionPlans.podIdentity(known())).toEqual({ ask: { clusterName: 'prod' } });
});

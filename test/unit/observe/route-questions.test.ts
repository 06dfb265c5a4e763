import { describe, expect, test } from 'vitest';
import { questionPlans, type Known } from '../../../src/observe/questions.ts';
import { aSnapshot, type SnapshotChanges } from '../../support/builders.ts';
import { denied } from '../../support/judge.ts';
import { mainTable, route, tableOf } from '../../support/routes.ts';

const known = (changes: SnapshotChanges = {}): Known => ({
  clusterName: 'prod',
  sections: aSnapshot(changes).sections,
});

describe('entries of prefix lists are asked for', () => {
  test('of the lists that routes to elsewhere name, each once', () => {
    const routeTables = [
      mainTable(route('pl-b', 'tgw-1'), route('10.9.0.0/16', 'tgw-1'), route('pl-a', 'vgw-1')),
      tableOf(['subnet-a'], route('pl-b', 'pcx-1')),
    ];
    expect(questionPlans.routedPrefixLists(known({ values: { routeTables } }))).toEqual({
      ask: { ids: ['pl-a', 'pl-b'] },
    });
  });

  test.each([
    ['a gateway endpoint', route('pl-a', 'vpce-1')],
    ['an egress-only gateway', route('pl-a', 'eigw-1')],
    ['what is gone', route('pl-a', 'tgw-1', true)],
  ])('of no list to %s', (_, each) => {
    const values = { routeTables: [mainTable(each)] };
    expect(questionPlans.routedPrefixLists(known({ values }))).toEqual({ ask: { ids: [] } });
  });

  test('once the route tables are read', () => {
    const sections = { routeTables: denied('ec2:DescribeRouteTables') };
    expect(questionPlans.routedPrefixLists(known({ sections }))).toEqual({ hangsOn: 'routeTables' });
  });
});

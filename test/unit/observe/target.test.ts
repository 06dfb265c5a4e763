import { describe, expect, test } from 'vitest';
import { resolveTarget } from '../../../src/observe/target.ts';
import { notObserved } from '../../../src/snapshot/section.ts';
import type { SelfDescription } from '../../../src/snapshot/kubernetes-sections.ts';
import { observed } from '../../support/builders.ts';

const says = (clusterNames: readonly string[], regions: readonly string[]) =>
  observed<SelfDescription>({ clusterNames, regions });
const silent = says([], []);
const spec = (name?: string, region?: string) => ({ cluster: { name, region } });

describe('which cluster is read', () => {
  test.each([
    ['the resource', spec('prod', 'eu-west-1'), { clusterName: 'other', region: 'us-east-1' }, silent],
    ['the configuration, where the resource says nothing', {}, { clusterName: 'prod', region: 'eu-west-1' }, silent],
    ['the cluster itself, where neither does', {}, {}, says(['prod'], ['eu-west-1'])],
    ['each for what the one before leaves open', spec('prod'), { region: 'eu-west-1' }, silent],
  ])('is told by %s', (_, asked, defaults, self) => {
    expect(resolveTarget(asked, defaults, self)).toEqual({ clusterName: 'prod', region: 'eu-west-1' });
  });

  test('may be told twice the same', () => {
    const target = resolveTarget(spec('prod', 'eu-west-1'), {}, says(['prod'], ['eu-central-1', 'eu-west-1']));
    expect(target).toEqual({ clusterName: 'prod', region: 'eu-west-1' });
  });

  test('is taken as told while the cluster cannot be asked', () => {
    const denied = notObserved('AccessDenied', 'Not allowed: list nodes.');
    expect(resolveTarget(spec('prod', 'eu-west-1'), {}, denied)).not.toHaveProperty('problem');
  });
});

describe('nothing is read', () => {
  test('while the cluster has not spoken, for it may contradict', () => {
    const notYet = notObserved('NotYetObserved', 'The cache of nodes has not synced yet.');
    expect(resolveTarget(spec('prod', 'eu-west-1'), {}, notYet).problem).toEqual(notYet.notObserved);
  });

  test.each([
    ['another name', spec('prod', 'eu-west-1'), says(['other'], []), 'be prod, but the cluster calls itself other.'],
    ['two names', {}, says(['a', 'b'], ['eu-west-1']), 'be a, but the cluster calls itself a and b.'],
    ['two names, one of them asked for', spec('a', 'eu-west-1'), says(['a', 'b'], []), 'calls itself a and b.'],
  ])('of a cluster that gives itself %s', (_, asked, self, message) => {
    const { problem } = resolveTarget(asked, {}, self);
    expect(problem).toMatchObject({ reason: 'ClusterNameAmbiguous', message: expect.stringContaining(message) });
  });

  test('in a Region that no node is in', () => {
    expect(resolveTarget(spec('prod', 'us-east-1'), {}, says(['prod'], ['eu-west-1'])).problem).toEqual({
      reason: 'RegionMismatch',
      message: 'The Region is to be us-east-1, but the nodes are in eu-west-1.',
    });
  });

  test('without a name or a Region, and which is missing is said', () => {
    expect(resolveTarget({}, {}, silent).problem).toMatchObject({
      reason: 'ClusterNameUnknown',
      message: expect.stringContaining('tells the name of the EKS cluster'),
    });
    expect(resolveTarget(spec('prod'), {}, silent).problem).toMatchObject({
      reason: 'RegionMismatch',
      message: expect.stringContaining('tells the Region'),
    });
  });

  test('without a name that only the cluster could tell and cannot be asked for', () => {
    const denied = notObserved('AccessDenied', 'Not allowed: list nodes.', 'list nodes');
    expect(resolveTarget({}, {}, denied).problem).toEqual(denied.notObserved);
    expect(resolveTarget(spec('prod'), {}, denied).problem).toEqual(denied.notObserved);
  });
});

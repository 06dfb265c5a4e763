import { describe, expect, test } from 'vitest';
import { vpcCniSupportsIpv6 as check } from '../../../../src/checks/cni/vpc-cni-supports-ipv6.ts';
import { imageFacts } from '../../../../src/snapshot/facts/container-facts.ts';
import { aContainer, aVpcCni, aVpcCniDaemonSet, fargateNodes, nodes } from '../../../support/builders.ts';
import { versionsOf } from '../../../support/addon-builders.ts';
import { denied, judge, partly, said } from '../../../support/judge.ts';

const registry = '602401143452.dkr.ecr.eu-west-1.amazonaws.com';
const main = (image: string) => aContainer({ image: imageFacts(image) });
const init = (image: string) => aContainer({ name: 'aws-vpc-cni-init', image: imageFacts(image) });
const both = (tag: string) => ({
  vpcCni: aVpcCni({
    main: main(`${registry}/amazon-k8s-cni:${tag}`),
    init: init(`${registry}/amazon-k8s-cni-init:${tag}`),
  }),
});
const byDefault = (version: string) => ({
  addonVersions: [versionsOf('coredns', 'v1'), versionsOf('vpc-cni', version)],
});
const none = { otherDaemonSets: [] };
const onlyFargate = [fargateNodes(2), nodes(['auto-1'], { compute: 'auto' })];

describe('CNI-001', () => {
  test('passes from 1.10.1 on', () => {
    expect(said(judge(check))).toEqual(['pass', 'VpcCniSupportsIpv6', 'The VPC CNI is 1.21.1.']);
    expect(judge(check, { ...both('v1.10.1-eksbuild.1'), ...byDefault('v1.13.4-eksbuild.1') }).reason).toBe(
      'VpcCniSupportsIpv6',
    );
  });

  test.each(['v1.10.0-eksbuild.1', 'v1.9.3', 'v1.10.1-rc1'])('blocks %s, which is older', (tag) => {
    const result = judge(check, both(tag));
    expect([result.outcome, result.reason]).toEqual(['blocker', 'VpcCniTooOld']);
    expect(result.message).toMatch(/^The VPC CNI is 1\.\d+\.\d+(-rc1)?, older than 1\.10\.1\.$/);
    expect(result.resources).toEqual([{ kind: 'DaemonSet', name: 'aws-node' }]);
  });

  test.each([
    `${registry}/amazon-k8s-cni@sha256:${'0'.repeat(64)}`,
    `${registry}/amazon-k8s-cni:v1.21.1@sha256:${'0'.repeat(64)}`,
    `${registry}/amazon-k8s-cni`,
    `${registry}/amazon-k8s-cni:latest`,
    'registry.example.com:5000/platform/vpc-cni:v9.9.9',
  ])('never guesses the version of %s', (image) => {
    expect(said(judge(check, { vpcCni: aVpcCni({ main: main(image) }) }))).toEqual([
      'unknown',
      'VpcCniVersionUnknown',
      `No version in image ${image}.`,
    ]);
  });

  test('a mirror of the image keeps its tag', () => {
    const mirror = main('registry.example.com:5000/mirror/amazon-k8s-cni:v1.21.1-eksbuild.1');
    expect(judge(check, { vpcCni: aVpcCni({ main: mirror }) }).reason).toBe('VpcCniSupportsIpv6');
  });

  test('warns when the init container has another version, and does not guess that one either', () => {
    const older = aVpcCni({ init: init(`${registry}/amazon-k8s-cni-init:v1.20.0-eksbuild.1`) });
    expect(said(judge(check, { vpcCni: older }))).toEqual([
      'warning',
      'InitVersionDiffers',
      'The VPC CNI is 1.21.1, its init container 1.20.0.',
    ]);
    const digest = `${registry}/amazon-k8s-cni-init@sha256:${'0'.repeat(64)}`;
    expect(said(judge(check, { vpcCni: aVpcCni({ init: init(digest) }) }))).toEqual([
      'unknown',
      'VpcCniVersionUnknown',
      `No version in image ${digest}.`,
    ]);
  });

  test('warns when it is more than three minor versions behind the default', () => {
    const result = judge(check, { ...both('v1.17.9-eksbuild.2'), ...byDefault('v1.21.1-eksbuild.3') });
    expect(said(result)).toEqual([
      'warning',
      'FarBehindDefault',
      'The VPC CNI is 1.17.9, more than 3 minor versions before 1.21.1, the default of EKS.',
    ]);
    expect(result.resources).toEqual([{ kind: 'DaemonSet', name: 'aws-node' }]);
    expect(judge(check, { ...both('v1.18.0'), ...byDefault('v1.21.1-eksbuild.3') }).reason).toBe('VpcCniSupportsIpv6');
    expect(judge(check, { ...both('v1.23.0'), ...byDefault('v1.18.6-eksbuild.1') }).reason).toBe('VpcCniSupportsIpv6');
    expect(judge(check, { ...both('v1.23.0'), ...byDefault('v2.0.0-eksbuild.1') }).reason).toBe('FarBehindDefault');
    expect(judge(check, { ...both('v2.0.0'), ...byDefault('v1.23.0-eksbuild.1') }).reason).toBe('VpcCniSupportsIpv6');
  });

  test.each([[], [versionsOf('coredns', 'v1')], [{ name: 'vpc-cni', compatible: ['v1.21.1-eksbuild.1'] }]])(
    'is not green where EKS names no default version: %#',
    (...addonVersions) => {
      expect(said(judge(check, { addonVersions: addonVersions.flat() }))).toEqual([
        'unknown',
        'DefaultVersionUnknown',
        'The VPC CNI is 1.21.1; EKS names no default version to compare it with.',
      ]);
    },
  );

  test('a DaemonSet without its main container is not guessed', () => {
    const { main: _, ...daemonSet } = aVpcCniDaemonSet();
    expect(judge(check, { vpcCni: { ...none, daemonSet } }).message).toBe('No version in image (none).');
  });

  test('does not apply where AWS runs every node, with or without an idle DaemonSet', () => {
    for (const vpcCni of [none, aVpcCni({ desired: 0 })]) {
      expect(said(judge(check, { vpcCni, nodes: onlyFargate }))).toEqual([
        'notApplicable',
        'VpcCniNotUsed',
        'AWS runs every node, so no DaemonSet of the VPC CNI is needed.',
      ]);
    }
  });

  test('a DaemonSet that is missing or runs nowhere, while nodes need one, is not green', () => {
    expect(said(judge(check, { vpcCni: none, nodes: [nodes(['node-1'])] }))).toEqual([
      'unknown',
      'VpcCniNotFound',
      'No DaemonSet of the VPC CNI was found, while there are nodes that need one: node-1.',
    ]);
    expect(judge(check, { vpcCni: aVpcCni({ desired: 0 }), nodes: [nodes(['node-1'])] }).message).toBe(
      'DaemonSet aws-node runs on no node, while there are nodes that need one: node-1.',
    );
    expect(judge(check, { vpcCni: none, nodes: [] }).message).toBe('No DaemonSet of the VPC CNI was found.');
  });

  test('a DaemonSet that waits for its first node is judged by its template', () => {
    expect(judge(check, { vpcCni: aVpcCni({ desired: 0 }), nodes: [] }).reason).toBe('VpcCniSupportsIpv6');
  });

  test('two copies are reported, since it is not known which serves a node', () => {
    const vpcCni = { ...aVpcCni(), otherDaemonSets: ['aws-node-canary'] };
    expect(said(judge(check, { vpcCni }))).toEqual([
      'unknown',
      'SeveralVpcCnis',
      'DaemonSets that run the VPC CNI: aws-node, aws-node-canary.',
    ]);
  });

  test('a rollout that is not through leaves nodes whose version is not seen', () => {
    expect(said(judge(check, { vpcCni: aVpcCni({ outdated: 17 }) }))).toEqual([
      'unknown',
      'RolloutIncomplete',
      'Still of an earlier template: at least 16 pods of DaemonSet aws-node.',
    ]);
    expect(
      judge(check, {
        vpcCni: { ...none, daemonSet: { ...aVpcCniDaemonSet(), main: main('x/amazon-k8s-cni:v1.9.0'), outdated: 2 } },
      }).outcome,
    ).toBe('blocker');
  });

  test('with gaps an old version still blocks', () => {
    const sections = { vpcCni: partly<'vpcCni'>(both('v1.9.3').vpcCni, 'one object was garbled') };
    expect(judge(check, {}, { sections }).outcome).toBe('blocker');
    expect(judge(check, {}, { sections: { vpcCni: partly<'vpcCni'>(aVpcCni(), 'one') } }).reason).toBe(
      'PartlyObserved',
    );
  });

  test.each(['vpcCni', 'nodes', 'addonVersions'] as const)('is unknown without %s', (section) => {
    const result = judge(check, {}, { sections: { [section]: denied('the read') } });
    expect(said(result)).toEqual(['unknown', 'AccessDenied', 'Not allowed: the read.']);
  });
});

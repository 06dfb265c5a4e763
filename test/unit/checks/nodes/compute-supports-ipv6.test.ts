import { describe, expect, test } from 'vitest';
import { computeSupportsIpv6 as check } from '../../../../src/checks/nodes/compute-supports-ipv6.ts';
import { aCluster, aNodeGroup, aVpcCni, nodes } from '../../../support/builders.ts';
import { denied, judge, said } from '../../../support/judge.ts';

describe('CLU-007', () => {
  test('passes with Linux nodes only, and without any node', () => {
    const message = 'No Windows node, no hybrid node and no Outpost is part of the cluster.';
    expect(said(judge(check))).toEqual(['pass', 'ComputeSupported', message]);
    expect(said(judge(check, { nodes: [], nodeGroups: [] }))).toEqual(['pass', 'ComputeSupported', message]);
  });

  test('names Windows nodes and hybrid nodes', () => {
    const result = judge(check, {
      nodes: [
        nodes(['linux-1']),
        nodes(['windows-1', 'windows-2'], { os: 'windows' }),
        nodes(['rack-1'], { compute: 'hybrid' }),
      ],
    });
    expect(said(result)).toEqual([
      'blocker',
      'UnsupportedNodes',
      'Nodes that run Windows: windows-1, windows-2; hybrid nodes: rack-1.',
    ]);
    expect(result.resources.map(({ name }) => name)).toEqual(['rack-1', 'windows-1', 'windows-2']);
  });

  test('is unknown for a node that does not say what it runs', () => {
    const result = judge(check, { nodes: [nodes(['node-1'], { os: 'unknown' })] });
    expect(said(result)).toEqual([
      'unknown',
      'OperatingSystemUnknown',
      'Nodes whose operating system is not known: node-1.',
    ]);
    expect(result.resources).toEqual([{ kind: 'Node', name: 'node-1' }]);
  });

  test('a control plane on Outposts blocks', () => {
    expect(said(judge(check, { cluster: aCluster({ onOutposts: true }) }))).toEqual([
      'blocker',
      'ClusterOnOutposts',
      'The control plane of cluster prod runs on AWS Outposts.',
    ]);
  });

  test('what is only set up and not in use is told, and blocks nothing', () => {
    const result = judge(check, {
      cluster: aCluster({ remoteNetworkCidrs: ['192.0.2.0/24'] }),
      nodeGroups: [aNodeGroup({ name: 'win', amiType: 'WINDOWS_CORE_2022_x86_64' })],
      vpcCni: { ...aVpcCni(), configMap: { 'enable-windows-ipam': 'true' } },
    });
    expect(said(result)).toEqual([
      'info',
      'UnsupportedComputeConfigured',
      'Node groups for Windows without a node: win; ConfigMap kube-system/amazon-vpc-cni sets enable-windows-ipam; cluster prod names networks of hybrid nodes.',
    ]);
    expect(result.resources).toEqual([{ kind: 'NodeGroup', name: 'win' }]);
  });

  test('the setting for Windows counts only where it is true', () => {
    const vpcCni = { ...aVpcCni(), configMap: { 'enable-windows-ipam': 'false' } };
    expect(judge(check, { vpcCni }).reason).toBe('ComputeSupported');
  });

  test('is unknown without the nodes', () => {
    const sections = { nodes: denied('list nodes') };
    expect(said(judge(check, {}, { sections }))).toEqual(['unknown', 'AccessDenied', 'Not allowed: list nodes.']);
  });

  test.each(['cluster', 'nodes', 'nodeGroups', 'vpcCni'] as const)('is unknown without %s', (need) => {
    expect(said(judge(check, {}, { sections: { [need]: denied('the read') } }))).toEqual([
      'unknown',
      'AccessDenied',
      'Not allowed: the read.',
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyReadiness, type Assessed, verdicts } from '../support/assessed.ts';
import { type OperatorProcess, shortPaces, startOperatorProcess } from '../support/operator-process.ts';
import { aPod } from '../world/build-nodes.ts';
import { clusterNetworkPolicyDefinition } from '../world/definitions.ts';
import type { Parts } from '../world/ports.ts';
import type { KubernetesObject, Scenario } from '../world/scenario.ts';
import { healthyIpv6 } from '../world/scenarios/healthy-ipv6.ts';
import { partsMissing, startParts } from './parts-under-test.ts';

const [node = ''] = healthyIpv6.objects.filter(({ kind }) => kind === 'Node').map(({ metadata }) => metadata.name);

/** The agent of the VPC CNI enforces network policies. */
const enforcing: Scenario = {
  ...healthyIpv6,
  objects: healthyIpv6.objects.map((object) =>
    withText(object, '--enable-network-policy=false', '--enable-network-policy=true'),
  ),
};

function withText(object: KubernetesObject, from: string, to: string): KubernetesObject {
  const changed: KubernetesObject = JSON.parse(JSON.stringify(object).replaceAll(from, to));
  return changed;
}

function aStrictPolicy(name: string): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace: 'default' },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }], ports: [{ protocol: 'TCP', port: 443 }] }],
    },
  };
}

const edgePolicy: KubernetesObject = {
  apiVersion: 'networking.k8s.aws/v1alpha1',
  kind: 'ClusterNetworkPolicy',
  metadata: { name: 'edge' },
  spec: { tier: 'Admin', priority: 10, egress: [{ action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] }] },
};

/** As a kubelet leaves it that cannot give it an address. */
function aStuckPod(name: string): KubernetesObject {
  const startTime = `${new Date(Date.now() - 600_000).toISOString().slice(0, 19)}Z`;
  return { ...aPod({ name, node, ip: '' }), status: { phase: 'Pending', startTime } };
}

let parts: Parts;
let operator: OperatorProcess;
let resource: Assessed;

describe.skipIf(partsMissing)('what pods and network policies say', () => {
  beforeAll(async () => {
    parts = await startParts(enforcing);
    await parts.apply(clusterNetworkPolicyDefinition);
    operator = await startOperatorProcess({ environment: parts.environment(), flags: shortPaces });
    const only = ['CNI-009', 'NP-001', 'NP-002'];
    resource = await applyReadiness(parts, 'prod', { goal: 'Operate', checks: { only } });
    await resource.until('all is well', (status) => verdicts(status)['Ready'] === 'True Ready');
  });

  afterAll(async () => {
    await operator?.stop();
    await parts?.stop();
  });

  test('a policy with IPv4 blocks alone is found, and that IPv4 goes past it', async () => {
    await parts.apply(aStrictPolicy('strict'));
    const resources = [{ kind: 'NetworkPolicy', namespace: 'default', name: 'strict' }];
    expect(await findings(2)).toMatchObject([
      { code: 'NP-001', severity: 'warning', reason: 'Ipv4BlocksAlone', resources },
      { code: 'NP-002', severity: 'warning', reason: 'EgressPoliciesBypassed', resources },
    ]);
    await parts.delete({
      apiVersion: 'networking.k8s.io/v1',
      resource: 'networkpolicies',
      namespace: 'default',
      name: 'strict',
    });
    await resource.until('nothing is found', (status) => (status.findings ?? []).length === 0);
  });

  test('a cluster-wide policy of the VPC CNI is found', async () => {
    await appliedOnceServed(edgePolicy);
    expect(await findings(1)).toMatchObject([
      { code: 'NP-002', reason: 'EgressPoliciesBypassed', resources: [{ kind: 'ClusterNetworkPolicy', name: 'edge' }] },
    ]);
    await parts.delete({
      apiVersion: 'networking.k8s.aws/v1alpha1',
      resource: 'clusternetworkpolicies',
      name: 'edge',
    });
    await resource.until('nothing is found', (status) => (status.findings ?? []).length === 0);
  });

  test('a pod that stays on its node without an address is found, and one of the other family', async () => {
    await parts.apply(aStuckPod('stuck'));
    expect(await findings(1)).toMatchObject([
      {
        code: 'CNI-009',
        severity: 'blocker',
        reason: 'PodsWithoutAddress',
        resources: [{ kind: 'Pod', namespace: 'default', name: 'stuck' }],
      },
    ]);
    await parts.apply(aPod({ name: 'old', node, ip: '10.0.3.77' }));
    const { findings: found } = await resource.until('the other family is found', (status) =>
      (status.findings ?? []).some(({ reason }) => reason === 'PodsOfOtherFamily'),
    );
    expect(found).toMatchObject([{ resources: [{ kind: 'Pod', namespace: 'default', name: 'old' }] }]);
  });
});

async function findings(count: number): Promise<unknown> {
  const told = await resource.until(`${count} findings`, (status) => (status.findings ?? []).length === count, 120_000);
  return told.findings;
}

/** A server needs a moment from a definition to its resource. */
async function appliedOnceServed(object: KubernetesObject): Promise<void> {
  const deadline = performance.now() + 20_000;
  for (;;) {
    try {
      await parts.apply(object);
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

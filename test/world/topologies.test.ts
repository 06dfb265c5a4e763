import { describe, test } from 'vitest';
import { applyReadiness, isSettled, verdicts } from '../support/assessed.ts';
import { startOperatorProcess } from '../support/operator-process.ts';
import type { Topology } from './build-topology.ts';
import { autoModeBesideNodes } from './scenarios/topologies/auto-mode-beside-nodes.ts';
import { autoMode } from './scenarios/topologies/auto-mode.ts';
import { behindFirewallEndpoints } from './scenarios/topologies/behind-firewall-endpoints.ts';
import { behindTransitGateway } from './scenarios/topologies/behind-transit-gateway.ts';
import { cdk } from './scenarios/topologies/cdk.ts';
import { eksctl } from './scenarios/topologies/eksctl.ts';
import { fargateOnly } from './scenarios/topologies/fargate-only.ts';
import { fullyPrivate } from './scenarios/topologies/fully-private.ts';
import { karpenter } from './scenarios/topologies/karpenter.ts';
import { ownAddresses } from './scenarios/topologies/own-addresses.ts';
import { preparedIpv4 } from './scenarios/topologies/prepared-ipv4.ts';
import { publicNodes } from './scenarios/topologies/public-nodes.ts';
import { regionalNatGateway } from './scenarios/topologies/regional-nat-gateway.ts';
import { terraformModules } from './scenarios/topologies/terraform-modules.ts';
import { startWorld } from './world.ts';

const topologies: readonly Topology[] = [
  eksctl,
  cdk,
  terraformModules,
  behindFirewallEndpoints,
  behindTransitGateway,
  regionalNatGateway,
  fullyPrivate,
  autoMode,
  autoModeBesideNodes,
  karpenter,
  fargateOnly,
  publicNodes,
  ownAddresses,
  preparedIpv4,
];

const told: ReadonlySet<string> = new Set(['blocker', 'warning', 'unknown']);

describe.concurrent('a cluster in which nothing is wrong', () => {
  for (const { scenario, goal = 'Operate', shows, deliberate } of topologies) {
    const expected = deliberate.map(({ finding }) => finding);
    test(`${scenario.name}: ${expected.length === 0 ? 'nothing' : expected.join(', ')}`, async ({ expect }) => {
      await using parts = disposable(await startWorld(scenario));
      await using operator = disposable(await startOperatorProcess({ environment: parts.it.environment() }));
      const resource = await applyReadiness(parts.it, 'prod', { goal, optionalReads: ['IamSimulation'] });
      const status = await resource.until('settled', isSettled, 50_000);

      const loud = (status.findings ?? []).filter(({ severity }) => told.has(severity));
      expect(loud.map(({ code, severity, reason }) => `${code} ${severity} ${reason}`)).toEqual(expected);
      expect(verdicts(status)).toMatchObject({
        ...shows,
        InputsObserved: 'True AllInputsObserved',
        Ready: expected.length === 0 ? 'True Ready' : 'True ReadyWithWarnings',
      });
      expect(operator.it.log.filter(({ level }) => level === 'error')).toEqual([]);
    });
  }
});

function disposable<T extends { stop(): Promise<unknown> }>(it: T) {
  return {
    it,
    async [Symbol.asyncDispose](): Promise<void> {
      await it.stop();
    },
  };
}

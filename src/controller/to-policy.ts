import type { Ipv6ReadinessSpec, SpecThresholds, SpecWaiver } from '../api/spec.ts';
import {
  defaultFargateThresholds,
  defaultIpv4Thresholds,
  type HeadroomThresholds,
  type Policy,
  type Waiver,
} from '../snapshot/policy.ts';

/** What a resource asks for, as input of the checks. What is unset is the default. */
export function toPolicy(spec: Ipv6ReadinessSpec): Policy {
  const { goal, thresholds, extraSubnets, loadBalancerController, checks, optionalReads, waivers } = spec;
  return {
    goal,
    ipv4: toThresholds(thresholds?.ipv4, defaultIpv4Thresholds),
    fargate: toThresholds(thresholds?.fargate, defaultFargateThresholds),
    extraSubnets: { ids: extraSubnets?.ids ?? [], tags: extraSubnets?.tags ?? {} },
    ...(loadBalancerController ? { loadBalancerController } : {}),
    only: checks?.only ?? [],
    skip: checks?.skip ?? [],
    optionalReads: optionalReads ?? [],
    waivers: (waivers ?? []).map(toWaiver),
  };
}

function toWaiver({ check, resources, reason, expiresAt }: SpecWaiver): Waiver {
  return {
    check,
    resources: (resources ?? []).map(({ kind, namespace, name }) => ({
      kind,
      name,
      ...(namespace === undefined ? {} : { namespace }),
    })),
    reason,
    expiresAt: Date.parse(expiresAt),
  };
}

/** A default gives way to the one of the pair that was set, so that warning is never below critical. */
function toThresholds(asked: SpecThresholds = {}, defaults: HeadroomThresholds): HeadroomThresholds {
  const { warningPercent, criticalPercent, warningCount, criticalCount } = asked;
  return {
    warningPercent: warningPercent ?? Math.max(defaults.warningPercent, criticalPercent ?? 0),
    criticalPercent: criticalPercent ?? Math.min(defaults.criticalPercent, warningPercent ?? Infinity),
    warningCount: warningCount ?? Math.max(defaults.warningCount, criticalCount ?? 0),
    criticalCount: criticalCount ?? Math.min(defaults.criticalCount, warningCount ?? Infinity),
  };
}

import type { Ipv6ReadinessStatus } from '../api/status.ts';

/** What a status may weigh as JSON: the API server takes 1.5 MB of the whole object, and keeps book of every field in it. */
export const mostStatusBytes = 256 * 1024;

/** One list of the status, cut to its first `keep` entries, with what was left out counted. */
interface Trim {
  readonly length: (status: Ipv6ReadinessStatus) => number;
  readonly cut: (status: Ipv6ReadinessStatus, keep: number) => Ipv6ReadinessStatus;
}

/**
 * What is given up, in this order, until the status fits: the resources that findings name, subnets, Fargate profiles (both
 * are metrics too), and findings last, the worst of them never before the others.
 */
const trims: readonly Trim[] = [
  {
    length: ({ findings = [] }) => findings.reduce((most, { resources }) => Math.max(most, resources.length), 0),
    cut: ({ findings = [], ...status }, keep) => ({ ...status, findings: findings.map((each) => fewer(each, keep)) }),
  },
  {
    length: ({ subnets = [] }) => subnets.length,
    cut: ({ subnets = [], ...status }, keep) => ({
      ...status,
      subnets: subnets.slice(0, keep),
      omittedSubnets: (status.omittedSubnets ?? 0) + subnets.length - keep,
    }),
  },
  {
    length: ({ fargateProfiles = [] }) => fargateProfiles.length,
    cut: ({ fargateProfiles = [], ...status }, keep) => ({
      ...status,
      fargateProfiles: fargateProfiles.slice(0, keep),
      omittedFargateProfiles: (status.omittedFargateProfiles ?? 0) + fargateProfiles.length - keep,
    }),
  },
  {
    length: ({ findings = [] }) => findings.length,
    cut: ({ findings = [], ...status }, keep) => ({
      ...status,
      findings: findings.slice(0, keep),
      omittedFindings: (status.omittedFindings ?? 0) + findings.length - keep,
    }),
  },
];

export function fitStatus(status: Ipv6ReadinessStatus): Ipv6ReadinessStatus {
  let fitted = status;
  for (const trim of trims) {
    if (fits(fitted)) break;
    fitted = trimToFit(fitted, trim);
  }
  return fitted;
}

/** Keeps as much of the list as fits; nothing of it where that is still too much. */
function trimToFit(status: Ipv6ReadinessStatus, { length, cut }: Trim): Ipv6ReadinessStatus {
  const total = length(status);
  if (total === 0) return status;
  let [fitting, tooMany] = [0, total];
  while (tooMany - fitting > 1) {
    const middle = Math.floor((fitting + tooMany) / 2);
    if (fits(cut(status, middle))) fitting = middle;
    else tooMany = middle;
  }
  return cut(status, fitting);
}

function fits(status: Ipv6ReadinessStatus): boolean {
  return new TextEncoder().encode(JSON.stringify(status)).length <= mostStatusBytes;
}

type Finding = NonNullable<Ipv6ReadinessStatus['findings']>[number];

function fewer(finding: Finding, keep: number): Finding {
  const left = finding.resources.length - keep;
  if (left <= 0) return finding;
  const omittedResources = (finding.omittedResources ?? 0) + left;
  return { ...finding, resources: finding.resources.slice(0, keep), omittedResources };
}

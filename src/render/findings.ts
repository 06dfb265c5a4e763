import type { Severity, StatusResourceReference } from '../api/status.ts';
import type { Outcome, ResourceRef } from '../checks/define-check.ts';
import { worstFirst } from '../report/conditions.ts';
import type { Report } from '../report/report.ts';
import type { JudgedResult } from '../report/waivers.ts';

export interface Finding {
  readonly code: string;
  readonly check: string;
  readonly condition: string;
  readonly severity: Severity;
  readonly reason: string;
  readonly message: string;
  readonly exact: string;
  readonly resources: readonly StatusResourceReference[];
  /** Somebody answers for it, until a day: it counts for nothing until then. */
  readonly waived?: NonNullable<JudgedResult['waived']>;
}

/** Where the page of a check is read. */
export function docsUrl(checkId: string): string {
  return `https://github.com/ipv6-readiness/ipv6-readiness/blob/main/docs/checks/${checkId}.md`;
}

const severityOf: Readonly<Partial<Record<Outcome, Severity>>> = {
  blocker: 'blocker',
  warning: 'warning',
  info: 'info',
  unknown: 'unknown',
};

/** What does not pass, worst first. A resource in which several checks find the same fault is listed under the worst of them. */
export function toFindings(report: Report): readonly Finding[] {
  const listed = new Set<string>();
  return report.results.toSorted(worstFirst).flatMap((result): Finding[] => {
    const severity = severityOf[result.outcome];
    if (!severity) return [];
    const { check, reason, message, exact, waived } = result;
    const resources = notListed(result, listed);
    if (resources.length === 0 && result.resources.length > 0) return [];
    const { code, id, condition } = check;
    const finding = { code, check: id, condition, severity, reason, message, exact, resources };
    return [waived ? { ...finding, waived } : finding];
  });
}

/** Adds what it gives to what is listed. Checks without a concern in common find faults of their own. */
function notListed({ check, resources }: JudgedResult, listed: Set<string>): readonly ResourceRef[] {
  const { concern } = check;
  if (concern === undefined) return resources;
  const keyed = resources.map((resource) => ({ resource, key: faultKey(concern, resource) }));
  const fresh = keyed.filter(({ key }) => !listed.has(key));
  for (const { key } of fresh) listed.add(key);
  return fresh.map(({ resource }) => resource);
}

function faultKey(concern: string, { kind, namespace = '', name }: ResourceRef): string {
  return JSON.stringify([concern, kind, namespace, name]);
}

import type { Check } from '../../../src/checks/define-check.ts';
import { checks } from '../../../src/checks/index.ts';
import { toStatus } from '../../../src/render/status.ts';
import { buildReport, type Report } from '../../../src/report/report.ts';
import type { Ipv6ReadinessStatus } from '../../../src/api/status.ts';
import { aSnapshot, asOf, type SnapshotChanges } from '../../support/builders.ts';

/** What a healthy cluster with some changes gives. */
export function reportOn(changes: SnapshotChanges = {}, all: readonly Check[] = checks): Report {
  return buildReport(all, aSnapshot(changes));
}

export function statusOf(report: Report, previous: Ipv6ReadinessStatus = {}, now = asOf): Ipv6ReadinessStatus {
  return toStatus(report, { generation: 1, previous: previous.conditions ?? [], now });
}

export function conditionOf(status: Ipv6ReadinessStatus, type: string) {
  return status.conditions?.find((condition) => condition.type === type);
}

import { isRecord, type JsonRecord, recordAt, sameJson, textAt } from './json.ts';
import type { ResourceKind } from './resource-kinds.ts';
import type { KubernetesObject } from './scenario.ts';
import { badRequest, type FieldError, invalid, invalidValue, required } from './status-error.ts';

const dnsSubdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const qualifiedName = /^([a-z0-9]([-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const notQualified =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric " +
  "character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is " +
  "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";
const microTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}(Z|[+-]\d\d:\d\d)$/;
const int32 = 2_147_483_647;

/** The rules of the real server for what the operator writes; other built-in kinds are taken as they come. */
export function validateBuiltIn(kind: ResourceKind, object: KubernetesObject, old?: KubernetesObject): void {
  const errors = nameErrors(object);
  if (kind.group === 'events.k8s.io') errors.push(...validateEvent(kind, object, old));
  if (kind.group === 'coordination.k8s.io') errors.push(...validateLease(kind, object));
  if (errors.length > 0) throw invalid(kind, object.metadata.name, errors);
}

function nameErrors({ metadata }: KubernetesObject): FieldError[] {
  const { name } = metadata;
  const prefix = textAt(metadata, 'generateName');
  const detail =
    'a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, ' +
    "'-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for " +
    "validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
  const errors: FieldError[] = [];
  // A trailing dash of a prefix is fine, since characters follow.
  if (prefix !== undefined && !dnsSubdomain.test(prefix.replace(/-$/, 'a'))) {
    errors.push(invalidValue('metadata.generateName', prefix, detail));
  }
  if (!dnsSubdomain.test(name) || name.length > 253) errors.push(invalidValue('metadata.name', name, detail));
  return errors;
}

function validateEvent(kind: ResourceKind, event: KubernetesObject, old: KubernetesObject | undefined): FieldError[] {
  checkMicroTime(kind, event, 'eventTime');
  const errors: FieldError[] = [];
  if (textAt(event, 'eventTime') === undefined) errors.push(required('eventTime'));
  const controller = textAt(event, 'reportingController') ?? '';
  if (controller === '') {
    errors.push(required('reportingController'));
    errors.push(invalidValue('reportingController', controller, 'name part must be non-empty'));
  }
  if (!qualifiedName.test(controller)) errors.push(invalidValue('reportingController', controller, notQualified));
  for (const field of ['reportingInstance', 'action', 'reason']) {
    const text = textAt(event, field) ?? '';
    if (text === '') errors.push(required(field));
    if (text.length > 128) errors.push(invalidValue(field, '', 'can have at most 128 characters'));
  }
  const type = textAt(event, 'type') ?? '';
  if (type !== 'Normal' && type !== 'Warning') errors.push(invalidValue('type', '', `has invalid value: ${type}`));
  if (Buffer.byteLength(textAt(event, 'note') ?? '') > 1_024) {
    errors.push(invalidValue('message', '', 'can have at most 1024 characters'));
  }
  for (const [field, internal] of Object.entries(deprecated)) {
    if (event[field] !== undefined) errors.push(invalidValue(internal, '', 'needs to be unset'));
  }
  return [...errors, ...seriesErrors(kind, event), ...changeErrors(event, old)];
}

/** Events are checked in the server's own form, whose names the errors carry. */
const deprecated: Readonly<Record<string, string>> = {
  deprecatedCount: 'count',
  deprecatedFirstTimestamp: 'firstTimestamp',
  deprecatedLastTimestamp: 'lastTimestamp',
  deprecatedSource: 'source',
};

const fixed: Readonly<Record<string, string>> = {
  regarding: 'involvedObject',
  reason: 'reason',
  note: 'message',
  type: 'type',
  eventTime: 'eventTime',
  action: 'action',
  related: 'related',
  reportingController: 'reportingController',
  reportingInstance: 'reportingInstance',
};

function seriesErrors(kind: ResourceKind, { series }: KubernetesObject): FieldError[] {
  if (series === undefined || !isRecord(series)) return [];
  checkMicroTime(kind, series, 'lastObservedTime');
  const errors: FieldError[] = [];
  const { count } = series;
  if (typeof count !== 'number' || count < 2) errors.push(invalidValue('series.count', '', 'should be at least 2'));
  if (series['lastObservedTime'] === undefined) errors.push(required('series.lastObservedTime'));
  return errors;
}

/** Everything but the series is fixed. */
function changeErrors(event: KubernetesObject, old: KubernetesObject | undefined): FieldError[] {
  if (old === undefined) return [];
  return Object.entries(fixed)
    .filter(([field]) => !sameJson(event[field], old[field]))
    .map(([field, internal]) => invalidValue(internal, event[field], 'field is immutable'));
}

function validateLease(kind: ResourceKind, lease: KubernetesObject): FieldError[] {
  const spec = recordAt(lease, 'spec');
  checkMicroTime(kind, spec, 'acquireTime');
  checkMicroTime(kind, spec, 'renewTime');
  const errors: FieldError[] = [];
  for (const field of ['leaseDurationSeconds', 'leaseTransitions']) {
    const value = spec[field];
    if (value === undefined) continue;
    if (typeof value !== 'number' || !Number.isInteger(value) || Math.abs(value) > int32) {
      const where = `Go struct field LeaseSpec.spec.${field} of type int32`;
      throw undecodable(kind, `json: cannot unmarshal number ${JSON.stringify(value)} into ${where}`);
    }
    if (field === 'leaseDurationSeconds' && value <= 0) {
      errors.push(invalidValue(`spec.${field}`, value, 'must be greater than 0'));
    }
    if (field === 'leaseTransitions' && value < 0) {
      errors.push(invalidValue(`spec.${field}`, value, 'must be greater than or equal to 0'));
    }
  }
  return errors;
}

function checkMicroTime(kind: ResourceKind, holder: JsonRecord | KubernetesObject, field: string): void {
  const value = holder[field];
  if (value === undefined || value === null) return;
  if (typeof value === 'string' && microTime.test(value)) return;
  const text = JSON.stringify(value);
  const tail = typeof value === 'string' ? value.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(.*)$/)?.[1] : undefined;
  const stuck = tail === undefined ? `${text} as "2006"` : `${JSON.stringify(tail)} as ".000000"`;
  throw undecodable(kind, `parsing time ${text} as "2006-01-02T15:04:05.000000Z07:00": cannot parse ${stuck}`);
}

function undecodable(kind: ResourceKind, because: string): Error {
  return badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${because}`);
}

import { qualifiedPlural, type ResourceKind } from './resource-kinds.ts';

/** A refusal as the API server words it; `status` is the `kind: Status` object that goes out. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;
  /** Set where the answer carries one (an expired list). */
  readonly continueToken: string | undefined;

  constructor(input: StatusInput) {
    super(input.message);
    this.code = input.code;
    this.reason = input.reason;
    this.details = input.details;
    this.continueToken = input.continueToken;
  }

  get status(): Record<string, unknown> {
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: this.continueToken === undefined ? {} : { continue: this.continueToken },
      status: 'Failure',
      message: this.message,
      ...(this.reason === '' ? {} : { reason: this.reason }),
      ...(this.details === undefined ? {} : { details: this.details }),
      code: this.code,
    };
  }
}

interface StatusInput {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly continueToken?: string;
}

export interface FieldError {
  readonly field: string;
  /** As in `FieldValueRequired`. */
  readonly reason: string;
  /** Without the field: `Required value`. */
  readonly message: string;
}

export function required(field: string, detail = ''): FieldError {
  const message = detail === '' ? 'Required value' : `Required value: ${detail}`;
  return { field, reason: 'FieldValueRequired', message };
}

export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { field, reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${detail}` };
}

export function forbiddenField(field: string, detail: string): FieldError {
  return { field, reason: 'FieldValueForbidden', message: `Forbidden: ${detail}` };
}

export function invalid(kind: ResourceKind, name: string, errors: readonly FieldError[]): StatusError {
  // Events are checked as those of the core group.
  const group = kind.group === 'events.k8s.io' ? '' : kind.group;
  return invalidObject({ kind: kind.kind, group, name }, errors);
}

/** 422 for whatever is not a resource, such as the options of a request. */
export function invalidObject(
  subject: { readonly kind: string; readonly group: string; readonly name: string },
  errors: readonly FieldError[],
): StatusError {
  const texts = errors.map(({ field, message }) => `${field}: ${message}`);
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`;
  const qualified = subject.group === '' ? subject.kind : `${subject.kind}.${subject.group}`;
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `${qualified} "${subject.name}" is invalid: ${list}`,
    details: {
      ...(subject.name === '' ? {} : { name: subject.name }),
      ...(subject.group === '' ? {} : { group: subject.group }),
      kind: subject.kind,
      causes: errors.map(({ field, reason, message }) => ({ reason, message, field })),
    },
  });
}

export function notFound(kind: ResourceKind, name: string): StatusError {
  const message = `${qualifiedPlural(kind)} "${name}" not found`;
  return new StatusError({ code: 404, reason: 'NotFound', message, details: detailsOf(kind, name) });
}

export function alreadyExists(kind: ResourceKind, name: string): StatusError {
  const message = `${qualifiedPlural(kind)} "${name}" already exists`;
  return new StatusError({ code: 409, reason: 'AlreadyExists', message, details: detailsOf(kind, name) });
}

export function conflict(kind: ResourceKind, name: string, because: string = modified): StatusError {
  const message = `Operation cannot be fulfilled on ${qualifiedPlural(kind)} "${name}": ${because}`;
  return new StatusError({ code: 409, reason: 'Conflict', message, details: detailsOf(kind, name) });
}

const modified = 'the object has been modified; please apply your changes to the latest version and try again';

export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message });
}

export function expired(message: string, continueToken?: string): StatusError {
  const token = continueToken === undefined ? {} : { continueToken };
  return new StatusError({ code: 410, reason: 'Expired', message, ...token });
}

export function tooLargeVersion(asked: string, current: string): StatusError {
  return new StatusError({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${asked}, current: ${current}`,
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });
}

/** Where the group and version are served, but not this resource. */
export function noSuchResource(): StatusError {
  const message = 'the server could not find the requested resource';
  return new StatusError({ code: 404, reason: 'NotFound', message, details: {} });
}

export function unauthorized(): StatusError {
  return new StatusError({ code: 401, reason: 'Unauthorized', message: 'Unauthorized' });
}

export function methodNotAllowed(): StatusError {
  const message = 'the server does not allow this method on the requested resource';
  return new StatusError({ code: 405, reason: 'MethodNotAllowed', message });
}

export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  const types = accepted.join(', ');
  const message = `the body of the request was in an unknown format - accepted media types include: ${types}`;
  return new StatusError({ code: 415, reason: 'UnsupportedMediaType', message });
}

function detailsOf(kind: ResourceKind, name: string): Record<string, unknown> {
  return { name, ...(kind.group === '' ? {} : { group: kind.group }), kind: kind.plural };
}

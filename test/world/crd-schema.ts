import { isRecord, type JsonRecord, sameJson } from './json.ts';
import { type FieldError, invalidValue, required } from './status-error.ts';

/** A structural schema, as far as this validator reads it; `x-kubernetes-validations` (CEL) are not evaluated. */
export interface StructuralSchema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
}

/** Fields that the schema does not know, and the value without them. */
export function prune(value: unknown, schema: StructuralSchema, path = ''): { value: unknown; unknown: string[] } {
  const unknown: string[] = [];
  const visit = (child: unknown, childSchema: StructuralSchema, childPath: string): unknown => {
    const pruned = prune(child, childSchema, childPath);
    unknown.push(...pruned.unknown);
    return pruned.value;
  };
  if (Array.isArray(value)) {
    const items = schema.items ?? {};
    return { value: value.map((item, index) => visit(item, items, `${path}[${index}]`)), unknown };
  }
  if (!isRecord(value) || schema['x-kubernetes-preserve-unknown-fields']) return { value, unknown };
  const kept: JsonRecord = {};
  for (const [key, child] of Object.entries(value)) {
    const childPath = path === '' ? key : `${path}.${key}`;
    const childSchema = schema.properties?.[key] ?? schema.additionalProperties;
    if (childSchema !== undefined) kept[key] = visit(child, childSchema, childPath);
    else if (schema.properties === undefined && schema.type === 'object') kept[key] = child;
    else unknown.push(childPath);
  }
  return { value: kept, unknown };
}

export function withDefaults(value: unknown, schema: StructuralSchema): unknown {
  if (Array.isArray(value)) return value.map((item) => withDefaults(item, schema.items ?? {}));
  if (!isRecord(value)) return value;
  const filled: JsonRecord = { ...value };
  for (const [key, child] of Object.entries(schema.properties ?? {})) {
    if (filled[key] === undefined && child.default !== undefined) filled[key] = structuredClone(child.default);
    if (filled[key] !== undefined) filled[key] = withDefaults(filled[key], child);
  }
  return filled;
}

/** In the words of the API server. */
export function validate(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  if (value === null && schema.nullable) return [];
  const type = typeErrors(value, schema, path);
  if (type.length > 0) return [...type, ...enumErrors(value, schema, path)];
  const own = [...enumErrors(value, schema, path), ...boundErrors(value, schema, path)];
  if (Array.isArray(value)) return [...own, ...listErrors(value, schema, path)];
  if (!isRecord(value)) return own;
  const children = Object.entries(value).flatMap(([key, child]) => {
    const childSchema = schema.properties?.[key] ?? schema.additionalProperties;
    return childSchema === undefined ? [] : validate(child, childSchema, path === '' ? key : `${path}.${key}`);
  });
  const missing = (schema.required ?? []).filter((key) => value[key] === undefined);
  return [...own, ...missing.map((key) => required(path === '' ? key : `${path}.${key}`)), ...children];
}

function typeErrors(value: unknown, { type, format }: StructuralSchema, path: string): FieldError[] {
  if (type === 'integer' && format === 'int64' && typeof value === 'number' && !Number.isInteger(value)) {
    const detail = `Checked value must be of type integer with format int64 in ${path}`;
    return [wrongType(path, 'float64', 'int64'), invalidValue('<nil>', '', detail)];
  }
  const fits: Readonly<Record<string, boolean>> = {
    array: Array.isArray(value),
    boolean: typeof value === 'boolean',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    object: isRecord(value),
    string: typeof value === 'string',
  };
  if (type !== undefined && fits[type] === false) {
    return [wrongType(path, jsonType(value), type)];
  }
  if (format === 'date-time' && typeof value === 'string' && !isDateTime(value)) {
    const detail = `${path} in body must be of type date-time: ${JSON.stringify(value)}`;
    return [invalidValue(path, value, detail)];
  }
  return [];
}

function wrongType(path: string, actual: string, expected: string): FieldError {
  const detail = `${path} in body must be of type ${expected}: ${JSON.stringify(actual)}`;
  return { ...invalidValue(path === '' ? '<nil>' : path, actual, detail), reason: 'FieldValueTypeInvalid' };
}

function enumErrors(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  if (schema.enum === undefined || schema.enum.some((allowed) => sameJson(allowed, value))) return [];
  const supported = schema.enum.map((allowed) => JSON.stringify(allowed)).join(', ');
  const message = `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported}`;
  return [{ field: path, reason: 'FieldValueNotSupported', message }];
}

function boundErrors(value: unknown, schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const say = (detail: string): void => void errors.push(invalidValue(path, value, `${path} in body ${detail}`));
  if (typeof value === 'number') {
    const { minimum, maximum } = schema;
    if (minimum !== undefined && value < minimum) say(`should be greater than or equal to ${minimum}`);
    if (maximum !== undefined && value > maximum) say(`should be less than or equal to ${maximum}`);
  }
  if (typeof value === 'string') {
    const { minLength, maxLength, pattern } = schema;
    // The first of these that fails is the one that is told.
    if (maxLength !== undefined && value.length > maxLength) errors.push(tooLong(path, maxLength));
    else if (minLength !== undefined && value.length < minLength) say(`should be at least ${minLength} chars long`);
    else if (pattern !== undefined && !new RegExp(pattern).test(value)) say(`should match '${pattern}'`);
  }
  if (isRecord(value)) {
    const count = Object.keys(value).length;
    const { minProperties, maxProperties } = schema;
    if (minProperties !== undefined && count < minProperties) {
      errors.push(invalidValue(path, count, `${path} in body should have at least ${minProperties} properties`));
    }
    if (maxProperties !== undefined && count > maxProperties) errors.push(tooMany(path, count, maxProperties));
  }
  return errors;
}

function listErrors(items: readonly unknown[], schema: StructuralSchema, path: string): FieldError[] {
  const errors: FieldError[] = [];
  const { minItems, maxItems } = schema;
  if (maxItems !== undefined && items.length > maxItems) errors.push(tooMany(path, items.length, maxItems));
  if (minItems !== undefined && items.length < minItems) {
    errors.push(invalidValue(path, items.length, `${path} in body should have at least ${minItems} items`));
  }
  const keys = schema['x-kubernetes-list-map-keys'];
  const identity = (item: unknown): unknown =>
    keys === undefined || !isRecord(item) ? item : Object.fromEntries(keys.map((key) => [key, item[key]]));
  const unique = schema['x-kubernetes-list-type'] === 'set' || schema['x-kubernetes-list-type'] === 'map';
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    const text = JSON.stringify(identity(item));
    if (unique && seen.has(text)) {
      const message = `Duplicate value: ${text}`;
      errors.push({ field: `${path}[${index}]`, reason: 'FieldValueDuplicate', message });
    }
    seen.add(text);
    errors.push(...validate(item, schema.items ?? {}, `${path}[${index}]`));
  }
  return errors;
}

function tooMany(field: string, count: number, limit: number): FieldError {
  return { field, reason: 'FieldValueTooMany', message: `Too many: ${count}: must have at most ${limit} items` };
}

function tooLong(field: string, limit: number): FieldError {
  return { field, reason: 'FieldValueTooLong', message: `Too long: may not be more than ${limit} bytes` };
}

function jsonType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
}

function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i.test(text) && !Number.isNaN(Date.parse(text));
}

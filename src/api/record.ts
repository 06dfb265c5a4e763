export type UnknownRecord = Readonly<Record<PropertyKey, unknown>>;

export function isRecord(value: unknown): value is UnknownRecord {
  return typeof value === 'object' && value !== null;
}

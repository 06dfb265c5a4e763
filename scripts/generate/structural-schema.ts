export type JsonSchema = Readonly<Record<string, unknown>>;

/** What a structural schema may say and a zod schema does say; anything else is an error, so that nothing is lost in silence. */
const carriedOver = new Set([
  'type',
  'description',
  'default',
  'enum',
  'nullable',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minLength',
  'maxLength',
  'pattern',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'properties',
  'required',
  'items',
  'additionalProperties',
]);
const dropped = new Set(['$schema', 'id', 'format']);
/** The API server warns of a format it does not know. */
const knownFormats = new Set(['date-time', 'int32', 'int64']);
/** The API server compiles patterns with RE2, which has neither look-around nor back-references. */
const notRe2 = /\(\?(?:[=!]|<[=!])|\\[1-9]|\\k</;

/**
 * JSON Schema as zod emits it for OpenAPI 3.0 → structural schema of a CustomResourceDefinition. Throws, naming the path,
 * on whatever a structural schema cannot express.
 */
export function structuralSchema(schema: JsonSchema, path: string): JsonSchema {
  for (const key of Object.keys(schema)) {
    if (carriedOver.has(key) || dropped.has(key) || key.startsWith('x-kubernetes-')) continue;
    throw new Error(`${path}: ${key} cannot be expressed in a structural schema`);
  }
  if (typeof schema['type'] !== 'string') throw new Error(`${path}: a type is missing`);
  if (typeof schema['pattern'] === 'string' && notRe2.test(schema['pattern'])) {
    throw new Error(`${path}: the pattern is not RE2: ${schema['pattern']}`);
  }
  const kept = Object.entries(schema).filter(([key]) => !dropped.has(key));
  const { additionalProperties, ...rest } = Object.fromEntries(kept);
  const whole = {
    ...rest,
    ...boundsOf(schema),
    ...formatOf(schema),
    ...childrenOf({ ...rest, additionalProperties }, path),
  };
  return Object.fromEntries(Object.entries(whole).filter(([, value]) => value !== undefined));
}

function formatOf({ type, format }: JsonSchema): JsonSchema {
  if (type === 'integer') return { format: 'int64' };
  return typeof format === 'string' && knownFormats.has(format) ? { format } : {};
}

/** zod bounds every integer by what a double holds exactly, which says nothing about the field. */
function boundsOf({ type, minimum, maximum }: JsonSchema): JsonSchema {
  if (type !== 'integer') return {};
  return {
    ...(minimum === Number.MIN_SAFE_INTEGER ? { minimum: undefined } : {}),
    ...(maximum === Number.MAX_SAFE_INTEGER ? { maximum: undefined } : {}),
  };
}

function childrenOf({ properties, required, items, additionalProperties }: JsonSchema, path: string): JsonSchema {
  return {
    ...(isSchema(properties) ? fieldsOf(properties, required, path) : {}),
    // Beside named fields it could only close the object, which pruning does anyway.
    ...(isSchema(additionalProperties) && !properties
      ? { additionalProperties: structuralSchema(additionalProperties, `${path}.*`) }
      : {}),
    ...(isSchema(items) ? { items: structuralSchema(items, `${path}[]`) } : {}),
  };
}

function fieldsOf(properties: JsonSchema, required: unknown, path: string): JsonSchema {
  const fields = Object.entries(properties).map(([name, field]) => {
    if (!isSchema(field)) throw new Error(`${path}.${name}: no schema`);
    return [name, structuralSchema(field, `${path}.${name}`)] as const;
  });
  const defaulted = new Set(fields.flatMap(([name, field]) => ('default' in field ? [name] : [])));
  const needed = Array.isArray(required) ? required.filter((name: string) => !defaulted.has(name)) : [];
  return { properties: Object.fromEntries(fields), required: needed.length > 0 ? needed : undefined };
}

export function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

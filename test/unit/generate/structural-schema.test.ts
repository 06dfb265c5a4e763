import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { structuralSchema } from '../../../scripts/generate/structural-schema.ts';

function structural(schema: z.ZodType): unknown {
  return structuralSchema(z.toJSONSchema(schema, { target: 'openapi-3.0', io: 'input' }), 'spec');
}

describe('what a structural schema can say', () => {
  test('integers lose the bounds of a double and get a width', () => {
    expect(structural(z.int())).toEqual({ type: 'integer', format: 'int64' });
    expect(structural(z.int().min(0).max(100))).toEqual({ type: 'integer', format: 'int64', minimum: 0, maximum: 100 });
  });

  test('a field with a default is not required', () => {
    const schema = z.object({ goal: z.enum(['A', 'B']).default('A'), name: z.string() });
    expect(structural(schema)).toEqual({
      type: 'object',
      required: ['name'],
      properties: { goal: { type: 'string', enum: ['A', 'B'], default: 'A' }, name: { type: 'string' } },
    });
  });

  test('an object that is closed for zod stays open: the API server prunes by itself', () => {
    expect(structural(z.strictObject({ name: z.string().optional() }))).toEqual({
      type: 'object',
      properties: { name: { type: 'string' } },
    });
  });

  test('lists and maps are converted all the way down', () => {
    const schema = z.object({ each: z.array(z.record(z.string(), z.int())) });
    expect(structural(schema)).toEqual({
      type: 'object',
      required: ['each'],
      properties: {
        each: { type: 'array', items: { type: 'object', additionalProperties: { type: 'integer', format: 'int64' } } },
      },
    });
  });

  test('extensions and descriptions are handed on', () => {
    const schema = z.array(z.string()).meta({ 'x-kubernetes-list-type': 'set', description: 'Names.' });
    expect(structural(schema)).toEqual({
      type: 'array',
      items: { type: 'string' },
      'x-kubernetes-list-type': 'set',
      description: 'Names.',
    });
  });

  test('a format the API server would warn of is dropped, a known one stays', () => {
    expect(structural(z.string().meta({ format: 'cidrv6' }))).toEqual({ type: 'string' });
    expect(structural(z.string().meta({ format: 'date-time' }))).toEqual({ type: 'string', format: 'date-time' });
  });
});

describe('what it cannot say is an error that names the path', () => {
  test.each([
    ['a union', z.union([z.string(), z.int()]), 'spec.field: anyOf cannot be expressed in a structural schema'],
    ['anything', z.unknown(), 'spec.field: a type is missing'],
    ['look-ahead', z.string().regex(/^(?=a)/), 'spec.field: the pattern is not RE2: ^(?=a)'],
    ['look-behind', z.string().regex(/(?<!a)b/), 'spec.field: the pattern is not RE2: (?<!a)b'],
    ['a back-reference', z.string().regex(/(a)\1/), String.raw`spec.field: the pattern is not RE2: (a)\1`],
    ['a tuple', z.tuple([z.string()]), 'spec.field[]: anyOf cannot be expressed'],
  ])('%s', (_title, field, message) => {
    expect(() => structural(z.object({ field }))).toThrow(message);
  });

  test('also inside lists and maps', () => {
    const field = z.union([z.string(), z.int()]);
    expect(() => structural(z.array(z.record(z.string(), field)))).toThrow('spec[].*: anyOf cannot be expressed');
  });
});

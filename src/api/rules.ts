import type { z } from 'zod';

/** A rule that spans fields, once for the API server (CEL) and once for whoever reads what it did not check. */
export interface Rule<T> {
  /** CEL; `self` is the object the rule is attached to. */
  readonly cel: string;
  readonly holds: (value: T) => boolean;
  readonly message: string;
  /** The field of the object that is to blame; absent: the object itself. */
  readonly field?: string;
}

export function withRules<S extends z.ZodType>(schema: S, rules: readonly Rule<z.output<S>>[]): S {
  return schema
    .superRefine((value, context) => {
      for (const rule of rules) {
        if (rule.holds(value)) continue;
        context.addIssue({ code: 'custom', message: rule.message, path: rule.field ? [rule.field] : [] });
      }
    })
    .meta({ 'x-kubernetes-validations': rules.map(toValidation) });
}

function toValidation<T>({ cel, message, field }: Rule<T>): Record<string, string> {
  return { rule: cel, message, ...(field ? { fieldPath: `.${field}` } : {}) };
}

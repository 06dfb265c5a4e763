import { z } from 'zod';
import type { Immutable } from './immutable.ts';

/** `metav1.Condition`, with its patterns and bounds. */
export const conditionSchema = z.object({
  type: z
    .string()
    .regex(
      /^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$/,
    )
    .max(316)
    .describe('What the condition says when it is True, such as SubnetsDualStack.'),
  status: z
    .enum(['True', 'False', 'Unknown'])
    .describe('True, False, or Unknown where the data is missing, stale or denied.'),
  observedGeneration: z
    .int()
    .min(0)
    .optional()
    .describe(
      'Generation of the resource the condition was judged for. An older one than metadata.generation is no evidence.',
    ),
  lastTransitionTime: z.string().max(64).meta({ format: 'date-time' }).describe('When status last changed.'),
  reason: z
    .string()
    .regex(/^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$/)
    .min(1)
    .max(1024)
    .describe('Why, in one stable word. Every reason is documented on the page of its check.'),
  message: z.string().max(32_768).describe('What was seen, in one sentence with names and numbers.'),
});

export type Condition = Immutable<z.output<typeof conditionSchema>>;
export type ConditionStatus = Condition['status'];

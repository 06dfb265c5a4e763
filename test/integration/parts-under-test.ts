import { describe } from 'vitest';
import { whyRealPartsAreSkipped } from '../real/parts.ts';
import type { Parts } from '../world/ports.ts';
import type { Scenario } from '../world/scenario.ts';

/** Which parts this run is about: the embedded world, or a real kube-apiserver with an independent AWS emulator. */
export const real = process.env['PARTS'] === 'real';

/** Where real parts are required, as in CI, missing ones throw instead. */
const missing = real ? whyRealPartsAreSkipped() : undefined;

/** A suite that runs against both; where real parts are asked for and missing it says what is missing. */
export const describeParts = describe.skipIf(missing !== undefined);

export async function startParts(scenario: Scenario): Promise<Parts> {
  if (real) return (await import('../real/real-parts.ts')).startRealParts(scenario);
  return (await import('../world/world.ts')).startWorld(scenario);
}

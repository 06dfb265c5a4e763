import { whyRealPartsAreSkipped } from '../real/parts.ts';
import type { Parts } from '../world/ports.ts';
import type { Scenario } from '../world/scenario.ts';

/** Which parts this run is about: the embedded world, or a real kube-apiserver with an independent AWS emulator. */
export const real = process.env['PARTS'] === 'real';

/**
 * For `describe.skipIf`: real parts are asked for and missing, which was said in a line. Where they are required, as in CI,
 * missing ones throw instead.
 */
export const partsMissing = real && whyRealPartsAreSkipped() !== undefined;

export async function startParts(scenario: Scenario): Promise<Parts> {
  if (real) return (await import('../real/real-parts.ts')).startRealParts(scenario);
  return (await import('../world/world.ts')).startWorld(scenario);
}

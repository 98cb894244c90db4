import {
  abortSignal,
  callable,
  demand,
  type Form,
  fields,
  fileUrl,
  optional,
  whole,
} from '../base/forms.js';
import type { Fleet, FleetOptions } from '../fleet/fleet.js';
import * as fleets from '../fleet/fleet.js';
import type { FleetResult } from '../fleet/result.js';
import type { FleetSpec } from '../fleet/spec.js';
import { validateForm } from '../forms/form.js';
import { PROFILE } from '../scenarios/load.js';
import * as profiles from '../scenarios/profile.js';
import { fleetSchema, type LoadProfile } from '../scenarios/profile.js';
import { demandFlow } from './flows.js';

/**
 * Fleets as the library gives them: what the inner functions do, once all that they are given is
 * checked.
 */

const HEAP_MB_MAX = 2 ** 20;

export const fleetOptionsForm: Form = fields({
  signal: optional(abortSignal),
  onInterval: optional(callable),
  workers: optional(fields({ servers: optional(fileUrl), venues: optional(fileUrl) })),
  heapMbMax: optional(whole(16, HEAP_MB_MAX)),
});

const FLEET = { what: 'fleet', schema: fleetSchema };

function demandFleet(spec: FleetSpec, options: FleetOptions, source: string): void {
  validateForm(FLEET as Parameters<typeof validateForm>[0], spec, `${source}: spec`);
  demand(fleetOptionsForm, options, `${source}: options`);
  if (spec.arrivals.kind === 'replay')
    demandFlow(spec.arrivals.flow, spec.universe.stocks, `${source}: spec`, 'arrivals.flow');
}

/**
 * Runs a load on a fleet to its end. Rejects with an InputError when the specification cannot be
 * kept, and with a FleetError when a thread ends before it should.
 */
export async function runFleet(spec: FleetSpec, options: FleetOptions = {}): Promise<FleetResult> {
  demandFleet(spec, options, 'runFleet');
  return fleets.runFleet(spec, options);
}

/** Starts a fleet and returns as soon as it runs. Rejects as runFleet does. */
export async function startFleet(
  spec: FleetSpec,
  options: FleetOptions = {},
): Promise<Fleet> {
  demandFleet(spec, options, 'startFleet');
  return fleets.startFleet(spec, options);
}

/**
 * The fleet of a profile. Where a profile names other builds than it has servers, the last one is
 * the last server's and the first one everybody else's.
 */
export function fleetOf(profile: LoadProfile): FleetSpec {
  validateForm(PROFILE, profile, 'fleetOf');
  return profiles.fleetOf(profile);
}

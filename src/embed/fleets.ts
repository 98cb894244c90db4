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
import { PROFILE } from '../scenarios/parse.js';
import * as profiles from '../scenarios/profile.js';
import { fleetSchema, type LoadProfile } from '../scenarios/profile.js';
import { demandFlow } from './flows.js';

/** Fleets for users of the library: arguments are checked, then the inner function runs. */

const HEAP_MB_MAX = 2 ** 20;

const fleetOptionsForm: Form = fields({
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
 * Runs a load on a fleet to its end. Rejects with an InputError when the specification or an option
 * is wrong. Rejects with a FleetError when a thread fails.
 */
export async function runFleet(spec: FleetSpec, options: FleetOptions = {}): Promise<FleetResult> {
  demandFleet(spec, options, 'runFleet');
  return fleets.runFleet(spec, options);
}

/**
 * Starts a fleet, and returns as soon as it runs. Rejects with an InputError when the specification
 * or an option is wrong. Rejects with a FleetError when a thread fails to start.
 */
export async function startFleet(spec: FleetSpec, options: FleetOptions = {}): Promise<Fleet> {
  demandFleet(spec, options, 'startFleet');
  return fleets.startFleet(spec, options);
}

/**
 * Returns the fleet of a load profile. When a profile names fewer builds than servers, the last
 * build is the last server's, and the first is that of all others. Throws an InputError for a wrong
 * field.
 */
export function fleetOf(profile: LoadProfile): FleetSpec {
  validateForm(PROFILE, profile, 'fleetOf');
  return profiles.fleetOf(profile);
}

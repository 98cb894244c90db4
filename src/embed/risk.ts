import { demand, fields, list, optional, text, whole } from '../base/forms.js';
import { SERVERS_MAX } from '../base/ranges.js';
import * as catalogues from '../risk/catalogue/catalogue.js';
import type { CheckRow } from '../risk/catalogue/row.js';
import type { CheckDefinition } from '../risk/gate/custom-checks.js';
import * as ownChecks from '../risk/gate/custom-checks.js';
import { gateLimitsForm } from '../risk/limits/forms.js';
import type { LimitPlace } from '../risk/limits/layers.js';
import * as layers from '../risk/limits/layers.js';
import type { GateLimits } from '../risk/limits/limits.js';

/** Functions of `smars/risk`: they check their arguments and call the inner function. */

/** Returns a check's row of the catalogue by its name, or undefined for an unknown name. */
export function findCheck(name: string): CheckRow | undefined {
  demand(text(0, 1000), name, 'findCheck', 'name');
  return catalogues.findCheck(name);
}

/**
 * The limits in force at a place: the firm's, with the changes of its server, account and symbol
 * laid over them in this order, parameter by parameter.
 */
export function resolveLimits(given: GateLimits, place: LimitPlace): GateLimits {
  demand(gateLimitsForm, given, 'resolveLimits', 'limits');
  const form = fields({
    server: optional(whole(1, SERVERS_MAX)),
    account: optional(text(1, 64)),
    symbol: optional(text(1, 32)),
  });
  demand(form, place, 'resolveLimits', 'place');
  return layers.resolveLimits(given, place);
}

/**
 * Loads the default exports of modules as checks, in their order. Rejects with an InputError with
 * the module where it is no check, or two have one name.
 */
export async function loadChecks(urls: readonly string[]): Promise<CheckDefinition[]> {
  demand(list(text(1, 4096), 0, 64), urls, 'loadChecks', 'urls');
  return ownChecks.loadChecks(urls);
}

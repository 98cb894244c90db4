import { z } from 'zod';
import { SERVERS_MAX, STOCKS_MAX } from '../base/ranges.js';
import { findCheck } from '../risk/catalogue/catalogue.js';
import { LAYER_RULES, type LayerName } from '../risk/limits/layers.js';
import type { LimitLayers } from '../risk/limits/limits.js';

/**
 * The forms of the layers of limits, made from the table of what can stand where: in a scenario by
 * fields, in a file of limits by the names of the catalogue.
 */

/**
 * Accounts that have limits of their own at the most: a code has 16 bits, and a firm's risk desk
 * looks after hundreds.
 */
const ACCOUNTS_MAX = 10_000;
export const ACCOUNT_PATTERN = /^[\x21-\x7e]{1,64}$/;

type Forms = Readonly<Record<string, z.ZodObject>>;

/**
 * The form of one layer: of each check that can stand there what it changes. What the firm says is
 * whole, so that a check must have its mode.
 */
export function layerForm(forms: Forms, layer: LayerName, called: 'field' | 'name'): z.ZodObject {
  const fields = Object.entries(LAYER_RULES)
    .filter(([, { layers }]) => layers.includes(layer))
    .map(([name, { field }]) => {
      const form = checkForm(forms[field]!, layer, field).describe(findCheck(name)!.about);
      return [called === 'name' ? name : field, form.optional()];
    });
  return z.strictObject(Object.fromEntries(fields));
}

function checkForm(form: z.ZodObject, layer: LayerName, field: string): z.ZodObject {
  const { mode } = form.shape as { mode: z.ZodType };
  // A symbol is on the list or off it; the list itself is the firm's or the server's.
  if (layer === 'symbol' && field === 'restrictedList')
    return z.strictObject({ mode }).describe('puts the symbol on the list, off takes it off');
  const changes = form.partial();
  return layer === 'firm' ? z.strictObject({ ...changes.shape, mode }) : changes;
}

/** The layers below the firm. */
export function layersForm(forms: Forms, called: 'field' | 'name'): z.ZodType<LimitLayers> {
  const of = (layer: LayerName, name: z.ZodString, most: number) =>
    z
      .record(name, layerForm(forms, layer, called))
      .refine(
        (named) => Object.keys(named).length <= most,
        `must name ${most.toLocaleString('en-US')} at the most`,
      )
      .optional();
  return z.strictObject({
    servers: of(
      'server',
      z
        .string()
        .regex(
          /^(?:[1-9]|[1-5][0-9]|6[0-4])$/,
          `must be the number of a server, 1 to ${SERVERS_MAX}`,
        ),
      SERVERS_MAX,
    ),
    accounts: of(
      'account',
      z.string().regex(ACCOUNT_PATTERN, 'must be 1 to 64 characters of ASCII without blanks'),
      ACCOUNTS_MAX,
    ),
    symbols: of('symbol', z.string().min(1).max(32), STOCKS_MAX),
  }) as unknown as z.ZodType<LimitLayers>;
}

import { z } from 'zod';
import { SERVERS_MAX, STOCKS_MAX } from '../base/ranges.js';
import { findCheck } from '../risk/catalogue/catalogue.js';
import { CHECK_MODE_NAMES } from '../risk/catalogue/modes.js';
import { LAYER_RULES, type LayerName } from '../risk/limits/layers.js';
import type { LimitLayers } from '../risk/limits/limits.js';

/**
 * The forms of limit layers, made from `LAYER_RULES`: by field in a scenario, by catalogue name in
 * a limits file.
 */

/**
 * The maximum number of accounts with their own limits: a code has 16 bits, and a firm's risk desk
 * manages hundreds.
 */
const ACCOUNTS_MAX = 10_000;
const ACCOUNT_PATTERN = /^[\x21-\x7e]{1,64}$/;

type Forms = Readonly<Record<string, z.ZodObject>>;

/**
 * Returns the form of one layer: the changes to each check that the layer can have. The firm's
 * layer is complete, so there each check must have its mode.
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
  const { mode: firmMode } = form.shape as { mode: z.ZodType };
  // Measuring takes every order of a server the long way, so a layer below the firm has no use of
  // it.
  const mode = layer === 'firm' ? firmMode : z.enum(CHECK_MODE_NAMES);
  // A symbol is on the list or off it; the list itself belongs to the firm or the server.
  if (layer === 'symbol' && field === 'restrictedList')
    return z.strictObject({ mode }).describe('puts the symbol on the list, off takes it off');
  // Whose sum it is goes for the whole firm, and so does a profile.
  const { per, profile, ...changes } = form.partial().shape;
  if (layer === 'firm' && per !== undefined) Object.assign(changes, { per });
  if (layer === 'firm' && profile !== undefined) Object.assign(changes, { profile });
  return z.strictObject({ ...changes, mode: layer === 'firm' ? mode : mode.optional() });
}

/** Returns the form of the layers below the firm. */
export function layersForm(forms: Forms, called: 'field' | 'name'): z.ZodType<LimitLayers> {
  const of = (layer: LayerName, name: z.ZodString, most: number) =>
    z
      .record(name, layerForm(forms, layer, called))
      .refine(
        (named) => Object.keys(named).length <= most,
        `must name at most ${most.toLocaleString('en-US')}`,
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

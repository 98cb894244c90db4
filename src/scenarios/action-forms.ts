import { z } from 'zod';
import { WORKING_BEHAVIOURS } from '../deployment/builds.js';
import { VENUE_NAMES } from '../market/venues.js';
import { ALERT_CLASSES, CATALOGUE_ROWS } from '../risk/catalogue/catalogue.js';
import { REASON_BYTES, ROLES } from '../risk/stops/authority.js';
import { watchForm } from './fault-forms.js';
import { build, fraction, part, server, time } from './parts.js';
import { RUNBOOK_ACTS, WAYS } from './runbook-forms.js';

/** The checks whose hard level a person can raise temporarily. */
const RAISABLE = CATALOGUE_ROWS.filter((row) => 'hard' in row).map(({ name }) => name);
/** The people behind an act, a role for each. */
const by = z.array(z.enum(ROLES)).max(8);
const behaviour = z.enum(WORKING_BEHAVIOURS as [string, ...string[]]);
const reason = z.string().max(REASON_BYTES);
/** Who, why, and when it was asked for: all optional. */
const byWhom = { by: by.optional(), reason: reason.optional(), asked: time.optional() };
const ofScope = {
  scope: z.enum(['firm', 'server', 'symbol', 'account']),
  server: server.optional(),
  symbol: z.string().min(1).max(32).optional(),
  account: z
    .string()
    .min(1)
    .max(64)
    .optional()
    .describe('an account with limits of its own, or one of the orders'),
};
/** The scopes of a kill and its re-arm. */
const ofKill = {
  ...ofScope,
  scope: z.enum(['firm', 'server', 'symbol', 'account', 'behaviour']),
  behaviour: behaviour.optional().describe('what the router does with a parent'),
};

/** What the desk is to trade of the error account: a stock or all, the whole or a part. */
const ofHoldings = {
  symbol: z.string().min(1).max(32).optional(),
  part: part.optional(),
};

/** The form of an act of people, or of an incident of a server. */
export const action = z.discriminatedUnion('do', [
  z.strictObject({
    at: time,
    do: z.literal('notice'),
    text: z.string().min(1).max(200),
    ifExcess: z
      .literal(true)
      .optional()
      .describe('told only where something was executed beyond its parent by then'),
  }),
  z.strictObject({ at: time, do: z.literal('kill'), ...ofKill, ...byWhom }),
  ...(['halt', 'reduce'] as const).map((act) =>
    z.strictObject({ at: time, do: z.literal(act), ...ofScope, ...byWhom }),
  ),
  z.strictObject({
    at: time,
    do: z.literal('re-arm'),
    ...ofKill,
    by,
    reason,
    asked: time.optional(),
  }),
  z.strictObject({
    at: time,
    do: z.literal('raise'),
    check: z.enum(RAISABLE),
    value: z.number().min(0).max(100e9),
    until: time,
    evidence: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe('what the reason rests on, for the record of raises'),
    by,
    reason,
  }),
  z.strictObject({
    at: time,
    do: z.literal('unwind'),
    ...ofHoldings,
    overSeconds: z.int().min(0).max(86_400).optional().describe('how long the desk takes; 600'),
    ...byWhom,
  }),
  z.strictObject({
    at: time,
    do: z.literal('block-sale'),
    ...ofHoldings,
    discount: fraction
      .optional()
      .describe('what the dealer takes off the price; after.blockDiscount'),
    ...byWhom,
  }),
  z.strictObject({ at: time, do: z.literal('acknowledge'), alert: z.enum(ALERT_CLASSES), by }),
  ...(['disconnect', 'reconnect'] as const).map((act) =>
    z.strictObject({ at: time, do: z.literal(act), server, ...byWhom }),
  ),
  z.strictObject({ at: time, do: z.literal('cancel'), server: server.optional(), ...byWhom }),
  ...(['member-halt', 'member-resume'] as const).map((act) =>
    z.strictObject({
      at: time,
      do: z.literal(act),
      venue: z.enum(VENUE_NAMES as [string, ...string[]]).optional(),
      ...byWhom,
    }),
  ),
  z.strictObject({
    at: time,
    do: z.literal('deploy'),
    servers: z.array(server).min(1),
    build,
    ...byWhom,
  }),
  z.strictObject({
    at: time,
    do: z.literal('flag'),
    servers: z.array(server).min(1),
    honoured: z.boolean(),
    ...byWhom,
  }),
  z.strictObject({
    at: time,
    do: z.literal('record'),
    act: z.enum(RUNBOOK_ACTS),
    through: z.enum(WAYS),
    server: server.optional(),
    symbol: z.string().min(1).max(32).optional(),
    account: z.string().min(1).max(64).optional(),
    behaviour: behaviour.optional(),
    failed: z.string().min(1).max(200).optional().describe('what was heard where it failed'),
    ...byWhom,
  }),
  watchForm,
]);

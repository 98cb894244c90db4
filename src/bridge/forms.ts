import { z } from 'zod';
import type { Ask } from '../drill/acts.js';
import { INJECT_KINDS, type Inject } from '../drill/injects.js';
import { parseForm, type ZodForm } from '../forms/form.js';
import { REASON_BYTES } from '../risk/stops/authority.js';
import { RUNBOOK_ACTS, WAYS } from '../scenarios/runbook-forms.js';
import { SPEED_MAX } from './pace.js';

/** The forms of what a page sends. */

export const ENTER: ZodForm<{ token: string }> = {
  what: 'token',
  schema: z.strictObject({ token: z.string().max(200) }),
};

export const ASK: ZodForm<Ask> = {
  what: 'act',
  schema: z.strictObject({
    act: z.enum(RUNBOOK_ACTS),
    through: z.enum(WAYS),
    server: z.int().optional(),
    symbol: z.string().max(32).optional(),
    account: z.string().max(64).optional(),
    behaviour: z.string().max(32).optional(),
    part: z.number().gt(0).max(1).optional(),
    reason: z.string().min(1).max(REASON_BYTES).optional(),
  }),
};

export const CLOCK: ZodForm<{ speed?: number | undefined; isPaused?: boolean | undefined }> = {
  what: 'clock',
  schema: z.strictObject({
    speed: z.number().min(1).max(SPEED_MAX).optional(),
    isPaused: z.boolean().optional(),
  }),
};

/** What a trainer lets happen: somebody says something, or a server loses its connection. */
export const INJECT: ZodForm<Inject> = {
  what: 'inject',
  schema: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.enum(INJECT_KINDS), text: z.string().min(1).max(150) }),
    z.strictObject({ kind: z.literal('outage'), server: z.int() }),
  ]),
};

export const NOTE: ZodForm<{ text: string }> = {
  what: 'note',
  schema: z.strictObject({ text: z.string().min(1).max(500) }),
};

/** Reads a body. Throws an InputError with the place of each fault. */
export function parseRequest<T>(form: ZodForm<T>, body: string): T {
  return parseForm(form, body, form.what).value;
}

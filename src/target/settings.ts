import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { FixVersion } from '../fix/tables.js';
import type { ZodForm } from '../forms/form.js';

/** How to log on to a target, as a JSON file has it. */

const name = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 printable characters without a space');

const value = z.string().regex(/^[\x20-\x7e]{1,64}$/, 'must be 1 to 64 printable characters');

/** Sessions that a load or a probe has at once. */
const SESSIONS_MAX = 64;

const session = z.strictObject({
  /** The name of this side, SenderCompID (49). */
  senderCompId: name,
  username: value.optional(),
  password: value.optional(),
  /** Account (1) of its orders. */
  account: value.optional(),
});

const targetSchema = z.strictObject({
  $schema: z.string().optional(),
  version: z.enum(['4.2', '4.4']).default('4.4'),
  /** The name of the target, TargetCompID (56). */
  targetCompId: name.default('SMARS'),
  heartbeatSeconds: z.int().min(1).max(3600).default(30),
  sessions: z
    .array(session)
    .min(1)
    .max(SESSIONS_MAX)
    .default([{ senderCompId: 'CLIENT44' }]),
  /** More fields of each order and replace, by tag: what this gateway asks for beside the usual. */
  orderFields: z.record(z.string().regex(/^[1-9]\d{0,8}$/, 'must be a tag'), value).default({}),
});

export type TargetSettings = z.output<typeof targetSchema>;
export type TargetSession = TargetSettings['sessions'][number];

export const TARGET: ZodForm<TargetSettings> = { what: 'target file', schema: targetSchema };

/** Returns the JSON Schema of a target file, for editors. */
export function targetJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(targetSchema, { unrepresentable: 'any', io: 'input' });
  return { ...schema, title: 'smars target' };
}

/** FIX 4.4 to `SMARS` as `CLIENT44`: what `smars gateway` and `smars venue` take by default. */
export function defaultTarget(version: FixVersion = '4.4'): TargetSettings {
  const senderCompId = version === '4.4' ? 'CLIENT44' : 'CLIENT42';
  return targetSchema.parse({ version, sessions: [{ senderCompId }] });
}

/** Fields that an order has anyway, and those of header and trailer. */
const OWN_TAGS = new Set([
  1, 8, 9, 10, 11, 21, 34, 35, 37, 38, 40, 41, 43, 44, 49, 52, 54, 55, 56, 59, 60, 97,
]);

/** Throws an InputError for sessions and fields that do not go together. */
export function checkTarget(settings: TargetSettings, source: string): void {
  const { sessions, targetCompId, version, orderFields } = settings;
  const names = new Set<string>();
  for (const [index, { senderCompId, username, password }] of sessions.entries()) {
    const at = `${source}: sessions.${index}`;
    if (names.has(senderCompId))
      throw new InputError(`${at}.senderCompId: is '${senderCompId}', as another session has it`);
    names.add(senderCompId);
    if (senderCompId === targetCompId)
      throw new InputError(`${at}.senderCompId: is '${senderCompId}', as targetCompId is`);
    const secret = username === undefined ? password && 'password' : 'username';
    if (version === '4.2' && secret !== undefined)
      throw new InputError(
        `${at}.${secret}: needs version 4.4; the Logon of 4.2 has no field for it`,
      );
  }
  for (const tag of Object.keys(orderFields))
    if (OWN_TAGS.has(Number(tag)))
      throw new InputError(
        `${source}: orderFields.${tag}: the order sets this field itself; account is a field of ` +
          'the session',
      );
}

import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { ZodForm } from '../forms/form.js';
import {
  acceptorFields,
  checkSessions,
  DEFAULT_SESSIONS,
  sessionFields,
} from '../order-entry/sessions.js';

/** The sessions of a gateway, as a JSON file has them. */

const client = z.strictObject({
  ...sessionFields,
  /** The number of the server that its orders go to; by default they go to all in turn. */
  server: z.int().min(1).max(64).optional(),
  /** The account that its orders count for, whatever their Account (1) says. */
  account: z
    .string()
    .regex(/^[\x20-\x7e]{1,64}$/, 'must be 1 to 64 printable characters')
    .optional(),
  /** A session that only gets a copy of every ExecutionReport of the others. */
  dropCopy: z.boolean().default(false),
});

const gatewaySchema = z.strictObject({
  ...acceptorFields,
  /** The tag whose value Y marks an order for retail liquidity. */
  retailTag: z.int().min(5000).max(999_999).default(5001),
  sessions: z.array(client).min(1).max(64),
});

export type GatewaySettings = z.output<typeof gatewaySchema>;
export type ClientSettings = GatewaySettings['sessions'][number];

export const GATEWAY: ZodForm<GatewaySettings> = { what: 'gateway file', schema: gatewaySchema };

/** Returns the JSON Schema of a gateway file, for editors. */
export function gatewayJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(gatewaySchema, { unrepresentable: 'any', io: 'input' });
  return { ...schema, title: 'smars gateway' };
}

/** Two sessions, one of each version. */
export function defaultGateway(): GatewaySettings {
  return gatewaySchema.parse({ sessions: [...DEFAULT_SESSIONS] });
}

/** Throws an InputError for sessions that do not go together, or with this many servers. */
export function checkGateway(settings: GatewaySettings, servers: number, source: string): void {
  checkSessions(settings, source);
  for (const [index, { server }] of settings.sessions.entries())
    if (server !== undefined && server > servers)
      throw new InputError(
        `${source}: sessions.${index}.server: is ${server}; there are ${servers} servers`,
      );
}

import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { ZodForm } from '../forms/form.js';

/** The sessions of a gateway, as a JSON file has them. */

const name = z
  .string()
  .regex(/^[\x21-\x7e]{1,64}$/, 'must be 1 to 64 printable characters without a space');

const client = z.strictObject({
  targetCompId: name,
  version: z.enum(['4.2', '4.4']).default('4.4'),
  /** The number of the server that its orders go to; by default they go to all in turn. */
  server: z.int().min(1).max(64).optional(),
  /** A session that only gets a copy of every ExecutionReport of the others. */
  dropCopy: z.boolean().default(false),
  cancelOnDisconnect: z.boolean().default(false),
  openMax: z.int().min(1).max(1_000_000).default(10_000),
  /** A file for numbers and messages; without one both sides begin at 1 with each Logon. */
  store: z.string().min(1).max(4096).optional(),
  username: name.optional(),
  password: name.optional(),
});

const gatewaySchema = z.strictObject({
  $schema: z.string().optional(),
  senderCompId: name.default('SMARS'),
  /** The tag whose value Y marks an order for retail liquidity. */
  retailTag: z.int().min(5000).max(999_999).default(5001),
  connectionsMax: z.int().min(1).max(10_000).default(64),
  logonSeconds: z.number().min(0.1).max(3600).default(10),
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
  return gatewaySchema.parse({
    sessions: [
      { targetCompId: 'CLIENT42', version: '4.2' },
      { targetCompId: 'CLIENT44', version: '4.4' },
    ],
  });
}

/** Throws an InputError for sessions that do not go together, or with this many servers. */
export function checkGateway(
  { sessions, senderCompId }: GatewaySettings,
  servers: number,
  source: string,
): void {
  const names = new Set<string>();
  for (const [index, each] of sessions.entries()) {
    const { targetCompId, server, version, username, password } = each;
    const at = `${source}: sessions.${index}`;
    if (names.has(targetCompId))
      throw new InputError(`${at}.targetCompId: is '${targetCompId}', as another session has it`);
    names.add(targetCompId);
    if (targetCompId === senderCompId)
      throw new InputError(`${at}.targetCompId: is '${targetCompId}', as senderCompId is`);
    if (server !== undefined && server > servers)
      throw new InputError(`${at}.server: is ${server}; there are ${servers} servers`);
    if (version === '4.2' && (username !== undefined || password !== undefined))
      throw new InputError(
        `${at}.username: needs version 4.4; the Logon of 4.2 has no field for it`,
      );
  }
}

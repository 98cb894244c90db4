import { z } from 'zod';
import { InputError, suggest } from '../base/input-error.js';
import { priceTicks } from '../base/units.js';
import type { ZodForm } from '../forms/form.js';
import {
  acceptorFields,
  checkSessions,
  DEFAULT_SESSIONS,
  sessionFields,
} from '../order-entry/sessions.js';
import { backgroundSchema } from './others.js';
import { recordingSchema } from './recorded-others.js';
import { troubleSchema } from './trouble.js';

/** A venue as a JSON file has it. */

const symbol = z
  .string()
  .regex(/^[\x21-\x7e]{1,32}$/, 'must be 1 to 32 printable characters without a space');
const seconds = z.number().min(0).max(86_400);

const member = z.strictObject({
  ...sessionFields,
  /** What is done instead of a trade between two orders of this session. */
  selfTrade: z
    .enum(['allow', 'cancel-newest', 'cancel-oldest', 'cancel-both', 'decrement'])
    .default('allow'),
});

const halt = z.strictObject({
  /** Seconds since the venue began to listen. */
  atSeconds: seconds,
  forSeconds: z.number().min(0.001).max(86_400),
  /** By default all symbols. */
  symbol: symbol.optional(),
  /** A halt takes only cancels; an auction collects orders. Both end with an uncross. */
  kind: z.enum(['halt', 'auction']).default('halt'),
});

const stock = z.strictObject({
  symbol,
  priceDollars: z.number().min(0.0001).max(100_000),
  /** The orders of all others, from a file, in place of `background`. */
  recording: recordingSchema.optional(),
});

const venueSchema = z.strictObject({
  ...acceptorFields,
  sessions: z.array(member).min(1).max(64),
  /** The stocks that trade here; by default those of the command line. */
  stocks: z.array(stock).min(1).max(10_000).optional(),
  /** Whether a symbol that is not listed gets a book with its first order. */
  anySymbol: z.boolean().default(false),
  /** Orders that can rest in one book. */
  bookOrders: z.int().min(1).max(1_000_000).default(10_000),
  /** Books that can be open at once. */
  books: z.int().min(1).max(10_000).default(1000),
  /** Orders are collected for so long, and then uncrossed. */
  openingSeconds: seconds.default(0),
  halts: z.array(halt).max(1000).default([]),
  /** The orders of all others in each book that has a price; false for none. */
  background: z.union([z.literal(false), backgroundSchema]).prefault({}),
  trouble: z.array(troubleSchema).max(100).default([]),
  /** Seed of the troubles and of the others' orders. */
  seed: z.int().min(0).max(4_294_967_295).default(1),
});

export type VenueSettings = z.output<typeof venueSchema>;
export type MemberSettings = VenueSettings['sessions'][number];

export const VENUE: ZodForm<VenueSettings> = { what: 'venue file', schema: venueSchema };

/** Returns the JSON Schema of a venue file, for editors. */
export function venueJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(venueSchema, { unrepresentable: 'any', io: 'input' });
  return { ...schema, title: 'smars venue' };
}

/** Two sessions, one of each version. */
export function defaultVenue(): VenueSettings {
  return venueSchema.parse({ sessions: [...DEFAULT_SESSIONS] });
}

/** Throws an InputError for sessions, stocks, halts and troubles that do not go together. */
export function checkVenue(settings: VenueSettings, source: string): void {
  checkSessions(settings, source);
  const names = settings.sessions.map(({ targetCompId }) => targetCompId);
  for (const [index, trouble] of settings.trouble.entries()) {
    const at = `${source}: trouble.${index}`;
    for (const name of trouble.sessions ?? [])
      if (!names.includes(name))
        throw new InputError(`${at}.sessions: '${name}' is no session; ${suggest(name, names)}`);
    const { fromSeconds, untilSeconds } = trouble;
    if (untilSeconds !== undefined && untilSeconds <= fromSeconds)
      throw new InputError(
        `${at}.untilSeconds: is ${untilSeconds}; must be above fromSeconds, ${fromSeconds}`,
      );
    if (trouble.kind === 'late' && trouble.maxMs < trouble.minMs)
      throw new InputError(`${at}.maxMs: is ${trouble.maxMs}; must be at least minMs`);
    const { kind } = trouble;
    if (kind === 'pause' && (trouble.everySeconds ?? Infinity) <= trouble.forSeconds)
      throw new InputError(`${at}.everySeconds: must be above forSeconds, ${trouble.forSeconds}`);
  }
  const { background } = settings;
  if (background !== false && background.marketsPerSecond >= background.limitsPerSecond)
    throw new InputError(
      `${source}: background.marketsPerSecond: is ${background.marketsPerSecond}; must be below ` +
        `limitsPerSecond, ${background.limitsPerSecond}`,
    );
  const symbols = new Set<string>();
  for (const [index, stock] of (settings.stocks ?? []).entries()) {
    const at = `${source}: stocks.${index}`;
    if (symbols.has(stock.symbol))
      throw new InputError(`${at}.symbol: is '${stock.symbol}', as another stock has it`);
    symbols.add(stock.symbol);
    if (priceTicks(stock.priceDollars) / 10_000 !== stock.priceDollars)
      throw new InputError(`${at}.priceDollars: is ${stock.priceDollars}; a tick is $0.0001`);
  }
}

import { z } from 'zod';

/**
 * What a venue does wrong on purpose, as data. Each trouble has a kind, may be of some sessions
 * only, and may last for a part of the time. Shares are drawn from the venue's seed, a stream for
 * each trouble and session, so that the same messages meet the same trouble.
 */

const seconds = z.number().min(0).max(86_400);
const share = z.number().min(0).max(1).default(1);
const common = {
  /** TargetCompIDs; by default all sessions. */
  sessions: z.array(z.string().min(1).max(64)).min(1).max(64).optional(),
  /** Seconds since the venue began to listen. */
  fromSeconds: seconds.default(0),
  untilSeconds: seconds.optional(),
};

/** One trouble. */
export const troubleSchema = z.discriminatedUnion('kind', [
  /** Answers leave so much later, in their order. */
  z.strictObject({
    kind: z.literal('late'),
    ...common,
    minMs: z.number().min(0).max(60_000),
    maxMs: z.number().min(0).max(60_000),
    share,
  }),
  /** New orders are rejected: those of a symbol or side, or above a quantity. */
  z.strictObject({
    kind: z.literal('reject'),
    ...common,
    share,
    symbol: z.string().min(1).max(64).optional(),
    side: z.enum(['buy', 'sell']).optional(),
    quantityAbove: z.int().min(0).max(2_147_483_647).optional(),
    /** OrdRejReason (103), as FIX 4.4 has it. */
    code: z.int().min(0).max(99).default(99),
    text: z
      .string()
      .regex(/^[\x20-\x7e]{1,200}$/, 'must be 1 to 200 printable ASCII characters')
      .default('reason=trouble'),
  }),
  /** Orders are worked, and nothing is said of it. The session itself answers. */
  z.strictObject({ kind: z.literal('silent'), ...common }),
  /** The venue reads so slowly that the client's socket fills. */
  z.strictObject({
    kind: z.literal('slow'),
    ...common,
    bytesPerSecond: z.int().min(1).max(1_000_000_000),
  }),
  /** The venue neither reads nor writes for a while, once or again and again. */
  z.strictObject({
    kind: z.literal('pause'),
    ...common,
    forSeconds: z.number().min(0.001).max(86_400),
    everySeconds: z.number().min(0.001).max(86_400).optional(),
  }),
  /** The line is dropped after every so many application messages of a session. */
  z.strictObject({
    kind: z.literal('drop'),
    ...common,
    everyMessages: z.int().min(1).max(1_000_000_000),
  }),
  /** Reports come twice, the second under a new number: with 97=Y if `possResend`. */
  z.strictObject({
    kind: z.literal('double'),
    ...common,
    share,
    possResend: z.boolean().default(false),
  }),
  /** Reports are lost: they get no number, so that nobody can ask for them. */
  z.strictObject({ kind: z.literal('lose'), ...common, share }),
  /** Numbers are left out before a report, so that the client asks for what never was. */
  z.strictObject({
    kind: z.literal('gap'),
    ...common,
    share,
    width: z.int().min(1).max(10_000).default(1),
  }),
]);

export type Trouble = z.output<typeof troubleSchema>;
export type TroubleKind = Trouble['kind'];

/** Troubles to begin with, by name: the values of `--trouble`. */
const PROFILES: Readonly<Record<string, z.input<typeof troubleSchema>>> = {
  late: { kind: 'late', minMs: 50, maxMs: 250 },
  rejects: { kind: 'reject', share: 0.1 },
  silent: { kind: 'silent', fromSeconds: 5 },
  slow: { kind: 'slow', bytesPerSecond: 10_000 },
  pause: { kind: 'pause', fromSeconds: 5, forSeconds: 2, everySeconds: 10 },
  drop: { kind: 'drop', everyMessages: 1000 },
  doubled: { kind: 'double', share: 0.05 },
  lost: { kind: 'lose', share: 0.02 },
  gaps: { kind: 'gap', share: 0.02, width: 3 },
};

export const TROUBLE_NAMES = Object.keys(PROFILES);

/** The trouble of a name; undefined for a name that is none. */
export function troubleNamed(name: string): Trouble | undefined {
  return Object.hasOwn(PROFILES, name) ? troubleSchema.parse(PROFILES[name]) : undefined;
}

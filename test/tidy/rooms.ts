/**
 * The rooms of `src`, lowest first, and what each may import: the table of ARCHITECTURE.md as data.
 * `may` names rooms, or the one file of a room that may be known (`market/quotes`). A room may
 * import itself, and any room may `import type` from the rooms below it, but for its walls.
 */
export interface Room {
  may: readonly string[];
  /**
   * Rooms of which it may know the types as well, although they are not in `may`. Where it is
   * given, no other types may be imported.
   */
  types?: readonly string[];
  /** What it must not know at all, types included. */
  walls?: readonly string[];
  /** Packages and `node:` modules; `node:*` is any of them. */
  packages?: readonly string[];
}

const SERVER = [
  'base',
  'memory',
  'orders',
  'market/quotes',
  'market/venues',
  'ledger',
  'deployment',
  'router',
  'risk',
  'metrics',
  'capture',
];
const BELOW_SESSION = [
  'base',
  'memory',
  'orders',
  'metrics',
  'deployment',
  'flow',
  'market',
  'ledger',
  'router',
  'risk',
  'server',
  'capture',
  'threads',
];

export const ROOMS: Readonly<Record<string, Room>> = {
  base: { may: [] },
  forms: { may: ['base'], packages: ['zod', 'jsonc-parser'] },
  memory: { may: ['base'] },
  orders: { may: ['base', 'memory'] },
  metrics: {
    may: ['base', 'memory'],
    types: [],
    packages: ['hdr-histogram-js', 'node:perf_hooks', 'node:zlib'],
  },
  deployment: { may: ['base', 'memory'], walls: ['router'] },
  flow: { may: ['base', 'orders'], walls: ['deployment'], packages: ['zod'] },
  market: { may: ['base', 'memory', 'orders'], walls: ['deployment', 'flow'] },
  ledger: {
    may: ['base', 'memory', 'orders', 'market/quotes', 'market/venues'],
    walls: ['deployment', 'flow'],
  },
  router: {
    may: ['base', 'memory', 'orders', 'deployment', 'market/quotes', 'market/venues'],
    walls: ['risk', 'ledger'],
  },
  risk: {
    may: ['base', 'memory', 'orders', 'market/quotes', 'ledger'],
    walls: ['router', 'deployment'],
    packages: ['zod'],
  },
  capture: {
    may: ['base', 'memory', 'orders', 'deployment', 'market/venues'],
    walls: ['router', 'risk', 'ledger'],
    packages: ['apache-arrow', 'fast-json-stringify'],
  },
  server: { may: SERVER },
  threads: { may: ['base'], packages: ['piscina', 'node:fs'] },
  session: { may: BELOW_SESSION, packages: ['node:os'] },
  fleet: {
    may: BELOW_SESSION,
    packages: ['zod', 'node:worker_threads', 'node:perf_hooks', 'node:os'],
  },
  scenarios: {
    may: [
      'base',
      'forms',
      'flow',
      'deployment',
      'risk/catalogue/modes',
      'risk/limits/limits',
      'risk/limits/layers',
      'risk/catalogue/catalogue',
      'risk/stops/authority',
      'market/universe',
      'market/impact',
      'market/venues',
    ],
    packages: ['zod'],
  },
  embed: { may: [...BELOW_SESSION, 'forms', 'session', 'fleet', 'scenarios'] },
  report: {
    may: ['base', 'forms', 'metrics'],
    types: ['session', 'fleet', 'scenarios'],
    packages: ['fast-json-stringify', 'hdr-histogram-js', 'uplot', 'zod', 'node:crypto'],
  },
  cli: {
    may: [
      'base',
      'forms',
      'memory',
      'metrics',
      'deployment',
      'market/universe',
      'market/venues',
      'capture',
      'session',
      'fleet',
      'threads',
      'scenarios',
      'report',
    ],
    packages: ['zod', '@duckdb/node-api', 'node:*'],
  },
};

/**
 * Departures from the table, each by file (or by room, `src/cli/`) with what it may import and the
 * reason why.
 */
export const IMPORTS_ALLOWED: readonly { from: string; target: string; reason: string }[] = [
  ...['run', 'whatif', 'load'].map((name) => ({
    from: `src/cli/${name}.ts`,
    target: 'risk/gate/custom-checks',
    reason: 'a module of the user’s is looked at before anything runs',
  })),
  {
    from: 'src/cli/',
    target: 'risk/limits/layers',
    reason: 'the accounts that an order file may name are those that have limits',
  },
  {
    from: 'src/cli/',
    target: 'flow/order-faults',
    reason: 'what a user wrote is escaped before it is shown',
  },
  {
    from: 'src/cli/order-source.ts',
    target: 'flow/order-file',
    reason: 'cli opens the file of orders, flow reads it',
  },
  {
    from: 'src/cli/day-capture.ts',
    target: 'flow/eastern-time',
    reason: 'files have times with a date and an offset',
  },
];

/**
 * What may stand beside the rooms: the public entries of `src`, the threads' entries and the
 * benchmarks. They may import any room.
 */
export const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  src: [],
  workers: [],
  bench: ['tinybench', 'piscina', 'hdr-histogram-js', 'nodejs-order-book', 'node:*'],
};

const DRIVERS = [
  'src/session/',
  'src/fleet/',
  'src/threads/',
  'src/cli/',
  'src/scenarios/',
  'src/report/',
  'node:fs',
  'node:worker_threads',
];

/** What an entry must not reach, directly or through others: a library stays a library. */
export const UNREACHABLE: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': ['src/cli/', 'src/main.ts'],
  'src/testing.ts': ['src/cli/', 'src/main.ts'],
  'src/core.ts': DRIVERS,
  'src/risk.ts': DRIVERS,
  'src/metrics.ts': DRIVERS,
};

/** Folders of a room that do not import each other, types included. */
export const APART: readonly (readonly string[])[] = [
  ['src/fleet/server-thread/', 'src/fleet/venue-thread/'],
];

/** Files of `src` that only tests or benchmarks reach, with the reason why they are there. */
export const ORPHANS_ALLOWED: Readonly<Record<string, string>> = {};

/**
 * What each room holds, and what it deliberately does not know: the words of the table in
 * ARCHITECTURE.md.
 */
export const ROOM_TEXTS: Readonly<Record<string, { holds: string; unaware: string }>> = {
  base: {
    holds: 'errors of input, units, dates, seeded numbers, exp and ln that round alike everywhere',
    unaware: 'anything',
  },
  forms: {
    holds: 'the reader of all JSON of users, forms, settings',
    unaware: 'what the fields mean, files',
  },
  memory: {
    holds: 'columns on shared memory, digest, ring, waiting',
    unaware: 'what the columns mean',
  },
  orders: {
    holds: 'parents, children, fills, working sets, flows: tables, no decisions',
    unaware: 'who decides, who fills',
  },
  metrics: { holds: 'latency histograms, stalls, trends', unaware: 'what is measured' },
  deployment: {
    holds: 'the table of builds, flags, rollout, audit',
    unaware: 'what a behaviour does',
  },
  flow: {
    holds: 'where parents come from: generated, files, arrival schedules',
    unaware: 'servers',
  },
  market: { holds: 'universe, quotes, impact, venues, pauses', unaware: 'the firm' },
  ledger: { holds: 'positions, the error account', unaware: 'servers, parents' },
  router: {
    holds: 'parents → children, progress, a file for each behaviour',
    unaware: 'threads, time of day',
  },
  risk: { holds: 'gate, limits, credit, kill switch', unaware: 'who decided' },
  capture: {
    holds: 'children and fills on their way to files: tap, ring, Arrow and text',
    unaware: 'files',
  },
  server: { holds: 'one server and its turn', unaware: 'what drives it, files' },
  threads: {
    holds: 'thread pools, and how the failure of a thread travels',
    unaware: 'what the tasks are',
  },
  session: {
    holds: 'the simulated day and its result',
    unaware: 'scenario names, files, terminal',
  },
  fleet: {
    holds: 'the same servers live, on threads',
    unaware: 'the simulated day, files, terminal',
  },
  scenarios: {
    holds: 'stories, controls and calibrated inputs as data',
    unaware: 'how anything runs',
  },
  embed: {
    holds: 'the library’s door: `Engine`, and public functions that check their arguments',
    unaware: 'files, terminal',
  },
  report: { holds: 'result → text, JSON, CSV, page', unaware: 'files, terminal' },
  cli: {
    holds: 'a file for each command; the only room that opens files and prints',
    unaware: 'the hot path',
  },
};

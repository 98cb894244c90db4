/**
 * The rooms of `src`, lowest first, and what each may import: the table of ARCHITECTURE.md as data.
 * `may` names rooms, or the one file of a room that it may import (`market/quotes`). A room may
 * import itself, and may `import type` from any room below it, except across a wall.
 */
export interface Room {
  may: readonly string[];
  /** Rooms whose types it may import. If absent, these are all rooms below it. */
  types?: readonly string[];
  /** Rooms from which it must not import anything, not even types. */
  walls?: readonly string[];
  /** Packages and `node:` modules; `node:*` is any of them. */
  packages?: readonly string[];
}

const SERVER = [
  'base',
  'memory',
  'kernel',
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
  ...['base', 'memory', 'orders', 'metrics', 'deployment', 'flow', 'market', 'ledger'],
  ...['router', 'risk', 'server', 'capture', 'threads'],
];
const DAYS = ['session', 'fleet', 'scenarios', 'whatif'];

export const ROOMS: Readonly<Record<string, Room>> = {
  base: { may: [] },
  forms: { may: ['base'], packages: ['zod', 'jsonc-parser'] },
  memory: { may: ['base'] },
  kernel: { may: ['base', 'memory'] },
  orders: { may: ['base', 'memory'] },
  fix: { may: ['base'] },
  metrics: {
    may: ['base', 'memory'],
    types: [],
    packages: ['hdr-histogram-js', 'node:perf_hooks', 'node:zlib'],
  },
  deployment: { may: ['base', 'memory'], walls: ['router'] },
  flow: { may: ['base', 'orders'], walls: ['deployment'], packages: ['zod'] },
  market: { may: ['base', 'memory', 'kernel', 'orders'], walls: ['deployment', 'flow'] },
  ledger: {
    may: ['base', 'memory', 'orders', 'market/quotes', 'market/venues'],
    walls: ['deployment', 'flow'],
  },
  router: {
    may: ['base', 'memory', 'orders', 'deployment', 'market/quotes', 'market/venues'],
    walls: ['risk', 'ledger'],
  },
  risk: {
    may: ['base', 'memory', 'orders', 'market/quotes', 'market/mean-prices', 'ledger'],
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
  sweep: { may: ['base', 'forms'], types: ['session'], packages: ['zod', 'node:crypto'] },
  remote: {
    may: ['base', 'session', 'scenarios', 'sweep'],
    packages: [
      'zod',
      'node:crypto',
      'node:os',
      'node:timers/promises',
      'node:zlib',
      '@nats-io/transport-node',
      '@nats-io/jetstream',
      '@nats-io/kv',
      '@nats-io/obj',
    ],
  },
  whatif: { may: ['base', 'session', 'scenarios'] },
  drill: {
    may: [
      'base',
      'deployment/builds',
      'risk/stops/kill',
      'server/server',
      'session',
      'scenarios/act-subjects',
      'scenarios/runbooks',
    ],
  },
  wire: { may: ['base', 'fix'], types: [], packages: ['node:fs', 'node:net', 'node:tls'] },
  'order-entry': { may: ['base', 'fix', 'wire'], types: [], packages: ['zod'] },
  gateway: {
    may: [...BELOW_SESSION, 'fix', 'forms', 'fleet', 'wire', 'order-entry'],
    walls: ['session', 'scenarios'],
    packages: ['zod', 'node:tls'],
  },
  venue: {
    may: ['base', 'memory', 'orders', 'metrics', 'market', 'forms', 'fix', 'wire', 'order-entry'],
    types: [],
    walls: ['session', 'fleet', 'scenarios'],
    packages: ['zod', 'node:tls'],
  },
  embed: { may: [...BELOW_SESSION, ...DAYS, 'forms', 'order-entry', 'gateway', 'venue'] },
  target: {
    may: ['base', 'forms', 'fix', 'metrics', 'orders', 'flow', 'wire'],
    types: [],
    walls: ['gateway', 'fleet', 'session', 'scenarios'],
    packages: ['zod', 'node:tls'],
  },
  probe: {
    may: ['base', 'fix', 'risk/catalogue/catalogue', 'target'],
    walls: ['router', 'deployment', 'gateway', 'fleet', 'session', 'scenarios'],
  },
  oracle: {
    may: ['base', 'fix', 'metrics', 'orders', 'risk', 'server', 'embed', 'target'],
    walls: ['gateway'],
  },
  report: {
    may: ['base', 'forms', 'metrics', 'whatif/cells'],
    types: ['session', 'fleet', 'scenarios', 'sweep', 'drill', 'target', 'probe', 'oracle'],
    packages: ['fast-json-stringify', 'hdr-histogram-js', 'uplot', 'zod', 'node:crypto'],
  },
  bridge: {
    may: [
      'base',
      'forms',
      'risk/stops/authority',
      'scenarios/runbook-forms',
      'session/log/tell-acts',
      'session/session',
      'drill',
      'report/html/drill-page',
      'report/html/fill',
      'report/html/page',
      'report/html/style',
      'report/html/client/elements',
    ],
    packages: ['zod', 'node:http', 'node:net', 'node:events', 'node:crypto'],
  },
  cli: {
    may: [
      'base',
      'forms',
      'memory',
      'metrics',
      'deployment',
      'market/impact',
      'market/universe',
      'market/venues',
      'capture',
      'session',
      'fleet',
      'threads',
      'scenarios',
      'whatif',
      'sweep',
      'remote',
      'order-entry',
      'gateway',
      'venue',
      'target',
      'probe',
      'oracle',
      'report',
      'drill',
      'bridge',
    ],
    packages: ['apache-arrow', 'zod', '@duckdb/node-api', 'node:*'],
  },
};

/** Exceptions from the table: a file or a room (`src/cli/`), what it may import, and why. */
export const IMPORTS_ALLOWED: readonly { from: string; target: string; reason: string }[] = [
  ...['run', 'whatif', 'load'].map((name) => ({
    from: `src/cli/${name}.ts`,
    target: 'risk/gate/custom-checks',
    reason: 'custom checks are loaded and checked before anything runs',
  })),
  {
    from: 'src/cli/',
    target: 'risk/limits/layers',
    reason: 'an order file may name only accounts that have limits',
  },
  {
    from: 'src/cli/',
    target: 'flow/order-faults',
    reason: 'user text is escaped before it is shown',
  },
  {
    from: 'src/cli/order-source.ts',
    target: 'flow/order-file',
    reason: 'cli opens the order file, flow reads it',
  },
  {
    from: 'src/cli/day-capture.ts',
    target: 'flow/eastern-time',
    reason: 'event files have times with a date and an offset',
  },
];

/**
 * Code outside the rooms, with the packages that it may import: the public entries of `src`, the
 * threads' entries and the benchmarks. It may import any room.
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

/** Modules that an entry must not reach, directly or through others: a library stays a library. */
export const UNREACHABLE: Readonly<Record<string, readonly string[]>> = {
  'src/index.ts': ['src/cli/', 'src/main.ts'],
  'src/testing.ts': ['src/cli/', 'src/main.ts'],
  'src/core.ts': DRIVERS,
  'src/risk.ts': DRIVERS,
  'src/metrics.ts': DRIVERS,
  'src/fix.ts': [...DRIVERS.filter((name) => name !== 'node:fs'), 'node:net', 'node:tls'],
  'src/book.ts': DRIVERS,
};

/** Folders of a room that do not import each other, types included. */
export const APART: readonly (readonly string[])[] = [
  ['src/fleet/server-thread/', 'src/fleet/venue-thread/'],
];

/** Files of `src` that only tests or benchmarks reach, each with the reason for it. */
export const ORPHANS_ALLOWED: Readonly<Record<string, string>> = {};

/** Exports, as `path name`, that only tests use, each with the reason for it. */
export const EXPORTS_ALLOWED: Readonly<Record<string, string>> = {
  'src/risk/people.ts releaseParent':
    'the reset of executions-per-parent: the catalogue has it, no scenario or load does it yet',
  'src/target/reports.ts readReport': 'tests read what a target says; a load reads it by columns',
};

/** The words of the table in ARCHITECTURE.md: what a room holds and what it does not know. */
export const ROOM_TEXTS: Readonly<Record<string, { holds: string; unaware: string }>> = {
  base: {
    holds:
      'input errors with the nearest name, units, dates, seeded numbers, ' +
      'exp and ln that round alike everywhere',
    unaware: 'anything',
  },
  forms: {
    holds: 'the reader of all JSON that users write, forms, `--set`',
    unaware: 'what the fields mean, files',
  },
  memory: {
    holds: 'columns on shared memory, arenas, digest, ring, waiting',
    unaware: 'what the columns mean',
  },
  kernel: { holds: 'the hot path in AssemblyScript', unaware: 'how its columns come about' },
  orders: {
    holds: 'tables without decisions: parents, children, fills, working sets, flows',
    unaware: 'who decides, who fills',
  },
  fix: {
    holds: 'FIX 4.2 and 4.4: codec, dictionary, session, its stores',
    unaware: 'sockets, timers, files, what the messages mean',
  },
  metrics: { holds: 'latency histograms, stalls, trends', unaware: 'what is measured' },
  deployment: {
    holds: 'builds, flags, rollout, audit',
    unaware: 'what a behaviour does',
  },
  flow: {
    holds: 'the parents’ origin: generators, order files, arrival schedules',
    unaware: 'servers',
  },
  market: {
    holds: 'universe, quotes, impact, venues, pauses, the order book',
    unaware: 'the firm',
  },
  ledger: { holds: 'positions, the error account', unaware: 'servers, parents' },
  router: {
    holds: 'parents → children, progress, one file for each behaviour',
    unaware: 'threads, time of day',
  },
  risk: { holds: 'gate, limits, credit, kill switch', unaware: 'who decided' },
  capture: {
    holds: 'children and fills on their way to event files: tap, ring, Arrow, text',
    unaware: 'files',
  },
  server: { holds: 'one server and its turn', unaware: 'what drives it, files' },
  threads: {
    holds: 'thread pools, and how a thread’s failure reaches its caller',
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
    holds: 'stories, load profiles, controls, limits files and calibrated inputs as data',
    unaware: 'how anything runs',
  },
  whatif: {
    holds: 'what-ifs: sets of controls on days, run over the cores, read into rows',
    unaware: 'text, files, terminal',
  },
  drill: {
    holds: 'a day that people act in while it goes: acts, what they see, the debrief',
    unaware: 'pages, files, terminal',
  },
  bridge: {
    holds: 'the pages of a drill and their server: seats, streams, what it refuses',
    unaware: 'files, terminal',
  },
  sweep: {
    holds: 'plans of many days: their tasks by content, results by key, summary',
    unaware: 'how a day is run, files, terminal',
  },
  remote: {
    holds: 'days that run on other machines, over NATS JetStream',
    unaware: 'plans, files, terminal',
  },
  embed: {
    holds: 'the library’s door: `Engine`, and public functions that check their arguments',
    unaware: 'files, terminal',
  },
  wire: {
    holds: 'what drives FIX sessions: sockets, TLS, files of their stores',
    unaware: 'orders, terminal',
  },
  'order-entry': {
    holds: 'what all acceptors of FIX orders share: settings of sessions, refusals, reports',
    unaware: 'who works the orders, terminal',
  },
  gateway: {
    holds: 'clients’ orders between FIX sessions and the fleet',
    unaware: 'scenario names, terminal',
  },
  venue: {
    holds: 'order books behind FIX sessions, what came to them, and trouble on purpose',
    unaware: 'the firm, terminal',
  },
  target: {
    holds: 'somebody’s own gateway as a target: who may be loaded, clients, loads',
    unaware: 'profiles, terminal',
  },
  probe: {
    holds: 'examinations of somebody’s own gateway: which checks, by which orders, what was seen',
    unaware: 'files, terminal',
  },
  oracle: {
    holds: 'our own gate as the judge of somebody’s gateway: what leaked, what was refused wrongly',
    unaware: 'files, terminal',
  },
  report: { holds: 'result → text, JSON, CSV, page', unaware: 'files, terminal' },
  cli: {
    holds: 'one file for each command; the only room that opens files and prints',
    unaware: 'the hot path',
  },
};

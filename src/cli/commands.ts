import type { CommandEntry } from './command.js';

/** The commands, each loaded on call. `--help` needs nothing beyond this file. */
export const COMMANDS: Readonly<Record<string, CommandEntry>> = {
  run: {
    about: 'simulate a day and compare it with the findings',
    load: async () => (await import('./run.js')).RUN,
  },
  whatif: {
    about: 'run the day again with each control, over the cores',
    load: async () => (await import('./whatif.js')).WHATIF,
  },
  drill: {
    about: 'you have the bridge: the morning on a page, and what you do',
    load: async () => (await import('./drill.js')).DRILL,
  },
  tune: {
    about: 'bounds that let normal days through, as a limits file',
    load: async () => (await import('./tune.js')).TUNE,
  },
  sweep: {
    about: 'every day of a plan, on this machine or in shards',
    load: async () => (await import('./sweep.js')).SWEEP,
  },
  worker: {
    about: 'runs days for other machines over NATS',
    load: async () => (await import('./worker.js')).WORKER,
  },
  load: {
    about: 'servers on worker threads, in real time: throughput and latency',
    load: async () => (await import('./load.js')).LOAD,
  },
  gateway: {
    about: 'FIX sessions in front of the servers',
    load: async () => (await import('./gateway.js')).GATEWAY_COMMAND,
  },
  venue: {
    about: 'an emulated exchange behind FIX sessions',
    load: async () => (await import('./venue.js')).VENUE_COMMAND,
  },
  probe: {
    about: 'examine the risk checks of your own gateway over FIX',
    load: async () => (await import('./probe.js')).PROBE,
  },
  replay: {
    about: 'play the record of a load again',
    load: async () => (await import('./replay.js')).REPLAY,
  },
  report: {
    about: 'the page of a run, load or matrix: report.html',
    load: async () => (await import('./report.js')).REPORT,
  },
  query: {
    about: 'ask a run’s folder in SQL',
    load: async () => (await import('./query.js')).QUERY,
  },
  limits: {
    about: 'check a limits file and show the resulting limits',
    load: async () => (await import('./limits.js')).LIMITS,
  },
  bench: {
    about: 'benchmarks of a clone, and against another revision',
    load: async () => (await import('./bench.js')).BENCH,
  },
  compare: {
    about: 'two files of bench --save: faster, slower, same',
    load: async () => (await import('./compare.js')).COMPARE,
  },
  list: {
    about: 'scenarios, load profiles and controls',
    load: async () => (await import('./list.js')).LIST,
  },
  completion: {
    about: 'a script that completes smars in bash, zsh or fish',
    load: async () => (await import('./completion.js')).completionOf(COMMANDS),
  },
  schema: {
    about: 'the JSON Schema of a scenario file',
    load: async () => (await import('./schema.js')).SCHEMA,
  },
};

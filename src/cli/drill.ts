import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import { startBridge } from '../bridge/bridge.js';
import { exportPage } from '../bridge/export-page.js';
import { SPEED_MAX } from '../bridge/pace.js';
import { openSeats, type Seat } from '../bridge/seats.js';
import { BRIDGE_STYLE } from '../bridge/style.js';
import { type Debrief, makeDebrief, type RunDays, replayDrill } from '../drill/debrief.js';
import { type Drill, drillScenario, type Note, openDrill } from '../drill/drill.js';
import { filesOf } from '../drill/files.js';
import { parseForm, type ZodForm } from '../forms/form.js';
import { describeDebrief } from '../report/drill-text.js';
import { count } from '../report/format.js';
import { parseScenario } from '../scenarios/parse.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { daysOnThreads } from '../session/session-pool.js';
import { LOOPBACK } from './address.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  integerFlag,
  type Terminal,
  textFlag,
} from './command.js';
import { readText } from './file-text.js';
import { durationFlag } from './load-arrivals.js';
import { checkPlaces, Outputs, placesOf, writeFolder, writeWhole } from './output.js';
import { Progress } from './progress.js';
import { debriefShell, renderDrillPage } from './report-page.js';
import { readScenario, SCENARIO_FLAGS } from './scenario-source.js';

/** Reads a script of a page, as the build bundles it. */
const readScript = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../bridge/${name}.js`, import.meta.url)), 'utf8');
const DAY_SECONDS = 86_400;
const PORT_MAX = 65_535;

export const DRILL: Command = {
  name: 'drill',
  about:
    'You have the bridge: a page in the browser on which the morning runs, with what its people ' +
    'could see and do. What you do is written as a scenario that smars run plays again.',
  operands: '[SCENARIO | FILE.json]',
  operandsMax: 1,
  flags: {
    ...SCENARIO_FLAGS,
    speed: {
      type: 'string',
      value: 'N',
      about: `how many times faster than life, 1 to ${SPEED_MAX} (default 1); the page changes it`,
    },
    port: { type: 'string', value: 'N', about: 'the page’s port (default: a free one)' },
    out: {
      type: 'string',
      value: 'DIR',
      about: 'leave scenario.json, drill.json and debrief.html in a new folder',
    },
    duration: {
      type: 'string',
      value: 'TIME',
      about: 'end after so long by the clock on the wall (default: with the day, or Ctrl-C)',
    },
    roles: {
      type: 'boolean',
      about: 'a page for each of desk, operations, risk officer and exchange liaison',
    },
    trainer: {
      type: 'boolean',
      about: 'a page for a trainer: what is true, pace, injects and notes',
    },
    score: {
      type: 'string',
      value: 'DIR',
      about: 'make the debrief of a drill’s folder again, from its scenario',
    },
    export: {
      type: 'string',
      value: 'FILE.html',
      about: 'write a page that runs the drill in the browser itself, without a server',
    },
    json: { type: 'boolean', about: 'the debrief as JSON' },
  },
  examples: [
    'smars drill',
    'smars drill --speed 60 --out drills/monday',
    'smars drill knight-2012-rollback --roles --trainer',
    'smars drill --score drills/monday --json',
    'smars drill --export bridge.html',
  ],

  async run(flags, operands, terminal) {
    const speed = integerFlag(flags, 'speed', 1, SPEED_MAX) ?? 1;
    const port = integerFlag(flags, 'port', 0, PORT_MAX) ?? 0;
    const seconds = durationFlag(flags, 'duration', 0.1, DAY_SECONDS);
    const out = textFlag(flags, 'out');
    const scored = textFlag(flags, 'score');
    const file = textFlag(flags, 'export');
    if (file !== undefined) refuseIdle(flags, 'export', LIVE_FLAGS);
    if (scored !== undefined) refuseLive(flags, operands);
    const original = scored === undefined ? readScenario(operands[0], flags) : storyOf(scored);
    const kinds = { score: 'input', out: 'folder', export: 'file' } as const;
    checkPlaces(placesOf(flags, kinds, operands), terminal);
    if (file !== undefined) return exportDrill(file, original, speed, terminal);
    const { drill, debrief } =
      scored === undefined
        ? await holdDrill({ original, seats: seatsOf(flags), speed, port, seconds }, terminal)
        : await scoreFolder(scored, original, terminal);
    const outputs = new Outputs();
    if (out !== undefined) await outputs.attempt(() => writeDrill(out, original, drill, debrief));
    terminal.answer(
      flags.json === true ? `${JSON.stringify(debrief, null, 2)}\n` : describeDebrief(debrief),
    );
    return outputs.end(EXIT.GOOD, terminal);
  },
};

const seatsOf = ({ roles, trainer }: FlagValues): Seat[] =>
  openSeats({ roles: roles === true, trainer: trainer === true });

interface Held {
  readonly original: Scenario;
  readonly seats: readonly Seat[];
  readonly speed: number;
  readonly port: number;
  readonly seconds: number | undefined;
}

/** A drill that is over, with its debrief. */
interface Ended {
  readonly drill: Drill;
  readonly debrief: Debrief;
}

/** Serves the pages of a drill until it is over. */
async function holdDrill(
  { original, seats, speed, port, seconds }: Held,
  terminal: Terminal,
): Promise<Ended> {
  const drill = openDrill(drillScenario(original));
  const ending = new AbortController();
  const end = (): void => ending.abort();
  terminal.interrupted.addEventListener('abort', end, { once: true });
  if (terminal.interrupted.aborted) end();
  let debrief: Debrief | undefined;
  const rest = new Progress(terminal);
  const bridge = await startBridge({
    drill,
    seats,
    page: { script: readScript('client'), style: BRIDGE_STYLE },
    host: LOOPBACK,
    port,
    speed,
    signal: ending.signal,
    onStep: (fraction) => rest.show(fraction, 'the rest of the day, without people'),
    debrief: async () => {
      rest.end();
      terminal.tell('the drill is over; the days beside it are run\n');
      debrief = await debriefOf(drill, original, terminal);
      return renderDrillPage(debrief);
    },
  });
  const base = `http://${LOOPBACK}:${bridge.port}`;
  for (const { name, token } of seats) terminal.tell(`${name}: ${base}/${name}/#${token}\n`);
  terminal.tell('it waits for Begin on the page; Ctrl-C ends the drill\n');
  const timer = seconds === undefined ? undefined : setTimeout(end, seconds * 1000);
  try {
    await bridge.ended;
    if (!ending.signal.aborted) await stayOpen(terminal, ending.signal);
  } finally {
    clearTimeout(timer);
    bridge.close();
  }
  return { drill, debrief: debrief! };
}

/** Keeps the pages open for the debrief, until Ctrl-C or the end of the time. */
async function stayOpen(terminal: Terminal, signal: AbortSignal): Promise<void> {
  terminal.tell('the debrief is on the page; Ctrl-C ends\n');
  await new Promise<void>((done) => {
    signal.addEventListener('abort', () => done(), { once: true });
  });
}

/** Plays the drill of a folder again, and makes its debrief. */
async function scoreFolder(folder: string, original: Scenario, terminal: Terminal): Promise<Ended> {
  const progress = new Progress(terminal);
  const drill = await replayFolder(folder, (fraction) => progress.show(fraction, 'the drill'));
  progress.end();
  return { drill, debrief: await debriefOf(drill, original, terminal) };
}

/** Makes the debrief of a drill. Days that take long show how far they are. */
async function debriefOf(drill: Drill, original: Scenario, terminal: Terminal): Promise<Debrief> {
  const progress = new Progress(terminal);
  try {
    return await makeDebrief(drill, original, runDays(terminal), (fraction) =>
      progress.show(fraction, 'the day with nothing done'),
    );
  } finally {
    progress.end();
  }
}

/** Returns what runs the days beside a drill over the cores. */
const runDays =
  (terminal: Terminal): RunDays =>
  async (days) => {
    const progress = new Progress(terminal);
    const tasks = days.map(({ spec }) => ({ spec, withoutDigest: true }));
    const results: DayResult[] = [];
    const run = daysOnThreads({});
    try {
      for await (const { task, result } of run(tasks, tasks.length)) {
        results[task] = result;
        progress.showDone(Object.keys(results).length, tasks.length, 'days beside the drill');
      }
    } finally {
      progress.end();
    }
    return results;
  };

/** Flags of a drill that this command holds. */
const LIVE_FLAGS = ['port', 'duration', 'roles', 'trainer', 'out', 'score', 'json'];
/** Flags that a debrief made again has no use for. */
const BEGIN_FLAGS = ['seed', 'set', 'speed', 'port', 'duration', 'roles', 'trainer'];

/** Writes a drill as one page. */
async function exportDrill(
  path: string,
  story: Scenario,
  speed: number,
  terminal: Terminal,
): Promise<number> {
  const page = exportPage(story, speed, {
    script: readScript('alone'),
    engine: readScript('engine-thread'),
    style: BRIDGE_STYLE,
    debrief: debriefShell(),
  });
  const outputs = new Outputs();
  await outputs.attempt(() => {
    writeWhole(path, '--export', page);
    const kilobytes = Math.ceil(Buffer.byteLength(page) / 1000);
    terminal.answer(`${path}: ${count(kilobytes)} kB; open it in a browser\n`);
  });
  return outputs.end(EXIT.GOOD, terminal);
}

function refuseIdle(flags: FlagValues, by: string, names: readonly string[]): void {
  const idle = names.find((name) => flags[name] !== undefined);
  if (idle !== undefined) throw new InputError(`--${by}: --${idle} has no effect with it`);
}

function refuseLive(flags: FlagValues, operands: readonly string[]): void {
  refuseIdle(flags, 'score', BEGIN_FLAGS);
  if (operands.length > 0)
    throw new InputError(`--score: the scenario ${operands[0]} has no effect with it`);
}

/** The story that the drill of a folder began with. */
const storyOf = (folder: string): Scenario =>
  parseScenario(readText(join(folder, 'story.json')), join(folder, 'story.json'));

/** Plays the drill of a folder again, with the notes that were taken. */
function replayFolder(folder: string, onStep: (fraction: number) => void): Promise<Drill> {
  const path = join(folder, 'scenario.json');
  const played = parseScenario(readText(path), path);
  if (played.runbook === undefined)
    throw new InputError(`${path}: runbook: is missing; a drill leaves one`);
  const notes = join(folder, 'notes.json');
  return replayDrill(
    played,
    parseForm(NOTES, readText(notes, 'the notes of a drill'), notes).value,
    onStep,
  );
}

const NOTES: ZodForm<readonly Note[]> = {
  what: 'notes of a drill',
  schema: z.array(z.strictObject({ seconds: z.number(), text: z.string() })),
};

function writeDrill(path: string, story: Scenario, drill: Drill, debrief: Debrief): void {
  const page = ['debrief.html', renderDrillPage(debrief)] as const;
  writeFolder(path, [...filesOf(story, drill, debrief), page]);
}

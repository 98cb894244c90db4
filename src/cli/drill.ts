import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InputError } from '../base/input-error.js';
import { startBridge } from '../bridge/bridge.js';
import { exportPage } from '../bridge/export-page.js';
import { SPEED_MAX } from '../bridge/pace.js';
import { openSeats, type Seat } from '../bridge/seats.js';
import { BRIDGE_STYLE } from '../bridge/style.js';
import type { Debrief } from '../drill/debrief.js';
import { type Drill, drillScenario, openDrill } from '../drill/drill.js';
import { filesOf } from '../drill/files.js';
import { describeDebrief } from '../report/drill-text.js';
import { count } from '../report/format.js';
import { describeGroups } from '../report/groups-text.js';
import type { Scenario } from '../scenarios/schema.js';
import { LOOPBACK } from './address.js';
import {
  type Command,
  EXIT,
  type FlagValues,
  integerFlag,
  type Terminal,
  textFlag,
} from './command.js';
import { debriefOf } from './drill-debrief.js';
import { compareFolders, replayFolder, storyOf } from './drill-folder.js';
import { durationFlag } from './load-arrivals.js';
import { checkPlaces, Outputs, placesOf, writeFolder, writeWhole } from './output.js';
import { Progress } from './progress.js';
import { debriefShell, renderDrillPage, renderGroupsPage } from './report-page.js';
import { readScenario, SCENARIO_FLAGS } from './scenario-source.js';

/** Reads a script of a page, as the build bundles it. */
const readScript = (name: string): string =>
  readFileSync(fileURLToPath(new URL(`../bridge/${name}.js`, import.meta.url)), 'utf8');
const DAY_SECONDS = 86_400;
const PORT_MAX = 65_535;
/** Drills that are laid over each other. */
const GROUPS_MAX = 32;

export const DRILL: Command = {
  name: 'drill',
  about:
    'You have the bridge: a page in the browser on which the morning runs, with what its people ' +
    'could see and do. What you do is written as a scenario that smars run plays again.',
  operands: '[SCENARIO | FILE.json | --score DIR DIR...]',
  operandsMax: GROUPS_MAX,
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
      about:
        'a page for a trainer: what is true, pace, injects and notes; with --export, a part of ' +
        'the page',
    },
    score: {
      type: 'string',
      value: 'DIR',
      about:
        'make the debrief of a drill’s folder again, from its scenario; of several folders, ' +
        'compare the groups',
    },
    export: {
      type: 'string',
      value: 'FILE.html',
      about: 'write a page that runs the drill in the browser itself, without a server',
    },
    controls: {
      type: 'boolean',
      about: 'the debrief also says what each control would have done, as smars whatif has it',
    },
    json: { type: 'boolean', about: 'the debrief as JSON' },
  },
  examples: [
    'smars drill',
    'smars drill --speed 60 --out drills/monday',
    'smars drill knight-2012-rollback --roles --trainer',
    'smars drill --score drills/monday --controls --json',
    'smars drill --score drills/red drills/blue --out drills/both',
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
    if (scored !== undefined && operands.length > 0)
      return scoreGroups([scored, ...operands], flags, terminal);
    if (operands.length > 1)
      throw new InputError(`one scenario at a time, not ${operands.join(', ')}`);
    if (scored !== undefined) refuseIdle(flags, 'score', BEGIN_FLAGS);
    const original = scored === undefined ? readScenario(operands[0], flags) : storyOf(scored);
    const kinds = { score: 'input', out: 'folder', export: 'file' } as const;
    checkPlaces(placesOf(flags, kinds, operands), terminal);
    const hasTrainer = flags.trainer === true;
    if (file !== undefined)
      return exportDrill(file, { story: original, speed, hasTrainer }, terminal);
    const hasControls = flags.controls === true;
    const { drill, debrief } =
      scored === undefined
        ? await holdDrill(
            { original, seats: seatsOf(flags), speed, port, seconds, hasControls },
            terminal,
          )
        : await scoreFolder(scored, original, hasControls, terminal);
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
  readonly hasControls: boolean;
}

/** A drill that is over, with its debrief. */
interface Ended {
  readonly drill: Drill;
  readonly debrief: Debrief;
}

/** Serves the pages of a drill until it is over. */
async function holdDrill(
  { original, seats, speed, port, seconds, hasControls }: Held,
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
      debrief = await debriefOf(drill, original, hasControls, terminal);
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
async function scoreFolder(
  folder: string,
  original: Scenario,
  hasControls: boolean,
  terminal: Terminal,
): Promise<Ended> {
  const drill = await replayFolder(folder, terminal);
  return { drill, debrief: await debriefOf(drill, original, hasControls, terminal) };
}

/** Compares the drills of several folders. */
async function scoreGroups(
  folders: readonly string[],
  flags: FlagValues,
  terminal: Terminal,
): Promise<number> {
  refuseIdle(flags, 'score DIR DIR', [...BEGIN_FLAGS, 'controls']);
  checkPlaces(placesOf(flags, { out: 'folder' }, folders), terminal);
  const compared = await compareFolders(folders, terminal);
  const json = `${JSON.stringify(compared, null, 2)}\n`;
  const outputs = new Outputs();
  const out = textFlag(flags, 'out');
  if (out !== undefined)
    await outputs.attempt(() =>
      writeFolder(out, [
        ['groups.json', json],
        ['groups.html', renderGroupsPage(compared)],
      ]),
    );
  terminal.answer(flags.json === true ? json : describeGroups(compared));
  return outputs.end(EXIT.GOOD, terminal);
}

/** Flags of a drill that this command holds. */
const LIVE_FLAGS = ['port', 'duration', 'roles', 'out', 'score', 'controls', 'json'];
/** Flags that a debrief made again has no use for. */
const BEGIN_FLAGS = ['seed', 'set', 'speed', 'port', 'duration', 'roles', 'trainer'];

/** Writes a drill as one page. */
async function exportDrill(
  path: string,
  begin: Parameters<typeof exportPage>[0],
  terminal: Terminal,
): Promise<number> {
  const page = exportPage(begin, {
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

function writeDrill(path: string, story: Scenario, drill: Drill, debrief: Debrief): void {
  const page = ['debrief.html', renderDrillPage(debrief)] as const;
  writeFolder(path, [...filesOf(story, drill, debrief), page]);
}

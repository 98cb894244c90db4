import * as z from 'zod';
import { InputError } from '../../base/input-error.js';
import { parseTimeOfDay } from '../../base/units.js';
import { parseForm, type ZodForm } from '../../forms/form.js';
import { RUNS_MAX, typicalRun } from './runs.js';
import {
  counted,
  FIGURE_MAX,
  figure,
  type LoadSummary,
  SUMMARY_FORM,
  type Summary,
} from './summary-form.js';

const reference = z.looseObject({
  source: z.string(),
  parents: counted,
  executions: counted,
  shares: figure,
  stocks: counted,
  longStocks: counted,
  shortStocks: counted,
  longDollars: figure,
  shortDollars: figure,
  stocksMoved5: counted,
  stocksMoved10: counted,
  lossDollars: figure,
  alerts: counted,
  tape: z
    .looseObject({
      source: z.string(),
      stocksPaused: counted,
      stocksBusted: counted,
      largestRisePercent: figure,
      largestThreeSecondPercent: figure,
      fastestSharesPerSecond: figure,
      primarySharesByTen: figure,
    })
    .optional(),
});
const findings = z.looseObject({
  by: z.string(),
  source: z.string(),
  figures: z.array(z.looseObject({ of: z.string(), value: figure })),
});
const STORY = z.looseObject({
  title: z.string(),
  description: z.string(),
  seed: counted.optional(),
  reference: reference.optional(),
  excess: z.string().optional(),
  findings: findings.optional(),
});
const PATHS = z
  .looseObject({
    version: z.literal(1),
    atNs: z.array(figure),
    lossDollars: z.array(figure),
    stocks: z.array(
      z.looseObject({
        symbol: z.string(),
        midDollars: z.array(figure),
        moved: figure,
        volumeShare: figure,
        errorShares: figure,
      }),
    ),
  })
  .superRefine(({ atNs, lossDollars, stocks }, context) => {
    const columns = [
      ['lossDollars', lossDollars] as const,
      ...stocks.map(({ midDollars }, i) => [`stocks.${i}.midDollars`, midDollars] as const),
    ];
    for (const [path, column] of columns) {
      const message = `has ${column.length} values; atNs has ${atNs.length}`;
      if (column.length !== atNs.length)
        context.addIssue({
          code: 'custom',
          path: path.split('.').map((key) => (/^\d/.test(key) ? Number(key) : key)),
          message,
        });
    }
  });

const PATHS_FORM: ZodForm<z.infer<typeof PATHS>> = {
  what: "paths.json of a run's folder",
  schema: PATHS,
};

type Story = z.infer<typeof STORY>;
export type Paths = z.infer<typeof PATHS>;

/** The columns of a CSV by name. Times of day are seconds since the bell. */
export type ColumnsByName = ReadonlyMap<string, readonly number[]>;

/**
 * A folder that run, load or whatif left, as the page reads it: its summary, its story, and further
 * files where they exist. The files may hold more than the page reads.
 */
export interface Folder<Of extends Summary = Summary> {
  readonly name: string;
  readonly summary: Of;
  readonly story: Story;
  readonly timeline: ColumnsByName | undefined;
  readonly paths: Paths | undefined;
  /** The texts of `latency/<stage>.hgrm` over all servers, by stage. */
  readonly latency: ReadonlyMap<string, string>;
  /** The text of `latency/intervals.hlog`. */
  readonly intervals: string | undefined;
  /** The loads of `smars load --repeat`: `summary` has their medians, `latency` is of them all. */
  readonly runs?: readonly LoadSummary[];
}

/** The latency stages of a load, in the order in which an order passes them. */
export const STAGES = ['accepted', 'decision', 'response', 'gate', 'roundTrip', 'kill'] as const;

type Read = (file: string) => string | undefined;

/**
 * Reads a folder. `read` returns the text of a file by its name in the folder, or `undefined` where
 * there is no such file. The InputError names the file, the place in it and the reason.
 */
export function readFolder(name: string, read: Read): Folder {
  const text = read('summary.json');
  if (text === undefined) {
    const runs = read('runs.json');
    if (runs !== undefined) return readRuns(name, runs, read);
    throw new InputError(
      `${name}: has no summary.json; smars run, load and whatif leave one with --out DIR`,
    );
  }
  const summary = parseForm(SUMMARY_FORM, text, `${name}/summary.json`).value;
  const timeline = read('timeline.csv');
  const paths = read('paths.json');
  return {
    name,
    summary,
    story: readStory(name, summary, read),
    timeline:
      timeline === undefined
        ? undefined
        : readColumns(`${name}/timeline.csv`, timeline, TIMELINES[summary.command]),
    paths:
      paths === undefined ? undefined : parseForm(PATHS_FORM, paths, `${name}/paths.json`).value,
    latency: readLatency(read),
    intervals: read('latency/intervals.hlog'),
  };
}

function readStory(name: string, summary: Summary, read: Read): Story {
  const isLoad = summary.command === 'load';
  const about = isLoad ? 'profile.json' : 'scenario.json';
  const told = read(about);
  if (told === undefined)
    return { title: isLoad ? summary.profile : summary.scenario, description: '' };
  const what = isLoad ? 'load profile' : 'scenario';
  return parseForm({ what, schema: STORY }, told, `${name}/${about}`).value;
}

function readLatency(read: Read): Folder['latency'] {
  const texts = STAGES.map((stage) => [stage, read(`latency/${stage}.hgrm`)] as const);
  return new Map(
    texts.filter((pair): pair is [(typeof STAGES)[number], string] => pair[1] !== undefined),
  );
}

const RUNS: ZodForm<{ folders: string[] }> = {
  what: 'runs.json of smars load --repeat',
  schema: z.looseObject({
    version: z.literal(1),
    command: z.literal('load'),
    folders: z
      .array(z.string().regex(/^run-[0-9]+$/))
      .min(1)
      .max(RUNS_MAX),
  }),
};

/** Reads the folder of `smars load --repeat`: the summary of each run, and the latencies of all. */
function readRuns(name: string, text: string, read: Read): Folder<LoadSummary> {
  const { folders } = parseForm(RUNS, text, `${name}/runs.json`).value;
  const runs = folders.map((folder): LoadSummary => {
    const told = read(`${folder}/summary.json`);
    const place = `${name}/${folder}/summary.json`;
    if (told === undefined) throw new InputError(`${place}: is missing; ${name}/runs.json has it`);
    const summary = parseForm(SUMMARY_FORM, told, place).value;
    if (summary.command !== 'load')
      throw new InputError(`${place}: is of smars ${summary.command}, not of smars load`);
    return summary;
  });
  const summary = typicalRun(runs);
  return {
    name,
    summary,
    story: readStory(name, summary, read),
    timeline: undefined,
    paths: undefined,
    latency: readLatency(read),
    intervals: undefined,
    runs,
  };
}

/** The columns that the timeline of each command must have. */
const TIMELINES: Readonly<Record<Summary['command'], readonly string[]>> = {
  run: ['time', 'pnl_at_mid_usd', 'long_usd', 'short_usd'],
  load: ['seconds', 'parents', 'children', 'refused', 'executions', 'queued', 'in_flight'],
  whatif: [],
};

/** Reads a CSV of numbers without quotes, such as timeline.csv. */
export function readColumns(file: string, text: string, needed: readonly string[]): ColumnsByName {
  const [head, ...lines] = text.trimEnd().split('\n');
  const names = head!.split(',');
  const missing = needed.find((name) => !names.includes(name));
  if (missing !== undefined) throw new InputError(`${file}: line 1: has no column '${missing}'`);
  const columns = names.map(() => new Array<number>(lines.length));
  lines.forEach((line, row) => {
    const cells = line.split(',');
    if (cells.length !== names.length)
      throw new InputError(
        `${file}: line ${row + 2} has ${cells.length} cells; ` +
          `${names.length} are named in the first line`,
      );
    cells.forEach((text, column) => {
      const value = /^\d\d:\d\d:\d\d/.test(text) ? parseTimeOfDay(text) / 1e9 : Number(text);
      if (text === '' || !(Math.abs(value) <= FIGURE_MAX))
        throw new InputError(
          `${file}: line ${row + 2}: ${names[column]} is '${text}'; must be a number`,
        );
      columns[column]![row] = value;
    });
  });
  return new Map(names.map((name, column) => [name, columns[column]!]));
}

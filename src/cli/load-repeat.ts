import { emptyPoints, type PointHistograms } from '../fleet/main-thread/meter.js';
import type { FleetSpec } from '../fleet/spec.js';
import { mergeHistogram } from '../metrics/histogram.js';
import { typicalMetrics } from '../report/html/runs.js';
import { type LimitsInForce, tellLimits } from '../report/limits-text.js';
import { FleetExposition } from '../report/load-exposition.js';
import { measureLoad } from '../report/load-metrics.js';
import { describeRuns, type RepeatedRun } from '../report/runs-text.js';
import { judgeThresholds, type Threshold } from '../report/thresholds.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { EXIT, type FlagValues, interruptName, type Terminal, textFlag } from './command.js';
import { describeConditions, readConditions, readInvocation } from './conditions.js';
import { describeArrivals } from './load-arrivals.js';
import { LoadFolder, latencyFiles } from './load-folder.js';
import { junitOf, summariseLoad } from './load-summary.js';
import { Outputs, writeFolder, writeWhole } from './output.js';
import { readVersion } from './version.js';
import { runWatched } from './watched-load.js';

/** `smars load --repeat`: the same load several times, for intervals of its figures. */

interface Repeated {
  readonly flags: FlagValues;
  readonly limits: LimitsInForce;
  readonly thresholds: readonly Threshold[];
  readonly terminal: Terminal;
}

type Files = [name: string, text: string][];

/** The loads that are complete. */
interface Done {
  readonly runs: RepeatedRun[];
  readonly summaries: ReturnType<typeof summariseLoad>[];
  /** The files of each load, in a folder of its own. */
  readonly files: Files;
  /** The latencies of all loads. */
  readonly merged: PointHistograms;
}

/**
 * Runs a load `times` times, writes the files and prints the outcome; returns the exit code. A
 * threshold is breached if one run breaches it. A load that a signal ends is left out.
 */
export async function repeatLoad(
  profile: LoadProfile,
  spec: FleetSpec,
  times: number,
  asked: Repeated,
): Promise<number> {
  const { flags, limits, terminal } = asked;
  const done = await runAll(profile, spec, times, asked);
  const { runs, merged, files } = done;
  if (runs.length === 0) return EXIT.INTERRUPTED;
  const answer = answerOf(profile, done);
  const outputs = new Outputs();
  const [out, junit] = [textFlag(flags, 'out'), textFlag(flags, 'junit')];
  if (out !== undefined)
    await outputs.attempt(() =>
      writeRuns(out, profile, answer, [...latencyFiles('', merged), ...files]),
    );
  if (junit !== undefined)
    await outputs.attempt(() => writeWhole(junit, '--junit', junitOf(profile, runs)));
  const conditions = [
    ...describeConditions(readConditions()),
    `limits ${tellLimits(limits, 'the profile')}`,
    `arrivals: ${describeArrivals(spec)}; seed ${spec.seed}; each load ${spec.durationSeconds} s ` +
      `after ${spec.warmupSeconds} s of warm-up`,
  ];
  const { title } = profile;
  terminal.answer(
    flags.json === true
      ? `${JSON.stringify(answer, null, 2)}\n`
      : describeRuns({ title, conditions, runs, merged, screen: terminal.screen }),
  );
  const held = runs.every(({ outcomes }) => outcomes.every((outcome) => outcome.held));
  if (runs.length === times) return outputs.end(held ? EXIT.GOOD : EXIT.BREACH, terminal);
  terminal.tell(
    `ended by ${interruptName(terminal)} in run ${runs.length + 1} of ${times}; ` +
      'the loads before it are complete\n',
  );
  return outputs.end(EXIT.INTERRUPTED, terminal);
}

async function runAll(
  profile: LoadProfile,
  spec: FleetSpec,
  times: number,
  { flags, limits, thresholds, terminal }: Repeated,
): Promise<Done> {
  const out = textFlag(flags, 'out');
  const [conditions, arrivals] = [readConditions(), describeArrivals(spec)];
  const done: Done = { runs: [], summaries: [], files: [], merged: emptyPoints() };
  for (let n = 1; n <= times; n++) {
    const name = `run-${n}`;
    const folder = out === undefined ? undefined : new LoadFolder(`${out}/${name}`);
    const exposition = new FleetExposition({ version: readVersion(), command: 'load' });
    const { result, ended } = await runWatched(spec, {
      thresholds,
      abortOnFail: false,
      folder,
      exposition,
      capture: undefined,
      terminal,
      name: `run ${n} of ${times}`,
    });
    if (ended === 'interrupted') break;
    const outcomes = judgeThresholds(thresholds, measureLoad(result));
    const summary = {
      ...summariseLoad(profile, result, outcomes, conditions, arrivals),
      limits,
      ...(spec.arrivals.kind === 'replay' && { ordersDate: spec.arrivals.flow.date ?? null }),
    };
    done.runs.push({ result, outcomes });
    done.summaries.push(summary);
    for (const [point, histogram] of Object.entries(done.merged))
      mergeHistogram(histogram, result.latency.merged[point as keyof PointHistograms]);
    const own = await folder?.filesOf(summary, profile, result, { metrics: exposition.families() });
    for (const [file, text] of own ?? []) done.files.push([`${name}/${file}`, text]);
  }
  return done;
}

/** What runs.json and --json tell. */
function answerOf({ name }: LoadProfile, { summaries }: Done): object {
  return {
    version: 1,
    command: 'load',
    profile: name,
    invocation: readInvocation(),
    folders: summaries.map((_, n) => `run-${n + 1}`),
    runs: summaries.map(({ seconds, endedBy, steadiness, metrics, stalls, thresholds }) => ({
      seconds,
      endedBy,
      steadiness,
      metrics,
      stalls,
      thresholds,
    })),
    medians: typicalMetrics(summaries.map(({ metrics }) => metrics)),
  };
}

async function writeRuns(
  out: string,
  profile: LoadProfile,
  answer: object,
  others: Files,
): Promise<void> {
  const files: Files = [
    ['runs.json', `${JSON.stringify(answer, null, 2)}\n`],
    ['profile.json', `${JSON.stringify(profile, null, 2)}\n`],
    ...others,
  ];
  const { pageOfFiles } = await import('./report-page.js');
  files.push(['report.html', pageOfFiles(out, files)]);
  writeFolder(out, files);
}

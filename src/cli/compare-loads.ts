import { InputError } from '../base/input-error.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { count, wrap } from '../report/format.js';
import type { Folder } from '../report/html/folder.js';
import {
  differencesOfFolders,
  differencesOfKnees,
  type FolderDifference,
} from '../report/html/folder-differences.js';
import type { KneeFolder } from '../report/html/knee-form.js';
import type { LoadSummary } from '../report/html/summary-form.js';
import { compareKnees, describeKneeComparison } from '../report/knee-comparison.js';
import {
  checkJudged,
  compareLoads,
  describeLoadComparison,
  isLoadRegression,
  judgedFigures,
} from '../report/load-comparison.js';
import { EXIT, type Terminal } from './command.js';
import { readFolders } from './read-folders.js';

/** `smars compare` of two folders that `smars load` left. */

interface Asked {
  readonly paths: readonly [a: string, b: string];
  /** The metrics to judge, if the user named any. */
  readonly judged: readonly string[];
  readonly json: boolean;
}

/** Compares two folders of loads, or of searches for a knee; returns the exit code. */
export function compareLoadFolders(asked: Asked, terminal: Terminal): number {
  checkJudged(asked.judged);
  const found = readFolders(asked.paths);
  if ('knees' in found) return compareSearches(found.knees, asked, terminal);
  if ('target' in found) throw new InputError(`${found.target.name}: compare takes two folders`);
  const loads = found.folders.map((folder) => {
    const { command } = folder.summary;
    if (command !== 'load')
      throw new InputError(
        `${folder.name}: is of smars ${command}; smars compare takes folders of smars load, and ` +
          'smars report compares runs',
      );
    return folder as Folder<LoadSummary>;
  });
  return compareRuns(loads, asked, terminal);
}

function compareRuns(
  loads: readonly Folder<LoadSummary>[],
  { paths, judged, json }: Asked,
  terminal: Terminal,
): number {
  const [a, b] = loads.map(({ runs, summary }) => runs ?? [summary]) as [
    readonly LoadSummary[],
    readonly LoadSummary[],
  ];
  const comparison = compareLoads(
    a.map(({ metrics }) => metrics),
    b.map(({ metrics }) => metrics),
    judged.length === 0 ? undefined : judged,
  );
  if (comparison.rows.length === 0)
    throw new InputError(`smars compare: ${paths.join(' and ')} have no figure in common`);
  const differences = differencesOfFolders(loads);
  const stalls = [stallsOf(a), stallsOf(b)];
  if (json) answerJson(terminal, paths, { kind: 'loads', ...comparison, stalls, differences });
  else {
    const compared = describeLoadComparison(comparison, { a: paths[0], b: paths[1] });
    const unsteady = [tellUnsteady('A', a), tellUnsteady('B', b)].filter((told) => told !== '');
    const [ofA, ofB] = stalls.map(tellStalls);
    const told = `Stalls of the machine: A ${ofA}; B ${ofB}.`;
    const notes = [...unsteady, wrap(told, 80), tellFolderDifferences(differences)];
    terminal.answer(`${compared}\n${notes.join('\n')}\n`);
  }
  if (judgedFigures(comparison) > 0) return isLoadRegression(comparison) ? EXIT.BREACH : EXIT.GOOD;
  terminal.tell(
    'smars compare: nothing was judged: it takes three runs of each load or more, and four for ' +
      '95 %; smars load --repeat 5 --out DIR makes five\n',
  );
  return EXIT.USAGE;
}

function compareSearches(
  knees: readonly KneeFolder[],
  { paths, judged, json }: Asked,
  terminal: Terminal,
): number {
  if (judged.length > 0)
    throw new InputError('--judge goes with folders of loads; of searches the knee is judged');
  const [a, b] = knees as [KneeFolder, KneeFolder];
  const comparison = compareKnees(a.knee, b.knee);
  const differences = differencesOfKnees(knees);
  if (json) answerJson(terminal, paths, { kind: 'knees', ...comparison, differences });
  else {
    const names = { a: paths[0], b: paths[1] };
    const compared = describeKneeComparison(comparison, a.knee.metric, names);
    terminal.answer(`${compared}\n${tellFolderDifferences(differences)}\n`);
  }
  if (comparison.verdict !== 'not known')
    return comparison.verdict === 'worse' ? EXIT.BREACH : EXIT.GOOD;
  terminal.tell('smars compare: nothing was judged: a search was interrupted or found no knee\n');
  return EXIT.USAGE;
}

function answerJson(terminal: Terminal, files: readonly string[], told: object): void {
  const answer = { version: 1, command: 'compare', files, ...told };
  terminal.answer(`${JSON.stringify(answer, null, 2)}\n`);
}

interface Stalls {
  readonly over1ms: number;
  readonly largestNs: number;
}

function stallsOf(runs: readonly LoadSummary[]): Stalls {
  const threads = runs.flatMap(({ stalls }) => stalls.threads);
  return {
    over1ms: threads.reduce((sum, { over1ms }) => sum + over1ms, 0),
    largestNs: Math.max(0, ...threads.map(({ largestNs }) => largestNs)),
  };
}

const tellStalls = ({ over1ms, largestNs }: Stalls): string =>
  `${count(over1ms)} above 1 ms, the longest ${formatLatency(largestNs)}`;

function tellUnsteady(side: string, runs: readonly LoadSummary[]): string {
  const numbers = runs.flatMap(({ steadiness }, n) =>
    steadiness?.isSteady === true ? [] : [String(n + 1)],
  );
  if (numbers.length === 0) return '';
  return wrap(
    `NOT STEADY, or too short to tell: run ${numbers.join(', ')} of ${side}: ` +
      'do not use these percentiles.',
    80,
  );
}

function tellFolderDifferences(differences: readonly FolderDifference[]): string {
  if (differences.length === 0) return 'Nothing differed in settings, machine and version.';
  const told = differences.map(
    ({ group, field, values }) =>
      `${group} ${field} ${values.map((value) => value ?? 'not set').join(' → ')}`,
  );
  return wrap(`What differed: ${told.join('; ')}.`, 80);
}

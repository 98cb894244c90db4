import { besideLegend, describeBeside, withoutBeside } from '../report/beside.js';
import {
  count,
  DOLLAR_FORMS,
  median,
  offBy,
  showLoss,
  table,
  tellApart,
  usd,
  wrap,
} from '../report/format.js';
import {
  costsLegend,
  describeCosts,
  describeMatrix,
  describeNormal,
  describeValues,
  matrixLegend,
  normalLegend,
} from '../report/matrix.js';
import { CHOSEN_RULES, calibratedInputsOf } from '../scenarios/calibration.js';
import type { OneFirm } from '../scenarios/one-firm.js';
import type { Scenario } from '../scenarios/schema.js';
import { TUNED_KNIGHT } from '../scenarios/tuned-knight.js';
import type { MatrixRow } from '../whatif/cells.js';
import { AS_CALIBRATED, type Question } from './whatif-sets.js';

/** A minimal set, with its largest loss over the seeds. */
interface MinimalSet {
  readonly controls: readonly string[];
  readonly lossDollarsMax: number;
}

/** The minimal sets of limited size that keep the loss below a bound. */
export interface MinimalSets {
  readonly boundDollars: number;
  readonly sets: readonly MinimalSet[];
}

/** Most controls of a minimal set: a desk that needs four together has none that works. */
export const SET_SIZE_MAX = 3;

/** The matrix as text: effect, cost and settings of each control, and the minimal sets. */
export function describeAnswer(
  scenario: Scenario,
  asked: Question,
  all: readonly MatrixRow[],
  minimal: MinimalSets | undefined,
): string {
  const rows = withoutBeside(all);
  const runs = all.reduce((sum, row) => sum + row.seeds.length, 0);
  const files = asked.days.length;
  const days =
    files === 0 ? '' : ` of ${count(files)} ${files === 1 ? 'day' : 'days'} of own orders`;
  const heading = wrap(
    `${scenario.title}: ${count(runs)} runs${days}, seeds from ${scenario.seed}`,
    80,
  );
  if (asked.isSensitivity) return `${heading}\n\n${describeSensitivity(scenario, rows)}\n`;
  const parts = [
    heading,
    ...(asked.firm === undefined ? [] : [wrap(describeFirm(asked.firm), 80)]),
    describeMatrix(rows),
    matrixLegend(scenario.excess),
    describeCosts(rows, asked.penaltyDollars),
    costsLegend(asked.penaltyDollars),
    ...(asked.withNormal ? [describeNormal(rows), normalLegend()] : []),
    ...(asked.withNormal
      ? asked.normalMorning.leftOut.map((text) => wrap(`The normal day is without ${text}.`, 80))
      : []),
    ...(asked.limitsOf === 'both' ? [describeBeside(all), besideLegend()] : []),
    describeValues(rows),
    ...describeTuned(rows),
  ];
  if (minimal !== undefined) parts.push(describeMinimal(minimal));
  return `${parts.join('\n\n')}\n`;
}

/** Says which limits were tuned, on what. */
function describeTuned(rows: readonly MatrixRow[]): string[] {
  const tuned = rows.filter(({ limits }) => limits === 'tuned').length;
  if (tuned === 0) return [];
  const { normal, seeds, tolerance, margin } = TUNED_KNIGHT;
  const days = `${seeds.length} ${seeds.length === 1 ? 'day' : 'days'}`;
  const text =
    `${count(tuned)} ${tuned === 1 ? 'control has its limit' : 'controls have their limits'} ` +
    `tuned on ${days} of ${normal}: tolerance ${tolerance}, margin ${margin}. The others, and ` +
    'all with --limits-of catalogue, have those of the scenario or the catalogue.';
  return [wrap(text, 80)];
}

function describeFirm({ bad, normal }: OneFirm): string {
  const { stocks, others } = bad.universe;
  return (
    `One firm: the bad day has the orders of ${normal.name} beside its own, and both days the ` +
    `same ${count(bad.deployment.rollout.servers)} servers and ${count(stocks)} stocks, ` +
    `${count(others!.firstPlace)} of ${bad.name} and ${count(stocks - others!.firstPlace)} of ` +
    `${normal.name}.`
  );
}

function describeMinimal({ boundDollars, sets }: MinimalSets): string {
  const bound = usd(boundDollars);
  const size = `at most ${SET_SIZE_MAX} controls`;
  const heading = `Minimal sets that keep the loss below ${bound}, of ${size}`;
  if (sets.length === 0) return `${heading}: none.`;
  const rows = sets.map(({ controls, lossDollarsMax }) => [
    controls.join(' + '),
    lossDollarsMax < 0
      ? showLoss(lossDollarsMax)
      : tellApart(lossDollarsMax, boundDollars, DOLLAR_FORMS)[0],
  ]);
  return `${heading}\n${table(['controls', 'loss at most'], rows, ['left', 'right'])}`;
}

function describeSensitivity(scenario: Scenario, rows: readonly MatrixRow[]): string {
  const loss = (row: MatrixRow): number => median(row.seeds.map(({ cell }) => cell.lossDollars));
  const base = rows.find(({ name }) => name === AS_CALIBRATED);
  const change = (row: MatrixRow): string =>
    base === undefined ? '–' : offBy(loss(row), loss(base));
  const body = rows.map((row) => [row.name, showLoss(loss(row)), row === base ? '' : change(row)]);
  const reasons = [...calibratedInputsOf(scenario), ...CHOSEN_RULES].map(
    ({ path, reason, source }) => `${path}\n${wrap(`${reason} Source: ${source}.`, 80, '  ')}`,
  );
  const moves = table(['input', 'loss', 'change'], body, ['left', 'right', 'right']);
  return `${moves}\n\n${reasons.join('\n')}`;
}

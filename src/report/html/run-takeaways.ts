import { NS_PER_SECOND } from '../../base/units.js';
import { showLoss, usd } from '../format.js';
import type { Folder } from './folder.js';
import type { Section } from './model.js';
import { type Chance, lossAt, plural, showSpan } from './narrative.js';
import { markedLoss } from './run-charts.js';
import type { RunSummary } from './summary-form.js';

/** The takeaways of a run. */
export function pointSection(
  { summary: { result }, paths, timeline }: Folder<RunSummary>,
  chances: readonly Chance[],
): Section {
  const { runaway, loss, servers, checks } = result;
  const points: string[] = [];
  const builds = new Set(servers.map(({ build }) => build));
  if (builds.size > 1)
    points.push(
      `One fleet ran ${builds.size} builds. ` +
        'Comparing builds before the bell asks one question of each server, ' +
        'and would have shown it.',
    );
  const early = chances.filter(({ executions }) => executions === 0);
  if (early.length > 0)
    points.push(
      `${plural(early.length, 'sign')} came before the first excess execution. ` +
        `Acting on any of them would have cost nothing: ${early[0]!.text}.`,
    );
  if (
    runaway.firstNs !== null &&
    paths !== undefined &&
    paths.atNs.length > 0 &&
    runaway.unmatchedExecutions > 0
  ) {
    const first = runaway.firstNs;
    const after = [60, 300, 900]
      .filter((s) => first + s * NS_PER_SECOND < runaway.lastNs!)
      .map((s) => `${showLoss(lossAt(paths, first + s * NS_PER_SECOND)!)} after ${showSpan(s)}`);
    if (after.length > 0)
      points.push(
        `A stop would have limited the loss to ${after.join(', ')}; ` +
          `the whole of it is ${showLoss(loss.totalDollars)}.`,
      );
  }
  const marked =
    paths === undefined ? [] : markedLoss(paths, timeline).filter((dollars) => dollars !== null);
  const best = Math.min(0, ...marked);
  if (-best > 0.01 * loss.totalDollars && loss.totalDollars > 0)
    points.push(
      'Marked at the quotes, which its own orders moved, ' +
        `the error account showed a profit of up to ${usd(-best)} while the loss grew.`,
    );
  const warned = checks.filter(({ breaches, refused }) => breaches > 0 && refused === 0);
  if (warned.length > 0)
    points.push(
      `${warned.map(({ name }) => name).join(', ')} saw it and refused nothing. ` +
        'A check that refuses would have acted at the first breach.',
    );
  if (runaway.unmatchedExecutions > 0 && checks.every(({ breaches }) => breaches === 0))
    points.push(
      'No pre-trade check was breached, because none of those that were on could see it. ' +
        'smars whatif runs this day again with each of them.',
    );
  if (runaway.unmatchedExecutions === 0)
    points.push('Nothing was executed beyond what was ordered.');
  return { id: 'points', title: 'Takeaways', lead: '', blocks: [{ kind: 'points', points }] };
}

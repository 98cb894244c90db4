import type { GroupComparison } from '../drill/groups.js';
import { count, showLoss, table } from './format.js';
import { showSince, showStopped } from './since.js';

/** Drills of several groups in the terminal. */
export function describeGroups({ title, seed, groups, nothing }: GroupComparison): string {
  const rows = groups.map(({ name, outcome, score }) => [
    name,
    showLoss(outcome.lossDollars),
    count(outcome.unmatched),
    count(score.customerExecutionsLost),
    showSince(score.firstLookSeconds),
    showSince(score.rightServerSeconds),
    showStopped(score),
  ]);
  const { lossDollars, unmatched } = nothing.outcome;
  const columns = ['group', 'loss', 'for nobody', 'lost', 'first look', 'right server', 'stopped'];
  const untouched = ['nothing done', showLoss(lossDollars), count(unmatched), '0', '–', '–', '–'];
  const aligns = ['left', ...Array.from({ length: 6 }, () => 'right' as const)] as const;
  return (
    `${title}, seed ${seed}\n\n${table(columns, [...rows, untouched], [...aligns])}\n` +
    'lost: customers’ executions that the stop cost; times count from the first signal\n'
  );
}

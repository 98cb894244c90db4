import { formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import type { DayOutcome, Debrief } from '../drill/debrief.js';
import { type Align, count, showLoss, table, usd } from './format.js';

const COLUMNS = ['day', 'loss', 'held', 'for nobody', 'customers', 'until'];
const ALIGNS: readonly Align[] = ['left', 'right', 'right', 'right', 'right', 'right'];

/** The debrief of a drill in the terminal: what it came to, beside what else could have been. */
export function describeDebrief({
  title,
  drill,
  beside,
  controls = [],
  score,
  acts,
  digest,
}: Debrief): string {
  const rows = [drill, ...beside, ...controls].map(rowOf);
  const done = acts.filter(({ came }) => came === 'done').length;
  const first =
    score.firstSignalSeconds === null
      ? 'no signal came'
      : `the first signal came at ${clockOf(score.firstSignalSeconds)}`;
  const wrong = score.wrongActs.map((act) => `made it worse: ${act}\n`).join('');
  return (
    `${title}\n\n${table(COLUMNS, rows, ALIGNS)}\n` +
    `${first}; ${count(acts.length)} acts asked for, ${count(done)} done\n${wrong}` +
    `digest ${digest}\n`
  );
}

const clockOf = (seconds: number): string => formatTimeOfDay(seconds * NS_PER_SECOND);

function rowOf({
  name,
  lossDollars,
  heldDollars,
  unmatched,
  customerExecutions,
  lastSeconds,
}: DayOutcome) {
  return [
    name,
    showLoss(lossDollars),
    usd(heldDollars),
    count(unmatched),
    count(customerExecutions),
    lastSeconds === null ? '–' : clockOf(lastSeconds),
  ];
}

import { formatLatency } from '../metrics/histogram-files.js';
import type { DropResult } from '../oracle/drop.js';
import type { OracleResult } from '../oracle/judge.js';
import type { KillResult } from '../oracle/kills.js';
import type { BothEnds } from '../oracle/verdicts.js';
import { count, table, usd, wrap } from './format.js';

/** What came to the venue behind a target, and what our own gate says of it, as text. */

const WIDTH = 80;

/** Describes both ends of a load; `limits` says which limits the oracle has. */
export function describeBothEnds(ends: BothEnds, limits: string | undefined): string[] {
  const { oracle } = ends;
  const parts = [describeArrivals(ends)];
  if (oracle === undefined) return parts;
  parts.push(describeJudgement(oracle, limits ?? ''), describeChecks(oracle));
  parts.push(describeOvershoot(oracle), ...oracle.kills.map(describeKill));
  if (oracle.drop !== undefined) parts.push(describeDrop(oracle.drop));
  return parts.filter((part) => part !== '');
}

function describeArrivals({ counts, missing }: BothEnds): string {
  const { arrived, byTag, byTerms, ambiguous, again, strangers, refused } = counts;
  const rows: [string, number][] = [
    ['orders of the load', arrived],
    ['  found by a tag', byTag],
    ['  found by symbol, side, quantity and price', byTerms],
    ['    where another order has the same', ambiguous],
    ['accepted by the target, and not here', missing],
    ['orders that came once more', again],
    ['orders that are none of the load', strangers],
    ['orders that the venue refused', refused],
    ['cancels', counts.cancels],
    ['replaces', counts.replaces],
  ];
  return shownCounts('came to the venue', rows, new Set(['orders of the load']));
}

function describeJudgement(oracle: OracleResult, limits: string): string {
  const rows: [string, number][] = [
    ['let through', oracle.letThrough],
    ['  LEAKS: the limits refuse them', oracle.leaks],
    ['  undecided', oracle.undecidedLeaks],
    ['refused', oracle.refused],
    ['  true refusals', oracle.trueRefusals],
    ['  false refusals: the limits allow them', oracle.falseRefusals],
    ['  undecided', oracle.undecidedRefusals],
    ['neither, so not judged', oracle.unjudged],
  ];
  const always = new Set([
    'let through',
    '  LEAKS: the limits refuse them',
    'refused',
    '  true refusals',
    '  false refusals: the limits allow them',
  ]);
  return `${wrap(limits, WIDTH)}\n${shownCounts('judged by our own gate', rows, always)}`;
}

function shownCounts(
  title: string,
  rows: readonly [string, number][],
  always: ReadonlySet<string>,
): string {
  const shown = rows.filter(([name, n]) => n > 0 || always.has(name));
  return table(
    [title, 'count'],
    shown.map(([name, n]) => [name, count(n)]),
    ['left', 'right'],
  );
}

function describeChecks({ checks }: OracleResult): string {
  if (checks.length === 0) return '';
  return table(
    ['check', 'leaks', 'refused by both'],
    checks.map(({ check, leaks, refused }) => [check, count(leaks), count(refused)]),
    ['left', 'right', 'right'],
  );
}

function describeOvershoot({ overshoot, first }: OracleResult): string {
  const { orders, shares, dollars: sum, mostDollars, firstSeconds } = overshoot;
  if (firstSeconds === undefined) return '';
  const text =
    `Overshoot: from the first breach at ${firstSeconds.toFixed(3)} s on, ${count(orders)} ` +
    `orders for ${count(shares)} shares and ${usd(sum)} leaked; at most ${usd(mostDollars)} of ` +
    'it was working or executed at once.';
  const lines = first.map(
    ({ check, atSeconds, quantity, limitTicks }) =>
      `  ${atSeconds.toFixed(3)} s  ${count(quantity)} at ${usd(limitTicks / 10_000)}  ${check}`,
  );
  return [wrap(text, WIDTH), 'The first leaks:', ...lines].join('\n');
}

function describeKill(kill: KillResult): string {
  const { atSeconds, answerNs, lastArrivalNs, underWay, racing, after, left } = kill;
  const answer =
    answerNs === undefined ? 'had no answer' : `answered in ${formatLatency(answerNs)}`;
  const last =
    lastArrivalNs === undefined
      ? 'no order came after it'
      : `the last order came to the venue ${formatLatency(lastArrivalNs)} after it`;
  const racers = racing === 0 ? '' : `, ${count(racing)} were sent before its answer`;
  const text =
    `Kill at ${atSeconds.toFixed(3)} s: ${answer}; ${last}. After it came ${count(underWay)} ` +
    `orders that were under way${racers}, and ${count(after)} that it must stop ` +
    `(${usd(kill.afterDollars)}). ${count(left)} orders from before it were left open.`;
  return wrap(text, WIDTH);
}

function describeDrop(drop: DropResult): string {
  const { atSeconds, lastArrivalNs, lastEndNs, after, ended, left } = drop;
  const last =
    lastArrivalNs === undefined
      ? 'no order came to the venue after it'
      : `the last order came to the venue ${formatLatency(lastArrivalNs)} after it`;
  const end = lastEndNs === undefined ? '' : `, the last ${formatLatency(lastEndNs)} after it`;
  const text =
    `Lines cut at ${atSeconds.toFixed(3)} s: ${last}. After it ${count(after)} orders came ` +
    `(${usd(drop.afterDollars)}) and ${count(ended)} ended${end}; ${count(left)} were left open ` +
    `(${usd(drop.leftDollars)}).`;
  return wrap(text, WIDTH);
}

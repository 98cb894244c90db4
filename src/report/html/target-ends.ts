import { count, usd } from '../format.js';
import { countCell, tableOf, textCell, usdCell } from './cells.js';
import type { Block, Cell, Section } from './model.js';
import { plural } from './narrative.js';
import type { TargetSummary } from './target-form.js';
import { showLatency } from './units.js';

/** What the venue behind a target saw, and what our own gate says of it, on a page. */

type Oracle = NonNullable<TargetSummary['oracle']>;

const TICKS_PER_DOLLAR = 10_000;

/** What leaked, by check, and what came after the first breach, after kills and after a drop. */
export function leakSection({ oracle }: TargetSummary): Section | undefined {
  if (oracle === undefined) return undefined;
  const { overshoot } = oracle;
  const lead =
    overshoot.firstSeconds === undefined
      ? 'No order was let through that the limits refuse.'
      : `From the first breach at ${overshoot.firstSeconds.toFixed(3)} s on, ` +
        `${plural(overshoot.orders, 'order')} for ${count(overshoot.shares)} shares and ` +
        `${usd(overshoot.dollars)} leaked; at most ${usd(overshoot.mostDollars)} of it was ` +
        'working or executed at once.';
  const blocks: Block[] = [
    { kind: 'facts', facts: [['limits', oracle.limits]] },
    {
      kind: 'table',
      table: tableOf('Judged by our own gate', ['orders', '>count'], judged(oracle)),
    },
  ];
  if (oracle.checks.length > 0) blocks.push({ kind: 'table', table: checkTable(oracle) });
  if (oracle.first.length > 0) blocks.push({ kind: 'table', table: firstTable(oracle) });
  if (oracle.kills.length > 0) blocks.push({ kind: 'table', table: killTable(oracle) });
  if (oracle.drop !== undefined) blocks.push({ kind: 'table', table: dropTable(oracle.drop) });
  return { id: 'leaks', title: 'Leaks', lead, blocks };
}

function judged(oracle: Oracle): Cell[][] {
  const rows: [string, number][] = [
    ['let through', oracle.letThrough],
    ['leaks: the limits refuse them', oracle.leaks],
    ['leaks, undecided', oracle.undecidedLeaks],
    ['refused', oracle.refused],
    ['true refusals', oracle.trueRefusals],
    ['false refusals: the limits allow them', oracle.falseRefusals],
    ['refusals, undecided', oracle.undecidedRefusals],
    ['neither, so not judged', oracle.unjudged],
  ];
  const isAlways = (name: string): boolean => !/undecided|not judged/.test(name);
  return rows
    .filter(([name, n]) => n > 0 || isAlways(name))
    .map(([name, n]) => [
      textCell(name),
      {
        ...countCell(n),
        ...(name.startsWith('leaks:') && n > 0 ? { tone: 'alarm' as const } : {}),
      },
    ]);
}

function checkTable({ checks }: Oracle) {
  const most = Math.max(1, ...checks.map(({ leaks }) => leaks));
  const rows = checks.map(({ check, leaks, refused }): Cell[] => [
    textCell(check),
    { ...countCell(leaks), ...(leaks > 0 ? { bar: leaks / most, tone: 'alarm' as const } : {}) },
    countCell(refused),
  ]);
  return tableOf('By check', ['check', '>leaks', '>refused by both'], rows, true);
}

function firstTable({ first }: Oracle) {
  const rows = first.map(({ check, atSeconds, quantity, limitTicks }): Cell[] => [
    textCell(check),
    { text: `${atSeconds.toFixed(3)} s`, sort: atSeconds },
    countCell(quantity),
    limitTicks === 0 ? textCell('market') : usdCell(limitTicks / TICKS_PER_DOLLAR),
  ]);
  return tableOf('The first leaks', ['check', '>at', '>shares', '>limit'], rows);
}

const since = (ns: number | undefined, otherwise: string): Cell =>
  ns === undefined ? textCell(otherwise) : { text: showLatency(ns), sort: ns };

function dropTable(drop: NonNullable<Oracle['drop']>) {
  const row: Cell[] = [
    { text: `${drop.atSeconds.toFixed(3)} s`, sort: drop.atSeconds },
    since(drop.lastArrivalNs, 'none came'),
    countCell(drop.after),
    usdCell(drop.afterDollars),
    countCell(drop.ended),
    since(drop.lastEndNs, 'none ended'),
    { ...countCell(drop.left), ...(drop.left > 0 ? { tone: 'alarm' as const } : {}) },
    usdCell(drop.leftDollars),
  ];
  const names = [
    '>lines cut at',
    '>last order after',
    '>came after',
    '>dollars of these',
    '>ended after',
    '>last end after',
    '>left open',
    '>dollars left',
  ];
  return tableOf('Orders that came after the lines were cut', names, [row]);
}

function killTable({ kills }: Oracle) {
  const rows = kills.map((kill): Cell[] => [
    { text: `${kill.atSeconds.toFixed(3)} s`, sort: kill.atSeconds },
    since(kill.answerNs, 'no answer'),
    since(kill.lastArrivalNs, 'none came'),
    countCell(kill.underWay),
    countCell(kill.racing),
    { ...countCell(kill.after), ...(kill.after > 0 ? { tone: 'alarm' as const } : {}) },
    usdCell(kill.afterDollars),
    countCell(kill.left),
  ]);
  const names = [
    '>kill at',
    '>answered after',
    '>last order after',
    '>under way',
    '>racing',
    '>must be stopped',
    '>dollars of these',
    '>left open',
  ];
  return tableOf('Orders that came after a kill', names, rows);
}

/** The counts of the venue, by the names of the summary. */
const VENUE: readonly (readonly [name: string, title: string])[] = [
  ['arrived', 'orders of the load'],
  ['byTag', 'found by a tag'],
  ['byTerms', 'found by symbol, side, quantity and price'],
  ['ambiguous', 'of these, another order has the same'],
  ['missing', 'accepted by the target, and not here'],
  ['again', 'orders that came once more'],
  ['strangers', 'orders that are none of the load'],
  ['refused', 'orders that the venue refused'],
  ['cancels', 'cancels'],
  ['replaces', 'replaces'],
];
/** Counts that are a difference between both ends. */
const DIFFERENT = new Set(['missing', 'again', 'strangers']);

/** What came to the venue, and how that differs from what was sent. */
export function venueSection({ venue }: TargetSummary): Section | undefined {
  if (venue === undefined) return undefined;
  const rows = VENUE.map(([name, title]) => [name, title, venue[name] ?? 0] as const)
    .filter(([name, , n]) => n > 0 || name === 'arrived' || DIFFERENT.has(name))
    .map(([name, title, n]): Cell[] => [
      textCell(title),
      { ...countCell(n), ...(n > 0 && DIFFERENT.has(name) ? { tone: 'alarm' as const } : {}) },
    ]);
  const differs = [...DIFFERENT].reduce((sum, name) => sum + (venue[name] ?? 0), 0);
  return {
    id: 'venue',
    title: 'At the venue',
    lead:
      differs === 0
        ? 'Both ends agree: every order that was accepted came, and came once.'
        : `${plural(differs, 'difference')} between both ends.`,
    blocks: [{ kind: 'table', table: tableOf('What came', ['orders', '>count'], rows) }],
  };
}

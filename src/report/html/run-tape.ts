import { formatTimeOfDay } from '../../base/units.js';
import {
  EXTREMES_HEAD,
  extremeRows,
  TAPE_HEAD,
  type TapeShown,
  tapeRows,
  tellTape,
} from '../tape-text.js';
import { countCell, tableOf, textCell, usdCell } from './cells.js';
import type { Folder } from './folder.js';
import type { Block, Cell, Section } from './model.js';
import type { RunSummary } from './summary-form.js';

type Tape = NonNullable<RunSummary['result']['tape']>;

/**
 * How far stocks moved and where trading stopped; the named stocks beside the tape; each pause and
 * each stock with busted trades.
 */
export function tapeSection({
  summary: { result },
  story,
}: Folder<RunSummary>): Section | undefined {
  const { tape } = result;
  if (tape === undefined) return undefined;
  const text: Block = { kind: 'text', paragraphs: [tellTape(tape as TapeShown)] };
  const stops = [...pauseTable(tape), ...bustTable(tape)];
  if (story.reference === undefined || tape.stocks.length === 0)
    return { id: 'tape', title: 'Moves, pauses and busts', lead: '', blocks: [text, ...stops] };
  const rows = tapeRows(tape as TapeShown).map((row, n) => [
    ...row.map(textCell),
    textCell(tape.stocks[n]!.tape.source),
  ]);
  const extremes = extremeRows(story, tape as TapeShown).map((row) => row.map(textCell));
  return {
    id: 'tape',
    title: 'Tape against run',
    lead: 'What documents say of single stocks that morning, beside this run.',
    blocks: [
      text,
      { kind: 'table', table: tableOf('Extremes', [...EXTREMES_HEAD], extremes) },
      { kind: 'table', table: tableOf('Named stocks', [...TAPE_HEAD, 'source'], rows) },
      ...stops,
    ],
  };
}

const timeCell = (ns: number): Cell => ({ text: formatTimeOfDay(ns), sort: ns });
const priceCell = (price: number): Cell => ({ text: `$${price.toFixed(2)}`, sort: price });

function pauseTable({ pauseList = [] }: Tape): Block[] {
  if (pauseList.length === 0) return [];
  const rows = pauseList.map(({ symbol, startNs, endNs, priceDollars, reason }) => [
    textCell(symbol),
    timeCell(startNs),
    timeCell(endNs),
    priceCell(priceDollars),
    textCell(reason),
  ]);
  const names = ['stock', '>from', '>until', '>price', 'reason'];
  return [{ kind: 'table', table: tableOf('Pauses', names, rows, true) }];
}

function bustTable({ bustList = [] }: Tape): Block[] {
  if (bustList.length === 0) return [];
  const rows = bustList.map(({ symbol, referenceDollars, priceDollars, shares, cashDollars }) => [
    textCell(symbol),
    priceCell(referenceDollars),
    priceCell(priceDollars),
    countCell(shares),
    usdCell(cashDollars),
  ]);
  const names = ['stock', '>opening print', '>furthest price', '>net shares', '>net cash'];
  return [{ kind: 'table', table: tableOf('Busted trades', names, rows, true) }];
}

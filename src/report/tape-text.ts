import type { TapeResult } from '../session/result/tape.js';
import { type Extremes, extremesOf, type Told } from './figures.js';
import { type Align, count, fixed, offBy, table, wrap } from './format.js';

const WIDTH = 80;

/** The parts of a result's tape that tables show, from a run or from its saved file. */
export type TapeShown = Pick<
  TapeResult,
  | 'pauses'
  | 'stocksPaused'
  | 'stocksBusted'
  | 'largestRisePercent'
  | 'largestFallPercent'
  | 'largestThreeSecondPercent'
  | 'stocks'
> &
  Extremes;

/** The heads of the columns of `tapeRows`. */
export const TAPE_HEAD = [
  'stock',
  'moved',
  'tape',
  'paused',
  'tape',
  'busted',
  'tape',
  'shares/s',
  'volumes',
] as const;

const signed = (percent: number): string =>
  `${percent < 0 ? '−' : '+'}${fixed(Math.abs(percent), Math.abs(percent) < 100 ? 1 : 0)} %`;
const yesNo = (is: boolean): string => (is ? 'yes' : 'no');
const told = <T>(value: T | undefined, show: (value: T) => string): string =>
  value === undefined ? '–' : show(value);

/** A row for each named stock: the run beside what documents say. */
export function tapeRows({ stocks }: Pick<TapeShown, 'stocks'>): string[][] {
  return stocks.map(({ symbol, openDollars, highDollars, lowDollars, tape, ...stock }) => {
    const up = 100 * (highDollars / openDollars - 1);
    const down = 100 * (lowDollars / openDollars - 1);
    return [
      symbol,
      signed(up >= -down ? up : down),
      told(tape.movePercent, signed),
      String(stock.pauses),
      told(tape.pauses, (pauses) => (pauses === 0 ? '0' : `≥ ${pauses}`)),
      yesNo(stock.busted),
      told(tape.busted, yesNo),
      count(Math.round(stock.sharesPerSecond)),
      fixed(stock.dailyVolumes, 1),
    ];
  });
}

/** How prices moved and where trading stopped, in a sentence. */
export function tellTape(tape: TapeShown): string {
  return (
    `Prices rose by ${fixed(tape.largestRisePercent, 0)} % and fell by ` +
    `${fixed(tape.largestFallPercent, 0)} % at most, and moved by ` +
    `${fixed(tape.largestThreeSecondPercent, 0)} % within three seconds. ` +
    `Pauses: ${count(tape.pauses)} in ${count(tape.stocksPaused)} stocks; ` +
    `trades busted in ${count(tape.stocksBusted)}.`
  );
}

/** The extremes of the day beside what documents say of them, in rows. */
export function extremeRows(told: Told, tape: TapeShown): string[][] {
  return extremesOf(told, tape).map(({ name, value, show, reference }) => [
    name,
    show(value),
    ...(reference === undefined ? ['–', '–'] : [show(reference), offBy(value, reference)]),
  ]);
}

/** The heads of the columns of `extremeRows`. */
export const EXTREMES_HEAD = ['extremes', 'this run', 'the tape', 'off by'] as const;

/** Tape against run, as text; empty where the universe has no named stocks. */
export function describeTape(told: Told, tape: TapeShown): string {
  if (tape.stocks.length === 0) return '';
  const aligns: Align[] = ['left', ...TAPE_HEAD.slice(1).map((): Align => 'right')];
  const note =
    'volumes: the firm’s shares as a multiple of the stock’s daily volume. Sources are in the ' +
    'JSON of the run.';
  const rows = table([...TAPE_HEAD], tapeRows(tape), aligns);
  const right: Align = 'right';
  const extremes = table([...EXTREMES_HEAD], extremeRows(told, tape), [
    'left',
    right,
    right,
    right,
  ]);
  return (
    `${wrap(`Tape against run. ${tellTape(tape)}`, WIDTH)}\n\n${extremes}\n\n` +
    `${rows}\n${wrap(note, WIDTH)}`
  );
}

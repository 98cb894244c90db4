import { NS_PER_SECOND } from '../../base/units.js';
import { count, fixed } from '../format.js';
import type { ColumnsByName, Folder, Paths } from './folder.js';
import type { Chart, Series, Tone } from './model.js';
import type { RunSummary } from './summary-form.js';

type RunFolder = Folder<RunSummary>;

/** Points of the small line on a server's card. */
const LINE_POINTS = 90;
const PALETTE: readonly Tone[] = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];

/** The colour of the n-th of several compared series. */
export function toneAt(n: number): Tone {
  return PALETTE[n % PALETTE.length]!;
}

/**
 * The charts of orders a second by server, exposure and loss. The loss has the samples of the
 * paths, the others the seconds of the timeline.
 */
export function exposureCharts(folder: RunFolder): Chart[] {
  const { timeline, paths, summary } = folder;
  const charts: Chart[] = [];
  const column = (name: string): readonly number[] => timeline?.get(name) ?? [];
  const x = column('time');
  if (x.length > 1) {
    const over = { axis: 'clock', isLog: false, linked: true, x } as const;
    charts.push({
      ...over,
      title: 'Orders a second',
      about: 'children that each server decided',
      unit: 'rate',
      series: serverSeries(folder, timeline!),
    });
    charts.push({
      ...over,
      title: 'Exposure of the error account',
      about: 'marked at the middle of the quote',
      unit: 'usd',
      series: [
        {
          label: 'gross',
          tone: 'alarm',
          values: column('long_usd').map((long, row) => round(long + column('short_usd')[row]!)),
        },
        { label: 'long', tone: 's1', values: column('long_usd').map(round) },
        { label: 'short', tone: 's3', values: column('short_usd').map((short) => -round(short)) },
      ],
    });
  }
  if (paths !== undefined && paths.atNs.length > 1) {
    charts.push({
      title: 'Loss',
      about:
        summary.result.runaway.unmatchedExecutions === 0
          ? 'nothing went to the error account'
          : 'if stopped then: of the positions so far, once prices return and the rest is sold; ' +
            'marked: at the quotes, which the orders themselves have moved; ' +
            'below zero a profit',
      axis: 'clock',
      unit: 'loss',
      isLog: false,
      linked: true,
      x: paths.atNs.map((ns) => ns / NS_PER_SECOND),
      series: [
        { label: 'if stopped then', tone: 'alarm', values: paths.lossDollars.map(round) },
        { label: 'marked', tone: 's1', values: markedLoss(paths, timeline) },
      ],
    });
  }
  return charts;
}

/** The loss in the firm's books, with positions marked at the quotes, at the times of the paths. */
export function markedLoss(
  { atNs }: Paths,
  timeline: ColumnsByName | undefined,
): (number | null)[] {
  const pnl = new Map(
    timeline
      ?.get('time')
      ?.map((second, row) => [second, timeline.get('pnl_at_mid_usd')?.[row] ?? 0]),
  );
  return atNs.map((ns) => {
    const second = Math.floor(ns / NS_PER_SECOND);
    const dollars = pnl.get(second) ?? pnl.get(second - 1);
    return dollars === undefined ? null : round(-dollars);
  });
}

/** The tones of the other servers when one ran away: none looks like an alarm. */
const FELLOWS: readonly Tone[] = ['s1', 's3', 's4', 's5', 's7', 's8'];

/**
 * Children a second of each server, in a colour or dashes of its own. A server that ran away has
 * the colour of an alarm.
 */
function serverSeries({ summary }: RunFolder, timeline: ColumnsByName): Series[] {
  const { servers } = summary.result;
  const anyRunaway = servers.some(({ unmatchedExecutions }) => unmatchedExecutions > 0);
  return servers.map(({ server, unmatchedExecutions }, index): Series => {
    const isRunaway = unmatchedExecutions > 0;
    const palette = anyRunaway ? FELLOWS : PALETTE;
    const dash = (Math.floor(index / palette.length) % 4) as 0 | 1 | 2 | 3;
    const look = isRunaway
      ? { tone: 'alarm' as const, dash: 0 as const }
      : { tone: palette[index % palette.length]!, dash };
    return { label: `server ${server}`, ...look, values: perSecond(timeline, server) };
  });
}

function perSecond(timeline: ColumnsByName, server: number): (number | null)[] {
  const total = timeline.get(`children_server_${server}`);
  if (total === undefined) return timeline.get('time')!.map(() => null);
  const time = timeline.get('time') ?? [];
  // The last row may be less than a second after the one before it.
  return total.map((value, row) =>
    row === 0 ? null : Math.round((value - total[row - 1]!) / (time[row]! - time[row - 1]! || 1)),
  );
}

/** Orders a second of each server in few points, for its card; empty without a timeline. */
export function serverLines({ timeline, summary }: RunFolder): number[][] {
  if (timeline === undefined) return [];
  return summary.result.servers.map(({ server }) => {
    const total = timeline.get(`children_server_${server}`) ?? [];
    const step = Math.max(1, Math.ceil(total.length / LINE_POINTS));
    const line: number[] = [];
    for (let row = step; row < total.length; row += step)
      line.push((total[row]! - total[row - step]!) / step);
    return line;
  });
}

/** A chart of the price of each kept stock. */
export function priceCharts({ paths }: RunFolder): Chart[] {
  if (paths === undefined || paths.atNs.length < 2) return [];
  const x = paths.atNs.map((ns) => ns / NS_PER_SECOND);
  return paths.stocks.map(({ symbol, midDollars, moved, volumeShare, errorShares }) => {
    const held =
      errorShares === 0
        ? 'flat at the end'
        : `${errorShares > 0 ? 'long' : 'short'} ${count(Math.abs(errorShares))} shares`;
    return {
      title: symbol,
      about:
        `moved ${fixed(100 * moved, 1)} %; ${held}; ` +
        `${fixed(100 * volumeShare, 0)} % of the volume`,
      axis: 'clock',
      unit: 'price',
      isLog: false,
      linked: true,
      x,
      series: [
        { label: 'middle of the quote', tone: errorShares < 0 ? 's3' : 's1', values: midDollars },
      ],
    };
  });
}

/** Rounds dollars to the nearest hundred, which is finer than a line can show. */
function round(dollars: number): number {
  return Math.round(dollars / 100) * 100;
}

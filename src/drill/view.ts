import { dollars, formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import { BUILDS } from '../deployment/builds.js';
import { isServerKilled } from '../risk/stops/kill.js';
import { ACT_SUBJECTS, type Subject } from '../scenarios/act-subjects.js';
import { isDown } from '../session/day/links.js';
import type { RunbookAct, Through } from '../session/day/runbook.js';
import { ACT_GROUPS, type ActGroup, namesOf } from './acts.js';
import { errorGross, mailsOf } from './answers.js';
import { type Drill, secondsOf } from './drill.js';
import { monitorGross, ordersPerSecond } from './watch.js';

/** What the pages of a drill show, as data. */

/** An act that the page offers. */
export interface OfferedAct {
  readonly act: RunbookAct;
  readonly through: Through;
  readonly group: ActGroup;
  readonly subject: Subject;
  readonly delaySeconds: number;
}

/** What a page needs once: names, and the acts that its people may ask for. */
export interface Scene {
  readonly title: string;
  readonly seat: string;
  readonly isTrainer: boolean;
  /** Whether this page sets speed and end; every page may pause. */
  readonly isLeading: boolean;
  readonly start: string;
  readonly end: string;
  readonly servers: number;
  readonly symbols: readonly string[];
  /** None on most days; then no act on an account is offered. */
  readonly accounts: readonly string[];
  readonly strategies: readonly string[];
  readonly acts: readonly OfferedAct[];
}

/** The stocks that the page shows: those with most shares in the last minute. */
const STOCKS_SHOWN = 12;

/** What can be seen at a moment. It may be left out for a page that is slow. */
export interface Frame {
  readonly seconds: number;
  readonly clock: string;
  readonly speed: number;
  /** Whether its clock has moved. */
  readonly isBegun: boolean;
  readonly isPaused: boolean;
  readonly isOver: boolean;
  readonly mails: number;
  /** The position monitor, as it is on the screen. */
  readonly monitor: {
    readonly grossDollars: number;
    readonly longDollars: number;
    readonly shortDollars: number;
  };
  readonly servers: readonly {
    readonly server: number;
    readonly perSecond: number;
    readonly orders: number;
    readonly isStopped: boolean;
    readonly isCut: boolean;
  }[];
  readonly stocks: readonly {
    readonly symbol: string;
    readonly sharesPerMinute: number;
    readonly bid: number;
    readonly ask: number;
    readonly movedPercent: number;
  }[];
  readonly pending: readonly { readonly text: string; readonly inSeconds: number }[];
  /** What is true; only the trainer's page has it. */
  readonly truth?: Truth | undefined;
}

/** What nobody at the bridge sees by itself. */
interface Truth {
  readonly grossDollars: number;
  readonly lossDollars: number;
  readonly monitorAgeSeconds: number;
  readonly servers: readonly {
    readonly server: number;
    readonly build: number;
    readonly honoursFlag: boolean;
    readonly unmatched: number;
    readonly mails: number;
  }[];
}

/** Returns what a page needs once. */
export function sceneOf(
  { scenario, day }: Drill,
  seat: {
    readonly name: string;
    readonly isTrainer: boolean;
    readonly isLeading: boolean;
    readonly roles: readonly string[];
  },
): Scene {
  const { runbook, clock, title } = scenario;
  const accounts = namesOf(day, 'account');
  const acts = runbook!.acts.filter(
    ({ act, by }) =>
      by.some((role) => seat.roles.includes(role)) &&
      (ACT_SUBJECTS[act] !== 'account' || accounts.length > 0),
  );
  return {
    title,
    seat: seat.name,
    isTrainer: seat.isTrainer,
    isLeading: seat.isLeading,
    start: clock.start,
    end: clock.end,
    servers: day.servers.length,
    symbols: namesOf(day, 'symbol'),
    accounts,
    strategies: namesOf(day, 'behaviour'),
    acts: acts.map(({ act, through, delaySeconds }) => ({
      act,
      through,
      delaySeconds,
      group: ACT_GROUPS[act],
      subject: ACT_SUBJECTS[act],
    })),
  };
}

/** Returns what the people at the bridge can see now. */
export function frameOf(
  drill: Drill,
  { speed, isPaused, isTrainer }: { speed: number; isPaused: boolean; isTrainer: boolean },
): Frame {
  const { day, watched, isOver } = drill;
  const rates = ordersPerSecond(watched, day.servers.length);
  const { shown } = watched;
  return {
    seconds: secondsOf(drill),
    clock: formatTimeOfDay(day.cursor.nowNs[0]!),
    speed,
    isBegun: day.cursor.nowNs[0]! > day.startNs,
    isPaused,
    isOver,
    mails: mailsOf(day),
    monitor: {
      grossDollars: monitorGross(day, watched),
      longDollars: shown < 0 ? 0 : dollars(day.timeline.long[shown]!),
      shortDollars: shown < 0 ? 0 : dollars(day.timeline.short[shown]!),
    },
    servers: day.servers.map(({ number, router }, n) => ({
      server: number,
      perSecond: Math.round(rates[n]!),
      orders: router.counts.sequence[0]!,
      isStopped: isServerKilled(day.kill, number),
      isCut: day.links !== undefined && isDown(day.links, n),
    })),
    stocks: stocksOf(drill),
    pending: pendingOf(drill),
    truth: isTrainer ? truthOf(drill) : undefined,
  };
}

function stocksOf({ day, watched }: Drill): Frame['stocks'] {
  const { market } = day;
  const before = watched.volumes[0];
  const { volume } = market.book.counterparties;
  const shares = market.stocks.map((_, symbol) => volume[symbol]! - (before?.[symbol] ?? 0));
  const { bidTicks, askTicks, midTicks, openTicks } = market.quotes;
  return market.stocks
    .map((_, symbol) => symbol)
    .filter((symbol) => shares[symbol]! > 0)
    .sort((a, b) => shares[b]! - shares[a]! || a - b)
    .slice(0, STOCKS_SHOWN)
    .map((symbol) => ({
      symbol: market.stocks[symbol]!.symbol,
      sharesPerMinute: shares[symbol]!,
      bid: dollars(bidTicks[symbol]!),
      ask: dollars(askTicks[symbol]!),
      movedPercent: (100 * (midTicks[symbol]! - openTicks[symbol]!)) / openTicks[symbol]!,
    }));
}

function pendingOf({ day, asked }: Drill): Frame['pending'] {
  const nowNs = day.cursor.nowNs[0]!;
  return day.actions.slice(day.cursor.nextAction[0]!).flatMap((action) => {
    const text = asked.get(action);
    if (text === undefined) return [];
    return [{ text, inSeconds: Math.ceil((action.atNs - nowNs) / NS_PER_SECOND) }];
  });
}

function truthOf({ day, watched }: Drill): Truth {
  const rows = day.cursor.seconds[0]!;
  const { timeline } = day;
  return {
    grossDollars: dollars(errorGross(day)),
    lossDollars: rows === 0 ? 0 : dollars(timeline.loss[rows - 1]!),
    monitorAgeSeconds:
      watched.shown < 0 || rows === 0
        ? 0
        : (timeline.timeNs[rows - 1]! - timeline.timeNs[watched.shown]!) / NS_PER_SECOND,
    servers: day.servers.map(({ number, router, book }) => ({
      server: number,
      build: BUILDS[router.build]!.build,
      honoursFlag: router.flagMask !== 0,
      unmatched: book.errorExecutions[0]!,
      mails: router.counts.alerts[0]!,
    })),
  };
}

import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { count, fixed, showLoss, usd } from './format.js';

const percent = (n: number): string => `${fixed(n, 1)} %`;

/** One line of the comparison: a figure of the run, and the published reference for it. */
export interface ComparedFigure {
  readonly name: string;
  readonly value: number;
  readonly show: (n: number) => string;
  readonly reference: number | undefined;
}

/** The parts of a scenario that the comparison reads, from a scenario or from its saved file. */
export interface Told {
  readonly reference?: Scenario['reference'];
  readonly excess?: string | undefined;
  readonly findings?:
    | {
        readonly by: string;
        readonly source: string;
        readonly figures: readonly { readonly of: string; readonly value: number }[];
      }
    | undefined;
}

/** Folders of earlier versions do not say how far stocks moved. */
type Moved = Omit<NonNullable<DayResult['faults']>, 'largestMove' | 'meanMove'> & {
  readonly largestMove?: number | undefined;
  readonly meanMove?: number | undefined;
};
type Counted = Pick<DayResult, 'loss'> & {
  readonly runaway: Omit<DayResult['runaway'], 'untilNs'>;
  readonly servers: readonly { readonly alerts: number }[];
  readonly parents?: number;
  readonly children?: number;
  readonly faults?: Moved | undefined;
};

/**
 * The figures of the comparison, in the order of the findings: Knight's, or those of a story that
 * defines its own excess.
 */
export function figuresOf(told: Told, result: Counted): ComparedFigure[] {
  return told.excess === undefined
    ? knightFigures(told.reference, result)
    : storyFigures(told, result);
}

/** The author and source of the reference figures; `undefined` where there are none. */
export function findingsOf({
  reference,
  findings,
}: Told): { by: string; source: string } | undefined {
  if (findings !== undefined) return { by: findings.by, source: `${findings.source}.` };
  if (reference === undefined) return undefined;
  return {
    by: 'the SEC found',
    source:
      `${reference.source}. Parents, stocks, sides and mails are inputs; ` +
      'the rest comes out of the run.',
  };
}

function knightFigures(
  told: Scenario['reference'],
  { runaway, loss, servers }: Counted,
): ComparedFigure[] {
  const alerts = servers.reduce((sum, server) => sum + server.alerts, 0);
  return [
    { name: '"Power Peg disabled" mails', value: alerts, show: count, reference: told?.alerts },
    { name: 'parents on Power Peg', value: runaway.parents, show: count, reference: told?.parents },
    { name: 'children of these', value: runaway.children, show: count, reference: undefined },
    { name: 'executions', value: runaway.executions, show: count, reference: told?.executions },
    { name: 'shares', value: runaway.shares, show: count, reference: told?.shares },
    { name: 'stocks', value: runaway.stocks, show: count, reference: told?.stocks },
    {
      name: 'stocks net long',
      value: runaway.longStocks,
      show: count,
      reference: told?.longStocks,
    },
    {
      name: 'stocks net short',
      value: runaway.shortStocks,
      show: count,
      reference: told?.shortStocks,
    },
    { name: 'net long', value: runaway.longDollars, show: usd, reference: told?.longDollars },
    { name: 'net short', value: runaway.shortDollars, show: usd, reference: told?.shortDollars },
    {
      name: 'moved > 5 %, > 20 % of volume',
      value: runaway.stocksMoved5,
      show: count,
      reference: told?.stocksMoved5,
    },
    {
      name: 'moved > 10 %, > 50 % of volume',
      value: runaway.stocksMoved10,
      show: count,
      reference: told?.stocksMoved10,
    },
    { name: 'loss', value: loss.totalDollars, show: showLoss, reference: told?.lossDollars },
  ];
}

/** The parts of a result's tape that the extremes are read from. */
export type Extremes = Pick<
  DayResult['tape'],
  | 'stocksPaused'
  | 'stocksBusted'
  | 'largestRisePercent'
  | 'largestFallPercent'
  | 'largestThreeSecondPercent'
> & {
  /** Folders of earlier versions lack these. */
  readonly fastestSharesPerSecond?: number | undefined;
  readonly primarySharesByTen?: number | null | undefined;
};

/** The extremes of a day, beside what documents say of them. */
export function extremesOf({ reference }: Told, tape: Extremes): ComparedFigure[] {
  const told = reference?.tape;
  const line = (
    name: string,
    value: number | null | undefined,
    show: (n: number) => string,
    of?: Exclude<keyof NonNullable<typeof told>, 'source'>,
  ): ComparedFigure[] =>
    value === undefined || value === null
      ? []
      : [{ name, value, show, reference: of === undefined ? undefined : told?.[of] }];
  const whole = (n: number): string => `${fixed(n, 0)} %`;
  return [
    ...line('stocks paused', tape.stocksPaused, count, 'stocksPaused'),
    ...line('stocks with busted trades', tape.stocksBusted, count, 'stocksBusted'),
    ...line('largest rise', tape.largestRisePercent, whole, 'largestRisePercent'),
    ...line('largest fall', tape.largestFallPercent, whole),
    ...line(
      'largest move in 3 seconds',
      tape.largestThreeSecondPercent,
      whole,
      'largestThreeSecondPercent',
    ),
    ...line(
      'fastest stock, shares/s',
      tape.fastestSharesPerSecond,
      (n) => count(Math.round(n)),
      'fastestSharesPerSecond',
    ),
    ...line('NYSE by 10:00, shares', tape.primarySharesByTen, count, 'primarySharesByTen'),
  ];
}

type Finding = NonNullable<Scenario['findings']>['figures'][number]['of'];

/** The lines of any other story. Optional lines that are 0 and have no reference are left out. */
function storyFigures(
  { findings }: Told,
  { runaway, loss, faults, children, parents }: Counted,
): ComparedFigure[] {
  const line = (
    name: string,
    value: number,
    show: (n: number) => string,
    of?: Finding,
  ): ComparedFigure => ({
    name,
    value,
    show,
    reference: findings?.figures.find((figure) => figure.of === of)?.value,
  });
  const always = [
    line('parents', parents ?? 0, count),
    line('orders sent', children ?? 0, count, 'orders'),
    line('excess executions', runaway.unmatchedExecutions, count, 'executions'),
    line('excess shares', runaway.unmatchedShares, count, 'excess-shares'),
    line('excess, gross', runaway.grossDollars, usd, 'excess-dollars'),
    line('stocks', runaway.stocks, count),
    line('net long', runaway.longDollars, usd),
    line('net short', runaway.shortDollars, usd),
    line('loss', loss.totalDollars, showLoss, 'loss'),
  ];
  if (faults === undefined) return always;
  const sometimes = [
    line('entered', faults.enteredDollars, usd, 'entered-dollars'),
    line('warned of as entered', faults.warnedOrders, count, 'warned-orders'),
    line('blocked as entered', faults.blockedDollars, usd, 'blocked-dollars'),
    line('orders entered again', faults.repeatedOrders, count, 'repeated-orders'),
    line('orders delivered again', faults.loopedOrders, count),
    line('answers that came late', faults.lateAnswers, count),
    line('answers that never came', faults.lostAnswers, count),
    line('executions never told', faults.lostFills, count),
    line('cancels asked for', faults.cancelsAsked, count),
    line('cancels that did not arrive', faults.cancelsIgnored, count),
    line('orders taken for lost', faults.presumedLost, count),
    line('sent, at limit prices', faults.sentDollars, usd, 'ordered-dollars'),
    line('executed', faults.executedDollars, usd, 'executed-dollars'),
  ].filter(({ value, reference }) => value !== 0 || reference !== undefined);
  const moves = [
    line(
      'largest move of a stock',
      100 * (faults.largestMove ?? 0),
      percent,
      'largest-move-percent',
    ),
    line('mean move of the stocks', 100 * (faults.meanMove ?? 0), percent, 'mean-move-percent'),
  ].filter(({ reference }) => reference !== undefined);
  return [...sometimes, ...always, ...moves];
}

import { InputError, suggest } from '../base/input-error.js';
import { CATALOGUE } from '../risk/catalogue/catalogue.js';
import type { CheckRow } from '../risk/catalogue/row.js';
import { type Bench, isEnforced, type ProbeStock, refusedBy, smallOrder } from './bench.js';
import type { Exam, Omitted } from './exam.js';
import { examineKills } from './kill-exams.js';
import { examineLayers, type Tools } from './layers.js';
import { examineOrder, ORDER_EXAMS } from './order-exams.js';
import { tellParameters, tellProfile } from './parameters.js';
import { examineSum, type TakeStocks } from './sum-exams.js';
import { SUM_RULES } from './sums.js';
import {
  CLORDID_TWICE,
  examineAlike,
  examineParent,
  examineRate,
  examineSameId,
  examineSelfMatch,
  RATE_CHECKS,
} from './time-exams.js';
import { saysOf } from './words.js';

/** Which checks to examine. */
interface PlanChoice {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/** What is examined, in order, and the stock of the orders that show that the target trades. */
export interface ProbePlan {
  readonly parts: readonly (Exam | Omitted)[];
  readonly canary: ProbeStock;
}

/** Why a check cannot be seen by somebody who sends orders and sees what arrives at a venue. */
const HIDDEN: Readonly<Record<string, string>> = {
  'unmatched-account': 'it counts executions that match no parent; orders from outside always do',
  'executions-per-parent': 'it counts the executions that a router’s own parent causes',
  'loss-limit': 'it needs executions at a loss, by the marks of the target’s own quotes',
  'stale-quote': 'it needs the target’s market data to stop',
  'market-collar': 'a market order has no price that could be raised',
  'short-sale-price': 'it needs the price to have fallen, in the target’s own market data',
  'trading-hours': 'it goes by the target’s clock',
  'order-to-trade': 'it counts from the start of the day, and others’ messages too',
  'drop-copy': 'it compares the firm’s own books with those of the venues',
  'alert-acknowledgement': 'it goes by what people read',
  'fleet-audit': 'it compares builds before the bell',
  'flag-registry': 'it looks at builds and their flags',
  canary: 'it is a step of a deployment',
  'pre-open-alerts': 'it goes by what people have read before the bell',
  'volume-breaker': 'a safeguard of the venues, not of a gateway',
  'limit-up-limit-down': 'a safeguard of the venues, not of a gateway',
  'member-halt': 'a safeguard of the venues, not of a gateway',
  'single-stock-pauses': 'a safeguard of the venues, not of a gateway',
};

const OWN_PRICE = 'a target that executes sends at the price of its own quote, not at the limit';
const NO_REST = 'orders of a target that executes do not rest';
const NO_WINDOW =
  'executed orders use it up for its window, and those of other exams count in it; see --venue';
const NO_ROOM =
  'executed orders use it up for the day, and those of other exams count in it; see --venue';

/** Why a check cannot be examined at a target that executes by itself. */
const UNSEEN_IN_FILLS: Readonly<Record<string, string>> = {
  collar: OWN_PRICE,
  'quote-collar': OWN_PRICE,
  'static-collar': OWN_PRICE,
  'fat-finger': OWN_PRICE,
  'tick-size': OWN_PRICE,
  'self-match': NO_REST,
  'open-orders': NO_REST,
  'open-exposure': NO_REST,
  'account-open': NO_REST,
  'rolling-gross': NO_WINDOW,
  'account-gross': NO_ROOM,
  'account-net': NO_ROOM,
  'net-exposure': NO_ROOM,
  'gross-exposure': NO_ROOM,
  'server-gross': NO_ROOM,
};

/** Kills are examined whatever the limits say; these names are theirs. */
const KILLS = ['cancel-on-disconnect', 'mass-cancel', 'manual-kill'] as const;

/** The names that `--only` and `--skip` know. */
export const PROBE_CHECKS: readonly string[] = [
  ...new Set([...CATALOGUE.map(({ name }) => name), CLORDID_TWICE, ...KILLS]),
];

/** From checks that refuse one order to those after which a person must act. */
const SEQUENCE: readonly string[] = [
  CLORDID_TWICE,
  ...ORDER_EXAMS.filter((name) => name !== 'static-collar'),
  'self-match',
  'parent-quantity',
  ...RATE_CHECKS,
  ...SUM_RULES.map(({ check }) => check).filter((name) => name !== 'server-gross'),
  'static-collar',
  'server-gross',
  'duplicate-orders',
];

/**
 * Plans an examination: for each check of the catalogue its exams, or why there are none. Throws an
 * InputError for a name that is no check, and for a bench without a stock to begin with.
 */
export function planProbe(bench: Bench, choice: PlanChoice): ProbePlan {
  for (const [flag, list] of Object.entries(choice))
    for (const name of list)
      if (!PROBE_CHECKS.includes(name))
        throw new InputError(`--${flag} '${name}': is not a check; ${suggest(name, PROBE_CHECKS)}`);
  const wanted = (name: string): boolean =>
    !choice.skip.includes(name) && (choice.only.length === 0 || choice.only.includes(name));
  const usable = bench.stocks.filter(
    (stock) => refusedBy(bench, stock, smallOrder(bench, stock)).length === 0,
  );
  const [canary, ...others] = usable;
  // A level of a symbol's own is tried in that symbol, and must not have been used up there.
  const layered = new Set(bench.layers.map(({ layer, name }) => (layer === 'symbol' ? name : '')));
  const free = others.filter(({ symbol }) => !layered.has(symbol));
  if (canary === undefined)
    throw new InputError('probe: the limits let no small order through in any of the stocks');
  // What is executed in a stock stays, so that sums of a symbol have stocks of their own.
  const reserved = new Set(bench.sight === 'fills' ? free.slice(free.length >> 1) : []);
  const take = takeFrom(free.filter((stock) => !reserved.has(stock)));
  const tools: Tools = {
    bench,
    singles: { ...bench, stocks: bench.stocks.filter((stock) => !reserved.has(stock)) },
    take,
    takeForSums: reserved.size > 0 ? takeFrom([...reserved]) : take,
  };
  const rows = new Map<string, CheckRow>(CATALOGUE.map((row) => [row.name, row]));
  const examined = SEQUENCE.filter(wanted).flatMap((check): (Exam | Omitted)[] => {
    if (check === CLORDID_TWICE) return [examineSameId(bench, take)];
    const unseen = tellProfile(bench, check) ?? tellUnseen(bench, check);
    const off = tellOff(bench, check);
    if (unseen !== undefined) return [off ?? unseen];
    const own = off === undefined ? examineFirm(tools, check) : [off];
    const rest = off === undefined ? tellParameters(bench, check) : [];
    return [...own, ...examineLayers(tools, check, examine), ...rest];
  });
  const hidden = [...rows.values()]
    .filter(({ name }) => wanted(name) && Object.hasOwn(HIDDEN, name))
    .map(({ name }): Omitted => hide(bench, name));
  const kills = examineKills(bench, take).filter(({ check }) => wanted(check));
  const left = PROBE_CHECKS.filter((name) => !wanted(name)).map(
    (check): Omitted => ({
      check,
      title: '–',
      says: '–',
      why: 'left-out',
      reason: 'left out by --skip or --only',
    }),
  );
  return { parts: [...examined, ...kills, ...hidden, ...(choice.only.length ? [] : left)], canary };
}

/**
 * The exams of the level of the firm, in stocks that have none of their own; none where only
 * symbols have a level.
 */
function examineFirm(tools: Tools, check: string): (Exam | Omitted)[] {
  const { bench, singles } = tools;
  const own = new Set(
    bench.layers
      .filter((change) => change.layer === 'symbol' && change.check === check)
      .map(({ name }) => name),
  );
  const stocks = singles.stocks.filter(({ symbol }) => !own.has(symbol));
  const isSet = stocks.some(({ symbol }) => isEnforced(bench.limitsAt(symbol)[check]));
  if (!isSet && own.size > 0) return [];
  return examine({ ...tools, singles: { ...singles, stocks } }, check);
}

function examine(tools: Tools, check: string): (Exam | Omitted)[] {
  const { bench, singles, take, takeForSums } = tools;
  if (ORDER_EXAMS.includes(check))
    return [examineOrder(singles, check, ORDER_EXAMS.indexOf(check))];
  const rule = SUM_RULES.find((each) => each.check === check);
  if (rule !== undefined) return examineSum(bench, rule, takeForSums);
  if (check === 'self-match') return [examineSelfMatch(bench, take)];
  if (check === 'parent-quantity') return [examineParent(bench, take)];
  if (check === 'duplicate-orders') return [examineAlike(bench, take)];
  return [examineRate(bench, check, take)];
}

/** Says why a check that the limits do not enforce is not examined; undefined when they do. */
function tellOff(bench: Bench, check: string): Omitted | undefined {
  const modes = new Set<string>(
    bench.stocks.map(({ symbol }) => bench.limitsAt(symbol)[check]?.mode ?? 'off'),
  );
  if (modes.has('enforce')) return undefined;
  const [mode] = modes;
  const reason =
    mode === 'off' ? 'the limits file does not set it' : `in mode ${mode} it refuses nothing`;
  return { check, title: '–', says: mode!, why: 'left-out', reason };
}

/** Says why a check is not examined by what is executed; undefined when it is. */
function tellUnseen(bench: Bench, check: string): Omitted | undefined {
  const reason = bench.sight === 'fills' ? UNSEEN_IN_FILLS[check] : undefined;
  if (reason === undefined) return undefined;
  return { check, title: '–', says: saidOf(bench, check), why: 'left-out', reason };
}

/** What the limits say of a check, by the first stock for which they enforce it. */
function saidOf(bench: Bench, check: string): string {
  const settings = bench.stocks.map(({ symbol }) => bench.limitsAt(symbol)[check]);
  const setting = settings.find(isEnforced) ?? settings[0];
  return isEnforced(setting) ? saysOf(setting, check) : (setting?.mode ?? '–');
}

function hide(bench: Bench, check: string): Omitted {
  return { check, title: '–', says: saidOf(bench, check), why: 'hidden', reason: HIDDEN[check]! };
}

/**
 * Hands out stocks in turn. Those of an exam that may stop them for the day are not handed out
 * again.
 */
function takeFrom(stocks: readonly ProbeStock[]): TakeStocks {
  const left = [...stocks];
  return (count, mayStop = false) => {
    const taken = left.splice(0, count);
    if (!mayStop) left.push(...taken);
    return taken;
  };
}

import { InputError } from '../base/input-error.js';
import { generateUniverse, type Stock } from '../market/universe.js';
import { count } from '../report/format.js';
import { listProfileStocks } from '../scenarios/listed-stocks.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { stocksFromOrders, wrongSymbols } from '../scenarios/universe-from-orders.js';
import { ActionKind } from '../target/actions.js';
import { readFixLog } from '../target/fix-log.js';
import { planRecorded, type Recorded, recordFlow } from '../target/recorded.js';
import type { TargetSettings } from '../target/settings.js';
import { type FlagValues, type Terminal, textFlag } from './command.js';
import { durationFlag, numberFlag } from './load-arrivals.js';
import { isGiven } from './load-flags.js';
import { refuseSeveralDays } from './load-flow.js';
import { fileChunks, readOrderFile, tellIgnored } from './order-source.js';
import { refuseIdle } from './scenario-source.js';
import type { PlannedFlow } from './target-ends.js';
import { FROM_ORDERS } from './universe-source.js';

/** `smars load --target --orders FILE`: the user's own orders, sent to a gateway. */

const LOG = /\.(?:log|fix)(?:\.gz)?$/i;
const SECONDS_MAX = 86_400;

/** Throws an InputError for flags that could have no effect beside --orders. */
export function refuseIdleWithOrders(flags: FlagValues, operands: readonly string[]): void {
  const isJudged = isGiven(flags, 'limits');
  const hasSeed = isJudged || isGiven(flags, 'rate');
  const profile = operands.length > 0 ? `profile ${operands[0]}` : '--profile';
  if (!isJudged && (operands.length > 0 || isGiven(flags, 'profile')))
    throw new InputError(
      `${profile} and --orders: the file says what is sent; without --limits nothing else of a ` +
        'profile acts',
    );
  if (!hasSeed && isGiven(flags, 'seed'))
    throw new InputError('--seed and --orders: nothing is drawn without --rate or --limits');
  const idle = ['arrivals', 'mix', 'durationSeconds', ...(isJudged ? [] : ['universe'])];
  refuseIdle(flags, hasSeed ? idle : [...idle, 'seed']);
}

/**
 * Reads the file of --orders, and plans its messages at their own times or at --rate. Stocks are
 * those of --universe FILE, or else those that the orders name.
 */
export async function readTargetOrders(
  flags: FlagValues,
  profile: LoadProfile,
  settings: TargetSettings,
  terminal: Terminal,
): Promise<PlannedFlow> {
  const path = textFlag(flags, 'orders')!;
  refuseSeveralDays(path);
  const isListed = isGiven(flags, 'universe') && flags.universe !== FROM_ORDERS;
  const listed = isListed ? generateUniverse(profile.universe, profile.seed) : undefined;
  const symbols = listed?.map(({ symbol }) => symbol);
  const recorded = await readRecorded(path, settings, symbols, terminal);
  const read = recorded.actions.count;
  const stocks = listed ?? stocksOf(recorded, profile, path);
  const perSecond = numberFlag(flags, 'rate', 0, 1e8);
  const speed = numberFlag(flags, 'speed', 0.001, 1e6) ?? 1;
  const seconds = durationFlag(flags, 'duration', 0.001, SECONDS_MAX);
  const plan = planRecorded(
    recorded,
    perSecond === undefined
      ? { kind: 'own', speed }
      : { kind: 'rate', perSecond, seed: profile.seed },
    seconds,
  );
  const pace =
    perSecond === undefined ? `at ${speed} times their speed` : `${count(perSecond)} a second`;
  const cut = plan.actions.count < read ? `, ${count(read - plan.actions.count)} due later` : '';
  return {
    plan,
    stocks,
    accounts: recorded.accounts,
    words: `flow: ${count(read)} messages of ${path} ${pace}${cut}`,
  };
}

async function readRecorded(
  path: string,
  { sessions }: TargetSettings,
  symbols: readonly string[] | undefined,
  terminal: Terminal,
): Promise<Recorded> {
  if (LOG.test(path)) {
    const senders = sessions.map(({ senderCompId }) => senderCompId);
    const log = await readFixLog(fileChunks(path), path, senders, symbols);
    if (log.leftOut !== '') terminal.tell(`${path}: left out: ${log.leftOut}\n`);
    return log;
  }
  const flow = await readOrderFile(path, {
    symbols: symbols ?? [],
    collectsSymbols: symbols === undefined,
    retailFlag: 1,
    servers: sessions.length,
    sessionsOf: 'session of the target',
  });
  terminal.tell(tellIgnored(path, flow));
  return recordFlow(flow, symbols ?? flow.symbols!, sessions.length, path);
}

/** The stocks that orders name, priced by their limits. */
function stocksOf({ actions, symbols }: Recorded, profile: LoadProfile, path: string): Stock[] {
  const wrong = wrongSymbols(symbols);
  if (wrong !== undefined) throw new InputError(`${path}: ${wrong}`);
  const orders = [...actions.kind.subarray(0, actions.count).keys()].filter(
    (row) => actions.kind[row] === ActionKind.ORDER,
  );
  const column = (of: Int32Array): Int32Array => Int32Array.from(orders, (row) => of[row]!);
  const columns = {
    count: orders.length,
    symbol: column(actions.symbol),
    quantity: column(actions.quantity),
    limitTicks: column(actions.limitTicks),
  };
  const { listed } = stocksFromOrders(symbols, [columns], profile.universe.price.median);
  return generateUniverse(listProfileStocks(profile, listed).universe, profile.seed);
}

import type { z } from 'zod';
import { parseDate } from '../base/dates.js';
import { NS_PER_SECOND, parseTimeOfDay, SESSION_SECONDS } from '../base/units.js';
import { closedOn, closeOf } from '../flow/exchange-calendar.js';
import { algorithmOrders } from '../flow/generated.js';
import { BOOK_STOCKS_MAX, hasLatency, LIT_VENUE_COUNT, VENUE_NAMES } from '../market/venues.js';
import { ACT_SUBJECTS } from './act-subjects.js';
import { findCrossed, findInert, findProfiled, type LimitFault } from './limit-faults.js';
import { DEFAULT_DATE } from './parts.js';
import type { scenarioFields } from './scenario-fields.js';

type Path = (string | number)[];
type Fault = (path: Path, message: string) => void;
type ScenarioShape = z.infer<typeof scenarioFields>;

/**
 * Reports faults that span several fields: servers, places and times outside the scenario, and
 * settings without an effect.
 */
export function checkTogether(scenario: ScenarioShape, context: z.RefinementCtx): void {
  const fault: Fault = (path, message) => context.addIssue({ code: 'custom', path, message });
  const { clock, operations } = scenario;
  const { servers } = scenario.deployment.rollout;
  const isKnown = (n: number): boolean => n <= servers;
  const beyond = `there are ${servers} servers`;
  if (parseTimeOfDay(clock.start) >= parseTimeOfDay(clock.end))
    fault(['clock', 'end'], `must lie after the start, ${clock.start}`);
  checkDate(scenario, fault);
  if (1000 % clock.tickMs !== 0) fault(['clock', 'tickMs'], 'must divide a second');
  if (!isKnown(operations.canary.server)) fault(['operations', 'canary', 'server'], beyond);
  checkDeployment(scenario, fault, isKnown, beyond);
  checkActions(scenario, fault, isKnown, beyond);
  checkFaults(scenario, fault, isKnown, beyond);
  checkFlow(scenario, fault);
  checkVenues(scenario.market, fault);
  checkLatency(scenario, fault);
  checkBooks(scenario, fault);
  checkRouter(scenario.router, scenario.universe.stocks, fault);
  checkLimits(scenario.risk, fault, servers);
  const { entry } = scenario;
  if (entry !== undefined && entry.softDollars > entry.hardDollars)
    fault(['entry', 'softDollars'], `must not be above hardDollars, ${entry.hardDollars}`);
  refuseTwice(
    scenario.findings?.figures.map(({ of }) => of) ?? [],
    (i) => ['findings', 'figures', i, 'of'],
    fault,
  );
}

/** Reports a day on which the market is closed, and an end after its close. */
function checkDate({ date = DEFAULT_DATE, clock }: ScenarioShape, fault: Fault): void {
  const day = parseDate(date);
  if (Number.isNaN(day)) return;
  const closed = closedOn(day);
  const close = closeOf(day);
  if (closed !== undefined) fault(['date'], `must be a trading day: ${date} is ${closed}`);
  else if (parseTimeOfDay(clock.end) > parseTimeOfDay(close))
    fault(['clock', 'end'], `must not lie after the close of ${date}, ${close}`);
}

type IsKnown = (server: number) => boolean;

function checkDeployment(
  { deployment: { rollout, flagServers } }: ScenarioShape,
  fault: Fault,
  isKnown: IsKnown,
  beyond: string,
): void {
  rollout.steps.forEach((step, i) => {
    if (!isKnown(step.server)) fault(['deployment', 'rollout', 'steps', i, 'server'], beyond);
    const before = rollout.steps[i - 1];
    if (before !== undefined && step.date < before.date)
      fault(
        ['deployment', 'rollout', 'steps', i, 'date'],
        `must not lie before the step above, ${before.date}`,
      );
  });
  if (flagServers === 'all') return;
  flagServers.forEach((n, i) => {
    if (!isKnown(n)) fault(['deployment', 'flagServers', i], beyond);
  });
  refuseTwice(flagServers, (i) => ['deployment', 'flagServers', i], fault);
}

function checkActions(
  { actions }: ScenarioShape,
  fault: Fault,
  isKnown: IsKnown,
  beyond: string,
): void {
  actions.forEach((row, i) => {
    if (row.do === 'record') {
      checkRecord(row, i, fault);
      if (row.server !== undefined && !isKnown(row.server)) fault(['actions', i, 'server'], beyond);
    }
    if (row.do === 'deploy' || row.do === 'flag') {
      if (!row.servers.every(isKnown)) fault(['actions', i, 'servers'], beyond);
      refuseTwice(row.servers, (n) => ['actions', i, 'servers', n], fault);
    }
    if (row.do === 'cancel' && row.server !== undefined && !isKnown(row.server))
      fault(['actions', i, 'server'], beyond);
    if ((row.do === 'disconnect' || row.do === 'reconnect') && !isKnown(row.server))
      fault(['actions', i, 'server'], beyond);
    if (row.do === 'raise' && parseTimeOfDay(row.until) <= parseTimeOfDay(row.at))
      fault(['actions', i, 'until'], `must lie after ${row.at}`);
    if (!('scope' in row)) return;
    const named: Partial<Record<typeof row.scope, unknown>> = row;
    if (row.scope !== 'firm' && named[row.scope] === undefined)
      fault(['actions', i, row.scope], `a ${row.do} of a ${row.scope} must name it`);
    for (const other of ['server', 'symbol', 'account', 'behaviour'] as const) {
      if (other !== row.scope && named[other] !== undefined)
        fault(['actions', i, other], `does nothing in a ${row.do} of scope ${row.scope}`);
    }
    if (row.server !== undefined && !isKnown(row.server)) fault(['actions', i, 'server'], beyond);
  });
}

/** Reports a record that does not name what its act is about, or names what it is not about. */
function checkRecord(
  row: Extract<ScenarioShape['actions'][number], { do: 'record' }>,
  i: number,
  fault: Fault,
): void {
  for (const name of ['server', 'symbol', 'account', 'behaviour'] as const) {
    const isSubject = ACT_SUBJECTS[row.act] === name;
    if (isSubject && row[name] === undefined)
      fault(['actions', i, name], `a record of ${row.act} must name it`);
    if (!isSubject && row[name] !== undefined)
      fault(['actions', i, name], `does nothing in a record of ${row.act}`);
  }
}

function checkFaults(
  { faults = [], clock, universe }: ScenarioShape,
  fault: Fault,
  isKnown: IsKnown,
  beyond: string,
): void {
  faults.forEach((row, i) => {
    if ('server' in row && row.server !== undefined && !isKnown(row.server))
      fault(['faults', i, 'server'], beyond);
    if ('endPlace' in row) {
      if (row.endPlace > universe.stocks)
        fault(
          ['faults', i, 'endPlace'],
          `reaches place ${row.endPlace}, the universe has ${universe.stocks} stocks`,
        );
      if (row.endPlace <= row.firstPlace)
        fault(['faults', i, 'endPlace'], `must be above firstPlace, ${row.firstPlace}`);
    }
    if (parseTimeOfDay(row.at) >= parseTimeOfDay(row.until))
      fault(['faults', i, 'until'], `must lie after ${row.at}`);
    else if (parseTimeOfDay(row.until) <= parseTimeOfDay(clock.start))
      fault(['faults', i, 'until'], `must lie after the clock's start, ${clock.start}`);
  });
}

/** The largest number of orders of one algorithm. */
const ALGORITHM_ORDERS_MAX = 1_000_000;

function checkFlow({ flow, universe }: ScenarioShape, fault: Fault): void {
  const { others, stocks } = universe;
  if (others !== undefined && others.firstPlace >= stocks)
    fault(['universe', 'others', 'firstPlace'], `must be below the ${stocks} stocks`);
  flow.forEach((row, i) => {
    const end =
      row.kind === 'auction' ? row.firstPlace + row.buyStocks + row.sellStocks : row.endPlace;
    if (end > universe.stocks)
      fault(['flow', i], `reaches place ${end}, the universe has ${universe.stocks} stocks`);
    if (end <= row.firstPlace) fault(['flow', i], 'covers no stock');
    if (row.kind === 'auction' && row.orders < row.buyStocks + row.sellStocks)
      fault(['flow', i, 'orders'], 'must be at least one for each stock');
    if (row.kind !== 'quotes' && parseTimeOfDay(row.from) >= parseTimeOfDay(row.to))
      fault(['flow', i, 'to'], `must lie after ${row.from}`);
    else if (row.kind === 'algorithm' && algorithmOrders(row) > ALGORITHM_ORDERS_MAX)
      fault(
        ['flow', i, 'timesTyped'],
        `makes ${algorithmOrders(row)} orders, and at most ${ALGORITHM_ORDERS_MAX} are possible`,
      );
    if (row.kind !== 'day') return;
    checkOpening(row, i, fault);
    if (parseTimeOfDay(row.from) < 0)
      fault(['flow', i, 'from'], 'must not lie before the bell, 09:30');
    if (parseTimeOfDay(row.to) > SESSION_SECONDS * NS_PER_SECOND)
      fault(['flow', i, 'to'], 'must not lie after the close, 16:00');
  });
}

type DayShape = Extract<ScenarioShape['flow'][number], { kind: 'day' }>;

/** Reports an opening of a stream that begins after the bell, or whose orders come after it. */
function checkOpening({ opening, from }: DayShape, i: number, fault: Fault): void {
  if (opening === undefined) return;
  if (parseTimeOfDay(from) > 0)
    fault(['flow', i, 'opening'], 'does nothing in a stream that begins after the bell, 09:30');
  if (parseTimeOfDay(opening.from) >= parseTimeOfDay(opening.to))
    fault(['flow', i, 'opening', 'to'], `must lie after ${opening.from}`);
  else if (parseTimeOfDay(opening.to) > 0)
    fault(['flow', i, 'opening', 'to'], 'must not lie after the bell, 09:30');
}

/** Reports venues named twice, and displayed size at venues that display nothing. */
export function checkVenues(
  { venues = [] }: Pick<ScenarioShape['market'], 'venues'>,
  fault: Fault,
): void {
  refuseTwice(
    venues.map(({ name }) => name),
    (i) => ['market', 'venues', i, 'name'],
    fault,
  );
  venues.forEach(({ name, displayedWeight }, i) => {
    const isLit = VENUE_NAMES.indexOf(name) < LIT_VENUE_COUNT;
    if (!isLit && displayedWeight !== 0)
      fault(
        ['market', 'venues', i, 'displayedWeight'],
        `must be 0, since ${name} displays nothing`,
      );
  });
}

/** Reports a cut connection on a day whose orders are under way for some time. */
function checkLatency({ market, actions, runbook }: ScenarioShape, fault: Fault): void {
  if (!hasLatency(market.venues)) return;
  actions.forEach((action, i) => {
    if (action.do === 'disconnect') fault(['actions', i, 'do'], `disconnect ${NO_CUT}`);
  });
  runbook?.acts.forEach(({ act }, i) => {
    if (act === 'cut-network') fault(['runbook', 'acts', i, 'act'], `cut-network ${NO_CUT}`);
  });
}

const NO_CUT =
  'is possible only if no venue has latencyMicros: what is lost of the messages under way is not ' +
  'modelled';

/** Reports what a market of order books cannot have, and terms of books that nothing reads. */
export function checkBooks(
  { market, universe }: Pick<ScenarioShape, 'market' | 'universe'>,
  fault: Fault,
): void {
  if (market.venue !== 'book') {
    if (market.book !== undefined)
      fault(['market', 'book'], 'does nothing unless market.venue is book');
    return;
  }
  if (market.impact.model === 'withdrawal')
    fault(
      ['market', 'impact', 'model'],
      'withdrawal is a model of displayed sizes; market.venue is book',
    );
  if (universe.stocks > BOOK_STOCKS_MAX)
    fault(['universe', 'stocks'], `must be at most ${BOOK_STOCKS_MAX} if market.venue is book`);
}

/** Reports a pace by stock of a Power Peg that has none, and stocks and venues named twice. */
export function checkRouter(
  { pegChildrenPerSecond, pegPace, pegVenues = [] }: ScenarioShape['router'],
  stocks: number,
  fault: Fault,
): void {
  if (pegPace !== undefined && pegChildrenPerSecond === 0)
    fault(['router', 'pegPace'], 'does nothing while pegChildrenPerSecond is 0');
  const known = pegPace?.known?.map(({ place }) => place) ?? [];
  known.forEach((place, i) => {
    if (place >= stocks)
      fault(['router', 'pegPace', 'known', i, 'place'], `must be below the ${stocks} stocks`);
  });
  refuseTwice(known, (i) => ['router', 'pegPace', 'known', i, 'place'], fault);
  refuseTwice(
    pegVenues.map(({ name }) => name),
    (i) => ['router', 'pegVenues', i, 'name'],
    fault,
  );
}

/** Reports the faults of limits for a firm with so many servers. */
export function checkLimits(risk: ScenarioShape['risk'], fault: Fault, servers: number): void {
  const tell = ({ path, reason }: LimitFault): void => fault(['risk', ...path], reason);
  findCrossed(risk).forEach(tell);
  findInert(risk).forEach(tell);
  findProfiled(risk).forEach(tell);
  for (const server of Object.keys(risk.layers?.servers ?? {})) {
    if (Number(server) > servers)
      fault(['risk', 'layers', 'servers', server], `there are ${servers} servers`);
  }
}

/** Reports the items that a list names twice. */
function refuseTwice(
  list: readonly (string | number)[],
  pathOf: (i: number) => Path,
  fault: Fault,
): void {
  list.forEach((item, i) => {
    if (list.indexOf(item) < i) fault(pathOf(i), `'${item}' is named twice`);
  });
}

import {
  anything,
  demand,
  type Form,
  fields,
  list,
  numeric,
  oneOf,
  optional,
  refuseInput,
  simple,
  whole,
} from '../base/forms.js';
import { SEED_MAX, SHARES_MAX } from '../base/ranges.js';
import { BEHAVIOUR_NAMES, BUILD_NAMES } from '../deployment/builds.js';
import { marketForm, stocksForm } from '../market/forms.js';
import type { MarketSpec } from '../market/market.js';
import type { Stock } from '../market/universe.js';
import { BOOK_STOCKS_MAX } from '../market/venues.js';
import { type CheckDefinition, defineCheck } from '../risk/gate/custom-checks.js';
import { gateLimitsForm, placeLists } from '../risk/limits/forms.js';
import type { GateLimits } from '../risk/limits/limits.js';
import { refuseMeasured, refuseResting } from '../risk/limits/unmeasured.js';
import {
  type PegPace,
  type PegVenue,
  pegPaceForm,
  pegVenuesForm,
  type RouterTerms,
} from '../router/pace.js';
import { type LimitsFile, placeLimits } from '../scenarios/limits-file.js';
import type { ParsedLimits } from './stories.js';

/** Options of an engine. All but the stocks have a default. */
export interface EngineOptions {
  /**
   * The stocks that it trades: 1 to 50,000, each symbol once. Opening prices are in ticks of
   * $0.0001, up to $200,000.
   */
  readonly stocks: readonly Stock[];
  /** The build that the router runs. Default: 2012. */
  readonly build?: 2003 | 2005 | 2012 | undefined;
  /**
   * The gate's limits: checks by their fields, with layers and `explain`; or a limits file, as
   * `parseLimits` gives it. A check that is left out is off. Default: every check is off.
   */
  readonly limits?: Partial<GateLimits> | ParsedLimits | undefined;
  /** Custom checks, as `defineCheck` gives them, at most 64. They are asked last. Default: none. */
  readonly checks?: readonly CheckDefinition[] | undefined;
  /** How the market behaves. Default: quotes stay, and show a minute of each stock's volume. */
  readonly market?: Partial<MarketSpec> | undefined;
  /** Shares of one Power Peg child, 1 to 1,000,000. Default: 100. */
  readonly pegShares?: number | undefined;
  /**
   * Children a second of one Power Peg parent, 0 to 1,000,000. Default: 0, one in every turn.
   */
  readonly pegChildrenPerSecond?: number | undefined;
  /** How the pace differs by stock. Default: it does not. */
  readonly pegPace?: PegPace | undefined;
  /** Venues of Power Peg and their shares, displaying ones, each once. Default: NYSE alone. */
  readonly pegVenues?: readonly PegVenue[] | undefined;
  /** Parents open at the same time, 1 to 1,048,576. Default: 4096. */
  readonly parentsMax?: number | undefined;
  /** Children of one turn, 16 to 65,536. Default: 4096. */
  readonly childrenMax?: number | undefined;
  /** Seed of the market, a whole number from 0 to 4,294,967,295. Default: 1. */
  readonly seed?: number | undefined;
}

/** Options with every default filled in. */
export interface EnginePlan {
  readonly stocks: readonly Stock[];
  readonly symbols: readonly string[];
  readonly build: number;
  readonly limits: GateLimits;
  readonly checks: readonly CheckDefinition[];
  readonly market: MarketSpec;
  readonly peg: Omit<RouterTerms, 'improvementTicks'>;
  readonly parentsMax: number;
  readonly childrenMax: number;
  readonly seed: number;
}

const NO_LIMITS: GateLimits = {
  maxQuantity: { mode: 'off', shares: 0 },
  maxNotional: { mode: 'off', dollars: 0 },
  collar: { mode: 'off', percent: 0, auctionOrders: false },
  parentQuantity: { mode: 'off', toleranceShares: 0 },
  grossExposure: { mode: 'off', dollars: 0 },
  serverRate: { mode: 'off', perSecond: 1, windowSeconds: 1 },
};
const STILL: MarketSpec = {
  impact: { model: 'none', prefactor: 1, halfLifeSeconds: 1800, permanent: 0 },
  displayedSeconds: 60,
  fadeProbability: 0,
  darkProbability: 0,
  retailProbability: 0,
  wander: false,
  pauses: false,
};

/** Tells a limits file from limits: `parseLimits` keeps its text, and has checked it. */
function isLimitsFile(limits: unknown): limits is LimitsFile {
  return (
    typeof limits === 'object' &&
    limits !== null &&
    'limits' in limits &&
    'written' in limits &&
    'text' in limits
  );
}

const limitsForm: Form = {
  ...gateLimitsForm,
  check(value, place, faults) {
    if (!isLimitsFile(value)) gateLimitsForm.check(value, place, faults);
  },
};

const CHECKS_MAX = 64;

/** The form of the options; `defineCheck` looks at the custom checks. */
const engineOptionsForm: Form = fields({
  stocks: stocksForm,
  build: optional(oneOf(BUILD_NAMES)),
  limits: optional(limitsForm),
  checks: optional(list(anything, 0, CHECKS_MAX)),
  market: optional(marketForm),
  pegShares: optional(whole(1, SHARES_MAX)),
  pegChildrenPerSecond: optional(numeric(0, 1e6)),
  pegPace: optional(pegPaceForm),
  pegVenues: optional(pegVenuesForm),
  parentsMax: optional(whole(1, 2 ** 20)),
  childrenMax: optional(whole(16, 65_536)),
  seed: optional(whole(0, SEED_MAX)),
});

/** Checks the options and fills in defaults. Throws an InputError that lists every fault. */
export function planEngine(options: EngineOptions): EnginePlan {
  demand(engineOptionsForm, options, 'Engine');
  const { stocks, build = 2012, checks = [], market } = options;
  const {
    parentsMax = 4096,
    childrenMax = 4096,
    seed = 1,
    pegShares = 100,
    pegChildrenPerSecond = 0,
    pegPace,
    pegVenues,
  } = options;
  const names = checks.map((check) => defineCheck(check).name);
  const twice = names.find((name, place) => names.indexOf(name) !== place);
  demand(
    simple(() => twice === undefined, 'checks of different names'),
    twice,
    'Engine',
    'checks',
  );
  demand(
    simple(() => pegPace === undefined || pegChildrenPerSecond !== 0, 'left out of an unpaced peg'),
    pegPace,
    'Engine',
    'pegPace',
  );
  refuseBooks(market, stocks.length);
  const delayed = market?.venues?.findIndex(({ latencyMicros }) => latencyMicros !== undefined);
  if (delayed !== undefined && delayed >= 0)
    refuseInput('Engine', [
      `market.venues.${delayed}.latencyMicros: acts in days and loads; an Engine fills at once`,
    ]);
  const beyond = pegPace?.known?.find(({ place }) => place >= stocks.length)?.place;
  demand(
    simple(() => beyond === undefined, `below the ${stocks.length} stocks`),
    beyond,
    'Engine',
    'pegPace.known.place',
  );
  const symbols = stocks.map(({ symbol }) => symbol);
  return {
    stocks,
    symbols,
    build,
    limits: readLimits(options.limits, symbols),
    checks,
    market: { ...STILL, ...given(market) },
    peg: { pegShares, pegChildrenPerSecond, pegPace, pegVenues },
    parentsMax,
    childrenMax,
    seed,
  };
}

/** Refuses what a market of order books cannot have, and terms of books that nothing reads. */
function refuseBooks({ venue, book, impact }: Partial<MarketSpec> = {}, stocks: number): void {
  const faults: string[] = [];
  if (venue !== 'book') {
    if (book !== undefined) faults.push("market.book: does nothing unless market.venue is 'book'");
  } else {
    if (impact?.model === 'withdrawal')
      faults.push("market.impact.model: withdrawal is of displayed sizes; market.venue is 'book'");
    if (stocks > BOOK_STOCKS_MAX)
      faults.push(`stocks: must be at most ${BOOK_STOCKS_MAX} if market.venue is 'book'`);
  }
  if (faults.length > 0) refuseInput('Engine', faults);
}

function readLimits(limits: EngineOptions['limits'], symbols: readonly string[]): GateLimits {
  const known = { servers: 1, symbols, strategies: BEHAVIOUR_NAMES };
  if (limits === undefined) return NO_LIMITS;
  if (isLimitsFile(limits)) {
    placeLimits(limits, known);
    refuseMeasured(limits.limits, 'Engine: limits');
    return { ...NO_LIMITS, ...limits.limits };
  }
  const checks = limits as Partial<GateLimits>;
  placeLists(checks, known, 'Engine: limits');
  refuseResting(checks, 'Engine: limits');
  return { ...NO_LIMITS, ...given(checks) };
}

/** The fields that are not undefined, so that they do not replace a default. */
function given<T extends object>(values: T | undefined): Partial<T> {
  return Object.fromEntries(
    Object.entries(values ?? {}).filter(([, value]) => value !== undefined),
  ) as Partial<T>;
}

import type { Quotes } from '../../market/quotes.js';
import type { Stock } from '../../market/universe.js';
import type { Region } from '../../memory/arena.js';
import type { Table } from '../../memory/table.js';
import type { RestingChildren } from '../../orders/resting.js';
import type { CatalogueLimits, CheckSettings } from '../catalogue/catalogue.js';
import type { CheckModeName } from '../catalogue/modes.js';
import type { SymbolClasses } from '../limits/layers.js';
import type { LimitLayers } from '../limits/limits.js';
import type { Raises } from '../limits/raises.js';
import type { ActJournal } from '../stops/authority.js';
import type { KillSwitch } from '../stops/kill.js';
import type { StateWords } from '../stops/states.js';
import type { FirmCredit } from './credit.js';
import type { Duplicates } from './duplicates.js';
import type { Findings } from './findings.js';
import type { Measures } from './measures.js';
import type {
  AccountCredit,
  AccountSums,
  Bounds,
  CollarMeans,
  ExposureCells,
  FIRM_WORD_SCHEMA,
  MessageCounts,
  NetCredit,
  OwnerSums,
  PACE_SCHEMA,
  ParentCounts,
  RECOVERY_SCHEMA,
  RollingGross,
  RollingGrossSums,
  RollingWords,
  RUNG_SCHEMA,
  SERVER_WORD_SCHEMA,
  SecondPassBreaches,
  SideCounts,
  STRATEGY_SCHEMA,
  SYMBOL_BOUND_SCHEMA,
  SymbolCounts,
  TRADE_SCHEMA,
} from './tables.js';

/** The words that all servers of a firm share, on one buffer. */
export interface FirmWords {
  readonly words: Table<typeof FIRM_WORD_SCHEMA>;
  /**
   * Credit for the net exposure, by side, and in row OPEN_CREDIT for the open exposure; gates lease
   * from it and return to it.
   */
  readonly net: readonly FirmCredit[];
  /**
   * The whole firm's credit, for how much of the limit is used. It is `net` itself if gates lease
   * from it directly.
   */
  readonly netLeft: readonly FirmCredit[];
  /** The whole firm's sums that ladders warn of. */
  readonly sums: Pick<Table<typeof FIRM_WORD_SCHEMA>, 'unmatchedUnits' | 'lossUnits'>;
  readonly states: StateWords;
  /** The sums of accounts; absent while no account has a credit. */
  readonly accounts?: AccountSums | undefined;
  /** The sums of the rolling gross; absent while its check is off. */
  readonly rolledGross?: RollingGrossSums | undefined;
  readonly raises: Raises;
  readonly rungs: Table<typeof RUNG_SCHEMA>;
  readonly acts: ActJournal;
}

/** The setup of a second pass: plain data, the same in every thread. */
export interface SecondPassSetup {
  readonly limits: CatalogueLimits & {
    readonly layers?: LimitLayers | undefined;
    readonly explain?: boolean | undefined;
    readonly grossExposure: { readonly mode: CheckModeName; readonly dollars: number };
  };
  readonly stocks: readonly Omit<Stock, 'dailyVolatility'>[];
  /** Names of the behaviours by their codes. */
  readonly strategyNames: readonly string[];
  readonly servers: number;
  readonly parentsMax: number;
}

/** The memory of a firm's second pass: its setup, the firm's buffer, and one for each server. */
export interface SecondPassSpace {
  readonly setup: SecondPassSetup;
  readonly firm: Region;
  readonly servers: readonly Region[];
  /** By server, the measures of checks in mode `measure`; absent if there are none. */
  readonly measures?: readonly Measures[] | undefined;
  /** Sums of the firm and of accounts by symbol; absent if every sum is a server's. */
  readonly owners?: OwnerSums | undefined;
}

/** The order in hand on the long way. */
interface Candidate {
  parent: number;
  symbol: number;
  account: number;
  /** The first row of its symbol's levels. */
  levels: number;
  side: number;
  shares: number;
  priceTicks: number;
  behaviour: number;
  sequence: number;
  orderId: number;
  nowNs: number;
  /** The worst state of its scopes, as `State` has it. */
  state: number;
  /** Whom the finding in hand is about. */
  scope: number;
  scopeId: number;
}

/**
 * What a gate needs that cancels resting children: what it does, the children of all servers, and
 * what the order in hand could meet.
 */
export interface RestingOrders {
  /** A place in `PREVENTION_NAMES`, above 0. */
  readonly instruction: number;
  readonly servers: readonly RestingChildren[];
  readonly met: {
    /** Shares that rest, could be met and may be cancelled. */
    shares: number;
    /** 1 if nothing else could be met. */
    canCancel: number;
    /** What is done about it, 0 for nothing but a refusal; and whether the order is refused. */
    taken: number;
    isRefused: number;
    /** Shares to cancel, and the quantity of the order before it is decremented. */
    toCancel: number;
    quantity: number;
    /** 1 once an order of the batch has gone with fewer shares than were decided. */
    hasDecremented: number;
  };
}

/**
 * The gate's second pass on one server. Counts and bounds are columns of its buffer; one thread at
 * a time works on them.
 */
export interface SecondPass {
  readonly server: number;
  /** The settings of the server. */
  readonly settings: CheckSettings;
  /** Settings by class of symbols; class 0 has the server's. */
  readonly classSettings: readonly CheckSettings[];
  readonly explain: boolean;
  /** The firm's gross exposure limit, for its ladder; infinite while that check is off. */
  readonly grossLimitMoney: number;
  /** The firm's limits of its net and its open exposure, without raises. */
  readonly baseNetMoney: number;
  readonly baseOpenMoney: number;
  readonly stocks: SecondPassSetup['stocks'];
  readonly classes: SymbolClasses;
  /**
   * The highest account that may trade if accounts must have limits; infinite if no account has its
   * own.
   */
  readonly accountMax: number;
  readonly strategyNames: readonly string[];
  readonly quotes: Quotes;
  readonly kill: KillSwitch;
  readonly creditSliceMoney: number;
  readonly bounds: Bounds;
  readonly symbolBounds: Table<typeof SYMBOL_BOUND_SCHEMA>;
  readonly strategies: Table<typeof STRATEGY_SCHEMA>;
  readonly pace: Table<typeof PACE_SCHEMA>;
  readonly symbols: SymbolCounts;
  readonly sides: SideCounts;
  readonly trades: Table<typeof TRADE_SCHEMA>;
  /** Mean prices of five minutes; absent while no collar is around one. */
  readonly means: CollarMeans | undefined;
  readonly recovery: Table<typeof RECOVERY_SCHEMA>;
  /** When all quotes were last noted, ns since the bell, one word. */
  readonly quotesNs: Float64Array;
  /** One word: 0 if the last look at all quotes has left every symbol marked as good. */
  readonly unmarkedQuotes: Int32Array;
  readonly whole: Table<typeof SERVER_WORD_SCHEMA>;
  readonly parents: ParentCounts;
  readonly cells: ExposureCells;
  readonly net: NetCredit;
  readonly alike: Duplicates;
  /** The credit of accounts; absent while none has one. */
  readonly accounts: AccountCredit | undefined;
  /** Sums of the firm and of accounts by symbol; absent while every sum is a server's. */
  readonly owners: OwnerSums | undefined;
  /** Volume over a window, of the server or of owners; absent while its check is off. */
  readonly rolling: RollingWords | undefined;
  /** The firm's rolling gross; absent while its check is off. */
  readonly rolledGross: RollingGross | undefined;
  /** Messages of the server; absent while no check counts them. */
  readonly messages: MessageCounts | undefined;
  readonly breaches: SecondPassBreaches;
  readonly findings: Findings;
  readonly firm: FirmWords;
  /** With it, every order goes the long way, which records what checks in mode `measure` find. */
  readonly measures: Measures | undefined;
  readonly order: Candidate;
  /** Present only where self-match prevention may cancel children that rest. */
  resting: RestingOrders | undefined;
}

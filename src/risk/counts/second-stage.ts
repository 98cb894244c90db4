import { money } from '../../base/units.js';
import type { Quotes } from '../../market/quotes.js';
import type { Stock } from '../../market/universe.js';
import { allocateLayout, openTables, type Table } from '../../memory/table.js';
import { ALL_VERDICT_COUNT } from '../../orders/codes.js';
import { CATALOGUE_ROWS, type CatalogueLimits } from '../catalogue/catalogue.js';
import type { CheckModeName } from '../catalogue/modes.js';
import { changesAny, classifySymbols, limitedAccounts, resolveLimits, type SymbolClasses } from '../limits/layers.js';
import type { GateLimits, LimitLayers } from '../limits/limits.js';
import { RAISE_SCHEMA, type Raises } from '../limits/raises.js';
import { ACT_JOURNAL_SCHEMA, ACT_REASON_SCHEMA, ACTS_MAX, type ActJournal, REASON_BYTES } from '../stops/authority.js';
import type { KillSwitch } from '../stops/kill.js';
import { FIRM_STATE_SCHEMA, SCOPE_STATE_SCHEMA, type StateWords } from '../stops/states.js';
import {
  BOUND_SCHEMA,
  type Bounds,
  completeSettings,
  LEVEL_SHIFT,
  PACE_SCHEMA,
  STRATEGIES_MAX,
  STRATEGY_SCHEMA,
  SYMBOL_BOUND_SCHEMA,
  writeBounds,
} from './bounds.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit, openCredit } from './credit.js';
import { clearDuplicates, DUPLICATE_SCHEMA, DUPLICATE_WORDS, type Duplicates, openDuplicates } from './duplicates.js';
import {
  EXPOSURE_CELL_SCHEMA,
  type ExposureCells,
  NET_CREDIT_SCHEMA,
  type NetCredit,
  NO_BUY_TICKS,
  NO_SELL_TICKS,
  PARENT_COUNT_SCHEMA,
  type ParentCounts,
  RECOVERY_SCHEMA,
  SERVER_WORD_SCHEMA,
  SERVER_WORDS,
  SIDE_COUNT_SCHEMA,
  type SideCounts,
  SideWord,
  SYMBOL_COUNT_SCHEMA,
  type SymbolCounts,
  SymbolWord,
} from './exposure.js';
import { FINDING_COUNT_SCHEMA, FINDING_SCHEMA, type Findings } from './findings.js';

/** One row a verdict, of both stages: how often its check was breached, refused and passed its soft level, when first breached (NaN while never), and what a check in shadow would have refused. */
export const CATALOGUE_BREACH_SCHEMA = {
  count: 'f64',
  refused: 'f64',
  firstNs: 'f64',
  soft: 'f64',
  shadowShares: 'f64',
  shadowMoney: 'f64',
} as const;
export type CatalogueBreaches = Table<typeof CATALOGUE_BREACH_SCHEMA>;

/** Words of the firm, row 0 of each; units of $100. `netRaisedUnits` is what a raise has added to the credits of the net exposure. */
const FIRM_WORD_SCHEMA = { grossUnits: 'i32', unmatchedUnits: 'i32', lossUnits: 'i32', heldParents: 'i32', netRaisedUnits: 'i32' } as const;
/** By verdict: its ladder, as `ladder.ts` has it. */
const RUNG_SCHEMA = { rung: 'i32' } as const;

/** What all servers of a firm share, on one buffer. */
export interface FirmWords {
  readonly words: Table<typeof FIRM_WORD_SCHEMA>;
  /** Credit for the net exposure, by side: what a gate leases from and gives back to. */
  readonly net: readonly FirmCredit[];
  /** The same of the whole firm, which says how much of the limit is used; it is `net` itself where gates lease from it directly. */
  readonly netLeft: readonly FirmCredit[];
  /** Likewise the sums that ladders warn of. */
  readonly sums: Pick<Table<typeof FIRM_WORD_SCHEMA>, 'unmatchedUnits' | 'lossUnits'>;
  readonly states: StateWords;
  readonly raises: Raises;
  readonly rungs: Table<typeof RUNG_SCHEMA>;
  readonly acts: ActJournal;
}

/** What the catalogue is set up with: plain data, the same in every thread. */
export interface CatalogueSetup {
  readonly limits: CatalogueLimits & {
    readonly layers?: LimitLayers | undefined;
    readonly explain?: boolean | undefined;
    readonly grossExposure: { readonly mode: CheckModeName; readonly dollars: number };
  };
  readonly stocks: readonly Pick<Stock, 'symbol' | 'advShares' | 'openTicks'>[];
  /** Names of the behaviours by their codes. */
  readonly strategyNames: readonly string[];
  readonly servers: number;
  readonly parentsMax: number;
}

/** The memory of a firm's catalogue: what it was set up with, the firm's buffer, and one for each server. */
export interface CatalogueSpace {
  readonly setup: CatalogueSetup;
  readonly firm: SharedArrayBuffer;
  readonly servers: readonly SharedArrayBuffer[];
}

/** An order as the long way looks at it. */
export interface Candidate {
  parent: number;
  symbol: number;
  account: number;
  /** Where the levels of its symbol begin. */
  levels: number;
  side: number;
  shares: number;
  priceTicks: number;
  behaviour: number;
  sequence: number;
  nowNs: number;
}

/** The gate's second stage on one server. Counts and bounds are columns of its buffer; one thread at a time works on them. */
export interface Catalogue {
  readonly server: number;
  readonly settings: Readonly<Record<string, { readonly mode: CheckModeName } & Readonly<Record<string, unknown>>>>;
  readonly explain: boolean;
  /** The firm's gross exposure limit for its ladder; infinite while that check is off. */
  readonly grossLimitMoney: number;
  /** The firm's net exposure limit without raises. */
  readonly baseNetMoney: number;
  readonly stocks: CatalogueSetup['stocks'];
  readonly classes: SymbolClasses;
  /** The highest account that may trade where it is asked for limits at all; infinite where no account has its own. */
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
  readonly recovery: Table<typeof RECOVERY_SCHEMA>;
  readonly whole: Table<typeof SERVER_WORD_SCHEMA>;
  readonly parents: ParentCounts;
  readonly cells: ExposureCells;
  readonly net: NetCredit;
  readonly alike: Duplicates;
  readonly breaches: CatalogueBreaches;
  readonly findings: Findings;
  readonly firm: FirmWords;
  readonly order: Candidate;
}

export const FINDINGS_MAX = 4096;

function firmLayout({ servers, stocks }: CatalogueSetup) {
  return {
    words: { schema: FIRM_WORD_SCHEMA, capacity: 1 },
    netBuys: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    netSells: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    firmState: { schema: FIRM_STATE_SCHEMA, capacity: 1 },
    firmSince: { schema: SCOPE_STATE_SCHEMA, capacity: 1 },
    serverStates: { schema: SCOPE_STATE_SCHEMA, capacity: servers + 1 },
    symbolStates: { schema: SCOPE_STATE_SCHEMA, capacity: stocks.length },
    raises: { schema: RAISE_SCHEMA, capacity: ALL_VERDICT_COUNT },
    rungs: { schema: RUNG_SCHEMA, capacity: ALL_VERDICT_COUNT },
    acts: { schema: ACT_JOURNAL_SCHEMA, capacity: ACTS_MAX },
    reasons: { schema: ACT_REASON_SCHEMA, capacity: ACTS_MAX * REASON_BYTES },
  } as const;
}

function classesOf({ limits, stocks }: CatalogueSetup): SymbolClasses {
  return classifySymbols(
    limits,
    stocks.map(({ symbol }) => symbol),
  );
}

function serverLayout(setup: CatalogueSetup) {
  const { stocks, parentsMax } = setup;
  return {
    bounds: { schema: BOUND_SCHEMA, capacity: classesOf(setup).changes.length << LEVEL_SHIFT },
    symbolBounds: { schema: SYMBOL_BOUND_SCHEMA, capacity: stocks.length },
    strategies: { schema: STRATEGY_SCHEMA, capacity: STRATEGIES_MAX },
    pace: { schema: PACE_SCHEMA, capacity: 1 },
    symbols: { schema: SYMBOL_COUNT_SCHEMA, capacity: 8 * stocks.length },
    sides: { schema: SIDE_COUNT_SCHEMA, capacity: 8 * stocks.length },
    recovery: { schema: RECOVERY_SCHEMA, capacity: stocks.length },
    whole: { schema: SERVER_WORD_SCHEMA, capacity: SERVER_WORDS },
    parents: { schema: PARENT_COUNT_SCHEMA, capacity: parentsMax },
    cells: { schema: EXPOSURE_CELL_SCHEMA, capacity: 1 },
    net: { schema: NET_CREDIT_SCHEMA, capacity: 2 },
    alike: { schema: DUPLICATE_SCHEMA, capacity: DUPLICATE_WORDS },
    breaches: { schema: CATALOGUE_BREACH_SCHEMA, capacity: ALL_VERDICT_COUNT },
    findings: { schema: FINDING_SCHEMA, capacity: FINDINGS_MAX },
    findingCounts: { schema: FINDING_COUNT_SCHEMA, capacity: 1 },
  } as const;
}

/** Whether the limits set any check of the second stage, or ask to be explained. */
export function isCatalogueOn(limits: CatalogueSetup['limits']): boolean {
  const fields = CATALOGUE_ROWS.map(({ field }) => field);
  return limits.explain === true || fields.some((field) => (limits[field]?.mode ?? 'off') !== 'off') || changesAny(limits.layers, fields);
}

/** Allocates what the servers of a firm share, as it stands before the bell. */
export function allocateFirm(setup: CatalogueSetup): SharedArrayBuffer {
  const firm = allocateLayout(firmLayout(setup));
  const tables = openTables(firm, firmLayout(setup));
  tables.raises.untilNs.fill(Number.NEGATIVE_INFINITY);
  const { mode, dollars } = completeSettings(setup.limits).netExposure!;
  for (const credit of [tables.netBuys, tables.netSells]) openCredit(credit, mode === 'off' ? 0 : money(dollars as number));
  return firm;
}

/** Allocates the memory of a firm's catalogue and writes what stands before the bell. Throws an InputError where a list names what there is not. */
export function allocateCatalogue(setup: CatalogueSetup): CatalogueSpace {
  const firm = allocateFirm(setup);
  const { mode } = completeSettings(setup.limits).netExposure!;

  const servers = Array.from({ length: setup.servers }, () => {
    const buffer = allocateLayout(serverLayout(setup));
    const { symbols, sides, recovery, net, cells, breaches, parents, alike } = openTables(buffer, serverLayout(setup));
    for (let symbol = 0; symbol < setup.stocks.length; symbol++) {
      const at = symbol << 3;
      symbols.words.fill(Number.NEGATIVE_INFINITY, at + SymbolWord.VALID, at + SymbolWord.SOFT_ARRIVAL + 1);
      sides.words[at + SideWord.TICKS] = NO_BUY_TICKS;
      sides.words[at + 4 + SideWord.TICKS] = NO_SELL_TICKS;
    }
    // The first good quote of the day makes a symbol current.
    recovery.goodQuotes.fill(0x7fffffff);
    clearDuplicates(openDuplicates(alike.words));
    parents.ceiling.fill(0x7fffffff);
    net.creditMoney.fill(mode === 'off' ? Number.POSITIVE_INFINITY : 0);
    cells.nextMarkNs[0] = Number.NEGATIVE_INFINITY;
    cells.nextExpiryNs[0] = Number.POSITIVE_INFINITY;
    breaches.firstNs.fill(Number.NaN);
    return buffer;
  });
  const space = { setup, firm, servers };
  servers.forEach((_, index) => {
    const catalogue = openCatalogue(space, index + 1, {} as Quotes, {} as KillSwitch, 0);
    catalogue.symbolBounds.class.set(catalogue.classes.classOf);
    writeBounds(catalogue, 0);
  });
  return space;
}

/** Opens what all servers share. */
export function openFirm({ setup, firm }: Pick<CatalogueSpace, 'setup' | 'firm'>): FirmWords {
  const tables = openTables(firm, firmLayout(setup));
  const { words, netBuys, netSells, firmState, firmSince, serverStates, symbolStates, raises, rungs, acts, reasons } = tables;
  const net = [netBuys, netSells];
  return {
    words,
    net,
    netLeft: net,
    sums: words,
    states: { firm: firmState, firmSince, servers: serverStates, symbols: symbolStates },
    raises,
    rungs,
    acts: { rows: acts, reasons },
  };
}

/** Opens a server's second stage, in any thread, as often as it restarts: nothing that it has counted or stopped is forgotten. Servers are numbered from 1. */
export function openCatalogue(
  space: CatalogueSpace,
  server: number,
  quotes: Quotes,
  kill: KillSwitch,
  creditSliceMoney: number,
  firm: FirmWords = openFirm(space),
): Catalogue {
  const { setup } = space;
  const { grossExposure } = setup.limits;
  const settings = completeSettings({ ...resolveLimits(setup.limits as GateLimits, { server }) });
  const classes = classesOf(setup);
  const accounts = limitedAccounts(setup.limits);
  const { findings, findingCounts, alike, ...tables } = openTables(space.servers[server - 1]!, serverLayout(setup));
  return {
    server,
    settings,
    explain: setup.limits.explain === true,
    grossLimitMoney: grossExposure.mode === 'off' ? Number.POSITIVE_INFINITY : money(grossExposure.dollars),
    baseNetMoney: money(settings.netExposure!.dollars as number),
    stocks: setup.stocks,
    classes,
    accountMax: accounts.length === 0 ? Number.POSITIVE_INFINITY : accounts.length,
    strategyNames: setup.strategyNames,
    quotes,
    kill,
    creditSliceMoney,
    ...tables,
    alike: openDuplicates(alike.words),
    findings: { rows: findings, counts: findingCounts },
    firm,
    order: { parent: 0, symbol: 0, account: 0, levels: 0, side: 0, shares: 0, priceTicks: 0, behaviour: 0, sequence: 0, nowNs: 0 },
  };
}

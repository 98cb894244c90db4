import { money } from '../../base/units.js';
import { MEAN_BUCKET_SCHEMA, MEAN_BUCKETS } from '../../market/mean-prices.js';
import type { Quotes } from '../../market/quotes.js';
import { allocateArray, type Region } from '../../memory/arena.js';
import { allocateLayout, openTables } from '../../memory/table.js';
import { ALL_VERDICT_COUNT } from '../../orders/codes.js';
import { CATALOGUE_ROWS, type CheckSettings, completeSettings } from '../catalogue/catalogue.js';
import { type CheckModeName, isUnbounded } from '../catalogue/modes.js';
import { type CompiledLimits, compileLimits } from '../limits/compile.js';
import { changesAny, limitedAccounts } from '../limits/layers.js';
import { RAISE_SCHEMA } from '../limits/raises.js';
import {
  ACT_JOURNAL_SCHEMA,
  ACT_REASON_SCHEMA,
  JOURNAL_ACTS_MAX,
  REASON_BYTES,
} from '../stops/authority.js';
import type { KillSwitch } from '../stops/kill.js';
import {
  ACCOUNT_STATE_SCHEMA,
  FIRM_STATE_SCHEMA,
  SCOPE_STATE_SCHEMA,
  STOPPED_ACCOUNTS_MAX,
} from '../stops/states.js';
import { compileAccounts, isAccountCreditOn } from './accounts.js';
import { writeBounds } from './bounds.js';
import { CREDIT_UNIT_MONEY, FIRM_CREDIT_SCHEMA, MEASURED_NET_UNITS, openCredit } from './credit.js';
import {
  clearDuplicates,
  DUPLICATE_SCHEMA,
  DUPLICATE_WORDS,
  openDuplicates,
} from './duplicates.js';
import { FINDING_COUNT_SCHEMA, FINDING_SCHEMA } from './findings.js';
import { followsMeans, openMeans } from './means.js';
import { allocateMeasures, measuredChecks } from './measures.js';
import { countsMessages } from './messages.js';
import { allocateOwners } from './owners.js';
import { clearRolled, openRolling, rollingWindowNs, rollsByServer } from './rolling.js';
import { grossWindowsNs, openRollingGross, rollingGrossWords } from './rolling-gross.js';
import type { FirmWords, SecondPass, SecondPassSetup, SecondPassSpace } from './second-pass.js';
import {
  ACCOUNT_SUM_SCHEMA,
  ACCOUNT_WORDS,
  BOUND_SCHEMA,
  EXPOSURE_CELL_SCHEMA,
  FINDINGS_MAX,
  FIRM_WORD_SCHEMA,
  LEVEL_SHIFT,
  MEAN_SCHEMA,
  MESSAGE_SCHEMA,
  MESSAGE_WORDS,
  MessageWord,
  NET_CREDIT_SCHEMA,
  NO_BUY_TICKS,
  NO_SELL_TICKS,
  OPEN_CREDIT,
  PACE_SCHEMA,
  PARENT_COUNT_SCHEMA,
  RECOVERY_SCHEMA,
  ROLLING_GROSS_SCHEMA,
  ROLLING_SCHEMA,
  ROLLING_SHIFT,
  ROLLING_WORDS,
  RUNG_SCHEMA,
  SECOND_PASS_BREACH_SCHEMA,
  SERVER_WORD_SCHEMA,
  SERVER_WORDS,
  SIDE_COUNT_SCHEMA,
  SideWord,
  STRATEGIES_MAX,
  STRATEGY_SCHEMA,
  SYMBOL_BOUND_SCHEMA,
  SYMBOL_COUNT_SCHEMA,
  SymbolWord,
  TRADE_SCHEMA,
} from './tables.js';

/** The sums of accounts, which a firm without their credit does not have. */
function accountLayout(limits: SecondPassSetup['limits']) {
  const rows = limitedAccounts(limits).length + 2;
  const layout = {
    accounts: { schema: ACCOUNT_SUM_SCHEMA, capacity: ACCOUNT_WORDS * rows },
  } as const;
  return isAccountCreditOn(limits) ? layout : ({} as typeof layout);
}

/** The sums of the rolling gross, which a firm without its check does not have. */
function rollingLayout(limits: SecondPassSetup['limits']) {
  const capacity = rollingGrossWords(grossWindowsNs(limits).length);
  const layout = { rolledGross: { schema: ROLLING_GROSS_SCHEMA, capacity } } as const;
  return capacity > 0 ? layout : ({} as typeof layout);
}

function firmLayout({ servers, stocks, limits }: SecondPassSetup) {
  return {
    words: { schema: FIRM_WORD_SCHEMA, capacity: 1 },
    netBuys: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    netSells: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    openOrders: { schema: FIRM_CREDIT_SCHEMA, capacity: 1 },
    firmState: { schema: FIRM_STATE_SCHEMA, capacity: 1 },
    firmSince: { schema: SCOPE_STATE_SCHEMA, capacity: 1 },
    serverStates: { schema: SCOPE_STATE_SCHEMA, capacity: servers + 1 },
    symbolStates: { schema: SCOPE_STATE_SCHEMA, capacity: stocks.length },
    accountStates: { schema: ACCOUNT_STATE_SCHEMA, capacity: STOPPED_ACCOUNTS_MAX },
    raises: { schema: RAISE_SCHEMA, capacity: ALL_VERDICT_COUNT },
    rungs: { schema: RUNG_SCHEMA, capacity: ALL_VERDICT_COUNT },
    acts: { schema: ACT_JOURNAL_SCHEMA, capacity: JOURNAL_ACTS_MAX },
    reasons: { schema: ACT_REASON_SCHEMA, capacity: JOURNAL_ACTS_MAX * REASON_BYTES },
    ...accountLayout(limits),
    ...rollingLayout(limits),
  } as const;
}

function compileSetup(
  { limits, stocks }: SecondPassSetup,
  server: number,
): CompiledLimits<SecondPassSetup['limits']> {
  return compileLimits(
    limits,
    server,
    stocks.map(({ symbol }) => symbol),
  );
}

function serverLayout({ stocks, parentsMax, limits }: SecondPassSetup, classes: number) {
  const rolled = rollsByServer(limits) ? stocks.length : 0;
  const meant = followsMeans(limits) ? stocks.length : 0;
  return {
    bounds: { schema: BOUND_SCHEMA, capacity: classes << LEVEL_SHIFT },
    symbolBounds: { schema: SYMBOL_BOUND_SCHEMA, capacity: stocks.length },
    strategies: { schema: STRATEGY_SCHEMA, capacity: STRATEGIES_MAX },
    pace: { schema: PACE_SCHEMA, capacity: 1 },
    symbols: { schema: SYMBOL_COUNT_SCHEMA, capacity: 8 * stocks.length },
    sides: { schema: SIDE_COUNT_SCHEMA, capacity: 8 * stocks.length },
    trades: { schema: TRADE_SCHEMA, capacity: stocks.length },
    recovery: { schema: RECOVERY_SCHEMA, capacity: stocks.length },
    whole: { schema: SERVER_WORD_SCHEMA, capacity: SERVER_WORDS },
    parents: { schema: PARENT_COUNT_SCHEMA, capacity: parentsMax },
    rolling: { schema: ROLLING_SCHEMA, capacity: Math.max(1, ROLLING_WORDS * rolled) },
    means: { schema: MEAN_SCHEMA, capacity: Math.max(1, meant) },
    meanBuckets: { schema: MEAN_BUCKET_SCHEMA, capacity: Math.max(1, MEAN_BUCKETS * meant) },
    messages: { schema: MESSAGE_SCHEMA, capacity: MESSAGE_WORDS },
    cells: { schema: EXPOSURE_CELL_SCHEMA, capacity: 1 },
    net: { schema: NET_CREDIT_SCHEMA, capacity: OPEN_CREDIT + 1 },
    alike: { schema: DUPLICATE_SCHEMA, capacity: DUPLICATE_WORDS },
    breaches: { schema: SECOND_PASS_BREACH_SCHEMA, capacity: ALL_VERDICT_COUNT },
    findings: { schema: FINDING_SCHEMA, capacity: FINDINGS_MAX },
    findingCounts: { schema: FINDING_COUNT_SCHEMA, capacity: 1 },
  } as const;
}

/**
 * Returns whether the limits set any check of the second pass, or `explain`, or measure any check.
 */
export function isSecondPassOn(limits: SecondPassSetup['limits']): boolean {
  const fields = CATALOGUE_ROWS.map(({ field }) => field);
  return (
    limits.explain === true ||
    measuredChecks(limits).length > 0 ||
    fields.some((field) => (limits[field]?.mode ?? 'off') !== 'off') ||
    changesAny(limits.layers, fields)
  );
}

/** Allocates the words that the servers of a firm share, with their values before the bell. */
export function allocateFirm(setup: SecondPassSetup): Region {
  const firm = allocateLayout(firmLayout(setup));
  const tables = openTables(firm, firmLayout(setup));
  tables.raises.untilNs.fill(Number.NEGATIVE_INFINITY);
  const { netExposure, openExposure } = completeSettings(setup.limits);
  const of = ({ mode, dollars }: CheckSettings[string]): number =>
    creditMoney(mode, dollars as number);
  for (const credit of [tables.netBuys, tables.netSells]) openCredit(credit, of(netExposure!));
  openCredit(tables.openOrders, of(openExposure!));
  const windows = grossWindowsNs(setup.limits).length;
  for (let window = 1; window <= windows; window++)
    clearRolled(tables.rolledGross.words, window << ROLLING_SHIFT);
  return firm;
}

/**
 * Returns the firm's credit for its net or open exposure, money. While the check is measured,
 * it is more than any firm uses, so that what is gone of it is what the firm has used.
 */
function creditMoney(mode: CheckModeName, dollars: number): number {
  if (mode === 'measure') return MEASURED_NET_UNITS * CREDIT_UNIT_MONEY;
  return mode === 'off' ? 0 : money(dollars);
}

/**
 * Allocates the memory of a firm's second pass and writes the values before the bell. Throws an
 * InputError if a list has an unknown name.
 */
export function allocateSecondPass(setup: SecondPassSetup): SecondPassSpace {
  const firm = allocateFirm(setup);
  const { netExposure, openExposure } = completeSettings(setup.limits);
  const layout = serverLayout(setup, compileSetup(setup, 1).byClass.length);

  const servers = Array.from({ length: setup.servers }, () => {
    const buffer = allocateLayout(layout);
    const { symbols, sides, recovery, net, cells, breaches, parents, alike, messages, means } =
      openTables(buffer, layout);
    if (followsMeans(setup.limits)) openMeans(means, setup.stocks);
    for (let symbol = 0; symbol < setup.stocks.length; symbol++) {
      const at = symbol << 3;
      symbols.words.fill(
        Number.NEGATIVE_INFINITY,
        at + SymbolWord.VALID,
        at + SymbolWord.SOFT_ARRIVAL + 1,
      );
      sides.words[at + SideWord.TICKS] = NO_BUY_TICKS;
      sides.words[at + 4 + SideWord.TICKS] = NO_SELL_TICKS;
    }
    // The first good quote of the day makes a symbol current.
    recovery.goodQuotes.fill(0x7fffffff);
    clearDuplicates(openDuplicates(alike.words));
    parents.ceiling.fill(0x7fffffff);
    net.creditMoney.fill(netExposure!.mode === 'off' ? Number.POSITIVE_INFINITY : 0);
    net.creditMoney[OPEN_CREDIT] = openExposure!.mode === 'off' ? Number.POSITIVE_INFINITY : 0;
    for (const word of [MessageWord.ARRIVAL, MessageWord.TRY_ARRIVAL])
      messages.words[word] = Number.NEGATIVE_INFINITY;
    cells.nextMarkNs[0] = Number.NEGATIVE_INFINITY;
    cells.nextExpiryNs[0] = Number.POSITIVE_INFINITY;
    breaches.firstNs.fill(Number.NaN);
    return buffer;
  });
  const volumes = setup.stocks.map(({ advShares }) => advShares);
  const measures = servers.flatMap(
    (_, index) => allocateMeasures(compileSetup(setup, index + 1).byClass[0]!, volumes) ?? [],
  );
  const owners = allocateOwners(setup.limits, rollingWindowNs(setup.limits));
  const space = {
    setup,
    firm,
    servers,
    ...(measures.length > 0 && { measures }),
    ...(owners !== undefined && { owners }),
  };
  servers.forEach((_, index) => {
    const catalogue = openSecondPass(space, index + 1, {} as Quotes, {} as KillSwitch, 0);
    catalogue.symbolBounds.class.set(catalogue.classes.classOf);
    writeBounds(catalogue, 0);
  });
  return space;
}

/** Opens the words that all servers share. */
export function openFirm({ setup, firm }: Pick<SecondPassSpace, 'setup' | 'firm'>): FirmWords {
  const tables = openTables(firm, firmLayout(setup));
  const {
    words,
    netBuys,
    netSells,
    openOrders,
    firmState,
    firmSince,
    serverStates,
    symbolStates,
    accountStates,
    raises,
    rungs,
    acts,
    reasons,
    accounts,
    rolledGross,
  } = tables;
  const net = [netBuys, netSells, openOrders];
  return {
    words,
    net,
    netLeft: net,
    sums: words,
    states: {
      firm: firmState,
      firmSince,
      servers: serverStates,
      symbols: symbolStates,
      accounts: accountStates,
    },
    raises,
    accounts,
    rolledGross,
    rungs,
    acts: { rows: acts, reasons },
  };
}

/**
 * Opens a server's second pass, in any thread and after each restart, with all of its counts and
 * stops. Servers are numbered from 1.
 */
export function openSecondPass(
  space: SecondPassSpace,
  server: number,
  quotes: Quotes,
  kill: KillSwitch,
  creditSliceMoney: number,
  firm: FirmWords = openFirm(space),
): SecondPass {
  const { setup } = space;
  const { grossExposure } = setup.limits;
  const compiled = compileSetup(setup, server);
  const { classes, accounts, byClass } = compiled;
  const classSettings = byClass.map(completeSettings);
  const settings = classSettings[0]!;
  const { findings, findingCounts, alike, messages, rolling, ...opened } = openTables(
    space.servers[server - 1]!,
    serverLayout(setup, byClass.length),
  );
  const { means, meanBuckets, ...tables } = opened;
  return {
    server,
    settings,
    classSettings,
    explain: setup.limits.explain === true,
    grossLimitMoney: isUnbounded(grossExposure.mode)
      ? Number.POSITIVE_INFINITY
      : money(grossExposure.dollars),
    baseNetMoney: money(settings.netExposure!.dollars as number),
    baseOpenMoney: money(settings.openExposure!.dollars as number),
    stocks: setup.stocks,
    classes,
    accountMax: accounts.length === 0 ? Number.POSITIVE_INFINITY : accounts.length,
    strategyNames: setup.strategyNames,
    quotes,
    kill,
    creditSliceMoney,
    ...tables,
    alike: openDuplicates(alike.words),
    accounts: firm.accounts && compileAccounts(compiled, firm.accounts),
    owners: space.owners,
    rolling: openRolling(setup.limits, rolling.words, space.owners),
    rolledGross: openRollingGross(setup.limits, firm.rolledGross),
    messages: countsMessages(setup.limits) ? messages : undefined,
    means: followsMeans(setup.limits) ? { rows: means, buckets: meanBuckets } : undefined,
    findings: { rows: findings, counts: findingCounts },
    firm,
    quotesNs: allocateArray(Float64Array, 1),
    unmarkedQuotes: Int32Array.of(1),
    measures: space.measures?.[server - 1],
    order: {
      parent: 0,
      symbol: 0,
      account: 0,
      levels: 0,
      side: 0,
      shares: 0,
      priceTicks: 0,
      behaviour: 0,
      sequence: 0,
      orderId: -1,
      state: 0,
      nowNs: 0,
      scope: 0,
      scopeId: 0,
    },
    resting: undefined,
  };
}

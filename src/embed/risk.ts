import {
  demand,
  type Form,
  fields,
  having,
  kinds,
  list,
  numeric,
  oneOf,
  optional,
  simple,
  tableOf,
  text,
  whole,
} from '../base/forms.js';
import { DOLLARS_MAX, INT32_MAX, SERVERS_MAX, STOCKS_MAX, TIME_NS_MAX } from '../base/ranges.js';
import { stocksForm } from '../market/forms.js';
import { QUOTE_SCHEMA, type Quotes } from '../market/quotes.js';
import * as catalogues from '../risk/catalogue/catalogue.js';
import { CATALOGUE, type CheckSetting } from '../risk/catalogue/catalogue.js';
import { CHECK_MODE_NAMES, type CheckModeName } from '../risk/catalogue/modes.js';
import type { CheckRow } from '../risk/catalogue/row.js';
import * as credits from '../risk/counts/credit.js';
import { FIRM_CREDIT_SCHEMA, type FirmCredit } from '../risk/counts/credit.js';
import * as spaces from '../risk/counts/open.js';
import type {
  FirmWords,
  SecondPass,
  SecondPassSetup,
  SecondPassSpace,
} from '../risk/counts/second-pass.js';
import type { CheckDefinition } from '../risk/gate/custom-checks.js';
import * as ownChecks from '../risk/gate/custom-checks.js';
import type { LaidLimits } from '../risk/limits/blocks.js';
import * as gateLayers from '../risk/limits/blocks.js';
import { gateLimitsForm, placeLists, settingForms, someLimitsForm } from '../risk/limits/forms.js';
import type { LimitPlace } from '../risk/limits/layers.js';
import * as layers from '../risk/limits/layers.js';
import * as limits from '../risk/limits/limits.js';
import {
  type GateLimits,
  LIMIT_DETAIL_SCHEMA,
  LIMIT_SCHEMA,
  type LimitDetails,
  type LimitTable,
} from '../risk/limits/limits.js';
import * as acts from '../risk/people.js';
import type { ActJournal, Authority } from '../risk/stops/authority.js';
import * as authorities from '../risk/stops/authority.js';
import { ROLES } from '../risk/stops/authority.js';
import * as kills from '../risk/stops/kill.js';
import { KILL_SCHEMA, type KillScope, type KillSwitch } from '../risk/stops/kill.js';
import { rowScopeForm } from '../risk/stops/scope-forms.js';
import type { State, StateScope, StateWords } from '../risk/stops/states.js';
import * as states from '../risk/stops/states.js';

/**
 * The set-up functions of `smars/risk`, and acts: what the inner functions do, once all that they
 * are given is checked. What runs over columns is exported as it is.
 */

const MONEY_MAX = Number.MAX_SAFE_INTEGER;
const timeNs = numeric(-TIME_NS_MAX, TIME_NS_MAX);
const symbolNames = list(text(1, 32), 1, STOCKS_MAX);

/** The form of who does something, why, and when. */
export const authorityForm: Form = fields({
  roles: list(oneOf(ROLES), 0, 8),
  reason: text(0, 10_000),
  nowNs: timeNs,
});

/** Checks a scope of which there are words; row 0 of the servers is none's. */
function demandStateScope(words: StateWords, scope: StateScope, source: string): void {
  demand(having('firm', 'servers', 'symbols'), words, source, 'states');
  const kind = simple(() => true, '');
  const form = kinds('kind', {
    firm: fields({ kind }),
    server: fields({ kind, server: whole(1, words.servers.capacity - 1) }),
    symbol: fields({ kind, symbol: whole(0, words.symbols.capacity - 1) }),
  });
  demand(form, scope, source, 'scope');
}

/**
 * Stops a scope, or lets only reducing orders of it through. Anybody may stop, at once and without
 * a second person; an act that finds the journal full is not recorded and stops all the same. A
 * kill also pulls the kill words. Returns false where the scope was as bad already.
 */
export function stopScope(
  firm: FirmWords,
  words: KillSwitch,
  scope: StateScope,
  act: 'reduce' | 'halt' | 'kill',
  by: Authority,
): boolean {
  demand(having('states'), firm, 'stopScope', 'firm');
  demandStateScope(firm.states, scope, 'stopScope');
  demand(oneOf(['reduce', 'halt', 'kill']), act, 'stopScope', 'act');
  demand(authorityForm, by, 'stopScope', 'by');
  return acts.stopScope(firm, words, scope, act, by);
}

/**
 * Lets a scope go on. A halt takes one of the designated roles, a kill two different roles of which
 * one is designated, and a cool-off of a minute; both take a reason. Throws an InputError, and
 * changes nothing, where that is not so or nothing has stopped. What sums have been counted stays:
 * a limit that is still passed stops again.
 */
export function rearmScope(
  firm: FirmWords,
  words: KillSwitch,
  scope: StateScope,
  by: Authority,
): State {
  demand(having('states'), firm, 'rearmScope', 'firm');
  demandStateScope(firm.states, scope, 'rearmScope');
  demand(authorityForm, by, 'rearmScope', 'by');
  return acts.rearmScope(firm, words, scope, by);
}

/**
 * Lets a parent that was held go on for as many executions again. For the thread that has the
 * server. Takes a designated role and a reason, or throws an InputError.
 */
export function releaseParent(catalogue: SecondPass, parent: number, by: Authority): void {
  demand(having('firm', 'parents', 'bounds'), catalogue, 'releaseParent', 'catalogue');
  demand(whole(0, catalogue.parents.capacity - 1), parent, 'releaseParent', 'parent');
  demand(authorityForm, by, 'releaseParent', 'by');
  acts.releaseParent(catalogue, parent, by);
}

/**
 * Raises the hard level of a check of the second pass until a time, for all servers; it reverts by
 * itself. `value` is in the unit of the check's parameter, at most 100 billion. Takes a designated
 * role and a reason, or throws an InputError.
 */
export function raiseLimit(
  firm: FirmWords,
  name: string,
  value: number,
  untilNs: number,
  by: Authority,
): void {
  demand(having('raises'), firm, 'raiseLimit', 'firm');
  demand(text(1, 64), name, 'raiseLimit', 'name');
  demand(numeric(0, DOLLARS_MAX), value, 'raiseLimit', 'value');
  demand(timeNs, untilNs, 'raiseLimit', 'untilNs');
  demand(authorityForm, by, 'raiseLimit', 'by');
  acts.raiseLimit(firm, name, value, untilNs, by);
}

/**
 * Throws an InputError unless the authority is enough: known roles, a reason, room to record it,
 * and among the roles one of the designated and `people` different ones.
 */
export function demandAuthority(
  journal: ActJournal,
  what: string,
  by: Authority,
  people: number,
): void {
  demand(having('rows', 'reasons'), journal, 'demandAuthority', 'journal');
  demand(text(0, 1000), what, 'demandAuthority', 'what');
  demand(authorityForm, by, 'demandAuthority', 'by');
  demand(whole(1, ROLES.length), people, 'demandAuthority', 'people');
  authorities.demandAuthority(journal, what, by, people);
}

/** The row of a name in the table; undefined when there is none. */
export function findCheck(name: string): CheckRow | undefined {
  demand(text(0, 1000), name, 'findCheck', 'name');
  return catalogues.findCheck(name);
}

/**
 * A setting with the defaults of the catalogue where it leaves a parameter out; off where there is
 * no setting.
 */
export function completeSetting(
  row: CheckRow,
  setting: CheckSetting | undefined,
): { mode: CheckModeName } & Record<string, unknown> {
  const names = CATALOGUE.map(({ name }) => name);
  demand(oneOf(names), (row as CheckRow | undefined)?.name, 'completeSetting', 'row.name');
  const form = settingForms[row.field];
  if (form !== undefined) demand(optional(form), setting, 'completeSetting', 'setting');
  return catalogues.completeSetting(row, setting);
}

/** Whether the limits set any check of the second pass, or ask to be explained. */
export function isSecondPassOn(given: SecondPassSetup['limits']): boolean {
  demand(someLimitsForm, given, 'isSecondPassOn', 'limits');
  return spaces.isSecondPassOn(given);
}

const serverCount = whole(1, SERVERS_MAX);
/** The form of what the catalogue is set up with. */
export const secondPassSetupForm: Form = fields({
  limits: someLimitsForm,
  stocks: stocksForm,
  strategyNames: list(text(1, 64), 1, 128),
  servers: serverCount,
  parentsMax: whole(1, 4_000_000),
});

/**
 * Allocates the memory of a firm's catalogue and writes what stands before the bell. Throws an
 * InputError where a setting is wrong or a list names what there is not.
 */
export function allocateSecondPass(setup: SecondPassSetup): SecondPassSpace {
  demand(secondPassSetupForm, setup, 'allocateSecondPass', 'setup');
  const { servers, strategyNames: strategies, stocks } = setup;
  demand(
    fields({ mode: oneOf(CHECK_MODE_NAMES), dollars: numeric(0, DOLLARS_MAX, 100) }),
    setup.limits.grossExposure,
    'allocateSecondPass',
    'setup.limits.grossExposure',
  );
  placeLists(
    setup.limits as Partial<GateLimits>,
    { servers, strategies, symbols: stocks.map(({ symbol }) => symbol) },
    'allocateSecondPass: setup.limits',
  );
  return spaces.allocateSecondPass(setup);
}

/**
 * Opens a server's second pass, in any thread, as often as it restarts: nothing that it has counted
 * or stopped is forgotten. Servers are numbered from 1.
 */
export function openSecondPass(
  space: SecondPassSpace,
  server: number,
  quotes: Quotes,
  words: KillSwitch,
  creditSliceMoney: number,
  firm?: FirmWords,
): SecondPass {
  demand(having('setup', 'servers', 'firm'), space, 'openSecondPass', 'space');
  demand(whole(1, space.servers.length), server, 'openSecondPass', 'server');
  demand(tableOf(QUOTE_SCHEMA), quotes, 'openSecondPass', 'quotes');
  demand(tableOf(KILL_SCHEMA), words, 'openSecondPass', 'kill');
  demand(numeric(0, MONEY_MAX), creditSliceMoney, 'openSecondPass', 'creditSliceMoney');
  return spaces.openSecondPass(space, server, quotes, words, creditSliceMoney, firm);
}

/** Opens what all servers share. */
export function openFirm(space: Pick<SecondPassSpace, 'setup' | 'firm'>): FirmWords {
  demand(having('setup', 'firm'), space, 'openFirm', 'space');
  return spaces.openFirm(space);
}

const money = numeric(0, MONEY_MAX);

/** Sets the word to a limit in money, rounded down to whole units of $100. */
export function openCredit(firm: FirmCredit, limitMoney: number): void {
  demand(tableOf(FIRM_CREDIT_SCHEMA), firm, 'openCredit', 'firm');
  demand(money, limitMoney, 'openCredit', 'limitMoney');
  credits.openCredit(firm, limitMoney);
}

/**
 * Takes at least `neededMoney`, and up to a slice if that is more; returns the money taken, or 0
 * when the firm has not so much left.
 */
export function leaseCredit(firm: FirmCredit, neededMoney: number, sliceMoney: number): number {
  demand(tableOf(FIRM_CREDIT_SCHEMA), firm, 'leaseCredit', 'firm');
  demand(money, neededMoney, 'leaseCredit', 'neededMoney');
  demand(money, sliceMoney, 'leaseCredit', 'sliceMoney');
  return credits.leaseCredit(firm, neededMoney, sliceMoney);
}

/** Gives whole units of unspent money back; returns the money given back. */
export function returnCredit(firm: FirmCredit, given: number): number {
  demand(tableOf(FIRM_CREDIT_SCHEMA), firm, 'returnCredit', 'firm');
  demand(money, given, 'returnCredit', 'money');
  return credits.returnCredit(firm, given);
}

/**
 * Resolves the limits of a server; undefined where no layer below the firm says anything. Throws an
 * InputError where the layers name a symbol that is not in the universe.
 */
export function layLimits(
  risk: GateLimits,
  server: number,
  symbols: readonly string[],
): LaidLimits | undefined {
  demand(gateLimitsForm, risk, 'layLimits', 'risk');
  demand(serverCount, server, 'layLimits', 'server');
  demand(symbolNames, symbols, 'layLimits', 'symbols');
  return gateLayers.layLimits(risk, server, symbols);
}

function demandKill(words: KillSwitch, scope: KillScope, source: string): void {
  demand(tableOf(KILL_SCHEMA), words, source, 'words');
  const { server, symbol } = words;
  demand(
    rowScopeForm({ servers: server.length - 1, symbols: symbol.length }),
    scope,
    source,
    'scope',
  );
}

/**
 * Stops the scope, given by rows: servers are numbered from 1, behaviours and symbols are places in
 * their tables. Takes effect with the next batch of children that any gate looks at. Returns false
 * when no more single orders can be killed.
 */
export function kill(words: KillSwitch, scope: KillScope): boolean {
  demandKill(words, scope, 'kill');
  return kills.kill(words, scope);
}

/** Lets the scope trade again. For a recorded human act, and nothing else. */
export function rearm(words: KillSwitch, scope: KillScope): void {
  demandKill(words, scope, 'rearm');
  kills.rearm(words, scope);
}

/** Rows that the kill table of a market needs. */
export function killRows(symbols: number, servers: number): number {
  demand(whole(1, STOCKS_MAX), symbols, 'killRows', 'symbols');
  demand(serverCount, servers, 'killRows', 'servers');
  return kills.killRows(symbols, servers);
}

/**
 * The limits in force at a place: the firm's, with the changes of its server, account and symbol
 * laid over them in this order, parameter by parameter.
 */
export function resolveLimits(given: GateLimits, place: LimitPlace): GateLimits {
  demand(gateLimitsForm, given, 'resolveLimits', 'limits');
  const form = fields({
    server: optional(serverCount),
    account: optional(text(1, 64)),
    symbol: optional(text(1, 32)),
  });
  demand(form, place, 'resolveLimits', 'place');
  return layers.resolveLimits(given, place);
}

/**
 * Writes the limits into a block of the gate's tables. A check that is off has an infinite bound,
 * so that the gate need not ask whether it is on.
 */
export function writeLimits(
  spec: GateLimits,
  table: LimitTable,
  details: LimitDetails,
  block = 0,
): void {
  demand(gateLimitsForm, spec, 'writeLimits', 'spec');
  demand(tableOf(LIMIT_SCHEMA), table, 'writeLimits', 'limits');
  demand(tableOf(LIMIT_DETAIL_SCHEMA), details, 'writeLimits', 'details');
  demand(whole(0, Math.min(INT32_MAX, details.capacity - 1)), block, 'writeLimits', 'block');
  limits.writeLimits(spec, table, details, block);
}

/**
 * Loads the default exports of modules as checks, in their order. Rejects with an InputError with
 * the module where it is no check, or two have one name.
 */
export async function loadChecks(urls: readonly string[]): Promise<CheckDefinition[]> {
  demand(list(text(1, 4096), 0, 64), urls, 'loadChecks', 'urls');
  return ownChecks.loadChecks(urls);
}

/** The state of a scope by itself. */
export function readState(words: StateWords, scope: StateScope): State {
  demandStateScope(words, scope, 'readState');
  return states.readState(words, scope);
}

/** When the scope entered its state, ns since the bell. */
export function stateSince(words: StateWords, scope: StateScope): number {
  demandStateScope(words, scope, 'stateSince');
  return states.stateSince(words, scope);
}

import { dollars, formatTimeOfDay, TICKS_PER_DOLLAR } from '../base/units.js';
import type { DayResult } from '../session/result/result.js';
import { type Align, COUNT_FORMS, count, DOLLAR_FORMS, table, tellApart, wrap } from './format.js';

const WIDTH = 80;
/** Findings that have a row of their own: in a plain run, and in an explained one. */
const TOLD = 8;
const TOLD_EXPLAINED = 60;

type Findings = DayResult['findings'];
type Finding = Findings['first'][number];

/**
 * The findings of the checks: the count of each kind, and the first ones as a table with measure,
 * bound, scope and child. Without findings, only an explained run has a text.
 */
export function describeFindings(
  { counts, dropped, first }: Findings,
  isExplained: boolean,
): string {
  if (first.length === 0) return isExplained ? 'Findings: none.' : '';
  const all = counts.reduce((sum, row) => sum + row.count, 0);
  const kinds = counts.map(({ check, outcome, count: n }) => `${check} ${outcome} ${count(n)}`);
  const more = dropped > 0 ? `; ${count(dropped)} more found their table full` : '';
  const told = first.slice(0, isExplained ? TOLD_EXPLAINED : TOLD);
  const rows = told.map((finding) => [
    formatTimeOfDay(finding.atNs, 1),
    finding.check,
    finding.outcome,
    nameOf(finding),
    ...showBoth(finding),
    finding.sequence === 0 ? '–' : String(finding.sequence),
  ]);
  const some = all > told.length ? ` The first ${count(told.length)}:` : '';
  const heading = `Findings: ${kinds.join(', ')}${more}.${some}`;
  const head = ['at', 'check', 'outcome', 'of', 'measure', 'bound', 'child'];
  const aligns: Align[] = ['left', 'left', 'left', 'left', 'right', 'right', 'right'];
  return `${wrap(heading, WIDTH)}\n${table(head, rows, aligns)}`;
}

/** The scope of a finding. For an order or a parent it is the server that had it. */
function nameOf({ scope, scopeId, server, symbol }: Finding): string {
  if (scope === 'firm') return 'firm';
  if (scope === 'symbol') return symbol ?? `stock ${scopeId}`;
  return `server ${scope === 'server' ? scopeId : server}`;
}

/** Measure and bound in the unit of the check, with enough digits to tell them apart. */
function showBoth({ unit, value, bound }: Finding): [value: string, bound: string] {
  const [a, b] = tellApart(value, bound, FORMS[unit]);
  return [Number.isFinite(value) ? a : '–', Number.isFinite(bound) ? b : '–'];
}

const ofMoney = DOLLAR_FORMS.map((show) => (money: number) => show(dollars(money)));
const ofTicks = [4, 6, 8].map(
  (digits) => (ticks: number) => `$${(ticks / TICKS_PER_DOLLAR).toFixed(digits)}`,
);
const ofTime = [3, 6, 9].map((digits) => (ns: number) => `${(ns / 1e9).toFixed(digits)}s`);
const FORMS: Readonly<Record<Finding['unit'], readonly ((n: number) => string)[]>> = {
  money: ofMoney,
  ticks: ofTicks,
  ns: ofTime,
  shares: COUNT_FORMS,
  orders: COUNT_FORMS,
  choice: [(n) => (n === 0 ? 'no' : 'yes')],
};

import { NS_PER_SECOND } from '../../base/units.js';
import { BandState } from '../../market/limit-bands.js';
import type { AlertClass } from '../../risk/catalogue/catalogue.js';
import { findingName, OUTCOME_NAMES } from '../../risk/counts/findings.js';
import type { Day } from '../day/day.js';
import { AlertLevel, DropFault } from '../day/guards.js';
import type { LimitAlert } from '../day/ladders.js';

/** The log's sentences for alerts and findings of the operation checks. */

const ALERT_TEXTS: Readonly<Record<AlertClass, string>> = {
  'error-account': 'the error account is past its advisory limit',
  mails: 'a server mails "Power Peg disabled"',
  breaches: 'a limit is breached',
};

export function tellAlarm(about: AlertClass, level: number): string {
  const how = level === AlertLevel.SHOWN ? 'alert' : 'alert escalated, nobody has acknowledged it';
  return `${how}: ${ALERT_TEXTS[about]}`;
}

/** Returns the sentence for a finding of the day's own table and its event's `detail`. */
export function tellOperation(day: Day, finding: number, detail: number): string {
  const { rows } = day.guards!.findings;
  const outcome = OUTCOME_NAMES[rows.outcome[finding]!]!;
  const did = (what: string): string =>
    outcome === 'tripped' ? what : `${outcome}, nothing is done`;
  const value = rows.value[finding]!;
  const scopeId = rows.scopeId[finding]!;
  const count = (n: number): string => Math.round(n).toLocaleString('en-US');
  switch (findingName(rows.check[finding]!)) {
    case 'flag-registry': {
      const { fault, bit, names } = day.flagFindings[detail]!;
      const what =
        fault === 'reused'
          ? `means ${names.join(' and ')}`
          : `reaches the code of ${names.join(', ')}, which nobody uses`;
      return `flag registry: bit ${bit} ${what}; ${did('the flag is not deployed')}`;
    }
    case 'drop-copy': {
      const what =
        detail === DropFault.ORDERS
          ? 'more than its parents ordered'
          : 'that its books do not hold';
      const shares = `${count(value)} shares ${what}`;
      return `drop copy: server ${scopeId} executed ${shares}; ${did('killed')}`;
    }
    case 'cancel-on-disconnect':
      return (
        `server ${scopeId} has been silent for ${(value / NS_PER_SECOND).toFixed(1)} s; ` +
        `${did(`${count(detail)} orders cancelled, halted`)}`
      );
    case 'alert-acknowledgement':
      return (
        `an alert is unacknowledged for ${count(value / NS_PER_SECOND)} s; ` +
        `${did('the firm is halted')}`
      );
    case 'volume-breaker':
      return (
        `the member’s volume is ${count(value)} shares in ` +
        `${count(rows.windowNs[finding]! / NS_PER_SECOND)} s, above ` +
        `${count(Math.floor(rows.bound[finding]!))}; ${did('the venues pause it')}`
      );
    case 'limit-up-limit-down': {
      const { symbol } = day.market.stocks[scopeId]!;
      const state =
        detail === BandState.PAUSED
          ? 'paused for five minutes'
          : detail === BandState.LIMIT_UP
            ? 'limit state, up'
            : 'limit state, down';
      return `${symbol}: ${did(state)}`;
    }
    default:
      return '';
  }
}

/** Returns the log's sentence for an alert. */
export function tellAlert({
  check,
  percent,
  scope,
  server,
  symbol,
  account,
  unit,
  value,
  limit,
}: LimitAlert): string {
  const on = symbol === undefined ? '' : ` in ${symbol}`;
  const who = {
    firm: 'the firm',
    server: `server ${server}`,
    symbol: server > 0 ? `server ${server}` : 'the firm',
    account: `account ${account}`,
  }[scope];
  const reached = `${show(unit, value)} of ${show(unit, limit)}`;
  return `${who}${on}: ${check} is at ${percent} % of its limit, ${reached}`;
}

function show(unit: LimitAlert['unit'], value: number): string {
  const whole = Math.round(value).toLocaleString('en-US');
  return unit === 'dollars' ? `$${whole}` : whole;
}

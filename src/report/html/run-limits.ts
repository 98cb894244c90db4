import { formatTimeOfDay } from '../../base/units.js';
import { count, usd } from '../format.js';
import { countCell, tableOf, textCell } from './cells.js';
import type { Block, Cell, Section } from './model.js';
import type { RunSummary } from './summary-form.js';

type Result = RunSummary['result'];
type LimitAlert = NonNullable<Result['limitAlerts']>['first'][number];

/** Alerts in the table of a page. */
const SHOWN = 200;

/** The sums that came near their limits, and the raises of limits; undefined if there are none. */
export function limitSection({ limitAlerts, raises = [] }: Result): Section | undefined {
  const blocks: Block[] = [];
  if (limitAlerts !== undefined && limitAlerts.count > 0) blocks.push(alertTable(limitAlerts));
  if (raises.length > 0) blocks.push(raiseTable(raises));
  if (blocks.length === 0) return undefined;
  return { id: 'limits', title: 'Use of limits', lead: '', blocks };
}

const timeCell = (atNs: number): Cell => ({ text: formatTimeOfDay(atNs, 1), sort: atNs });

function alertTable({ count: all, first }: NonNullable<Result['limitAlerts']>): Block {
  const told = first.slice(0, SHOWN);
  const some = all > told.length ? `, the first ${count(told.length)} of ${count(all)}` : '';
  const rows = told.map((alert) => [
    timeCell(alert.atNs),
    textCell(alert.check),
    textCell(nameOf(alert)),
    { text: `${alert.percent} %`, sort: alert.percent },
    amountCell(alert.unit, alert.value),
    amountCell(alert.unit, alert.limit),
  ]);
  const names = ['when', 'check', 'of', '>reached', '>value', '>limit'];
  return {
    kind: 'table',
    table: tableOf(`Sums near their limits, each told once${some}`, names, rows, true),
  };
}

function nameOf({ scope, server, symbol, account }: LimitAlert): string {
  const whose =
    scope === 'account' ? `account ${account}` : server > 0 ? `server ${server}` : 'the firm';
  return symbol === undefined ? whose : `${whose} in ${symbol}`;
}

function amountCell(unit: string, value: number): Cell {
  return unit === 'dollars' ? { text: usd(value), sort: value } : countCell(value);
}

function raiseTable(raises: NonNullable<Result['raises']>): Block {
  const rows = raises.map(({ atNs, check, value, until, by, reason, evidence, refused }) => [
    timeCell(atNs),
    textCell(check),
    { text: value.toLocaleString('en-US'), sort: value },
    textCell(until),
    textCell(by.join(', ') || 'nobody'),
    textCell(reason || 'none'),
    textCell(evidence ?? 'none'),
    textCell(refused === null ? 'in force' : `refused: ${refused}`),
  ]);
  const names = ['when', 'check', '>to', 'until', 'by', 'reason', 'evidence', 'outcome'];
  return { kind: 'table', table: tableOf('Raises of limits', names, rows) };
}

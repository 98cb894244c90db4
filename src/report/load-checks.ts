import { dollars } from '../base/units.js';
import type { FleetResult } from '../fleet/result.js';
import { formatLatency } from '../metrics/histogram-files.js';
import { count, nameScope, table, usd, wrap } from './format.js';

const WIDTH = 80;
/** Stops that are listed one by one; more are counted. */
const STOPS_TOLD = 4;

/** Converts money of the fleet, in ticks × shares, to dollars. */
export const fleetUsd = (money: number): string => usd(dollars(money));

/**
 * The actions of a load's checks: refusals, first breaches, stops, and the runaway until then.
 */
export function describeChecks({ accounts, findings }: FleetResult): string {
  const parts = [
    tableOfRefusals(accounts.checks),
    tableOfBreaches(accounts.checks),
    tellStops(accounts.stops),
  ];
  parts.push(tellRunaway(accounts), tellFindings(findings));
  return parts.filter((part) => part !== '').join('\n\n');
}

type Checks = FleetResult['accounts']['checks'];

function tableOfRefusals(checks: Checks): string {
  const rows = checks
    .filter(({ breaches, soft }) => breaches + soft > 0)
    .map(({ name, mode, breaches, refused, soft }) => [
      name,
      mode,
      count(breaches),
      count(refused),
      count(soft),
    ]);
  if (rows.length === 0) return '';
  return table(['check', 'mode', 'breaches', 'refused', 'soft only'], rows, [
    'left',
    'left',
    'right',
    'right',
    'right',
  ]);
}

function tableOfBreaches(checks: Checks): string {
  const rows = checks.flatMap(({ name, first }) =>
    first === null
      ? []
      : [
          [
            name,
            seconds(first.atNs),
            count(first.childrenBefore),
            fleetUsd(first.moneyBefore),
            count(first.childrenAfter),
            fleetUsd(first.moneyAfter),
          ],
        ],
  );
  if (rows.length === 0) return '';
  const head = ['first breach', 'at', 'sent before', 'dollars', 'sent after', 'dollars'];
  const legend =
    'at: since the start; sent: children of all servers that were handed to the venues, ' +
    'dollars at their limits, to a turn of each server.';
  const breaches = table(head, rows, ['left', 'right', 'right', 'right', 'right', 'right']);
  return `${breaches}\n${wrap(legend, WIDTH)}`;
}

function tellStops(stops: FleetResult['accounts']['stops']): string {
  if (stops.length === 0) return '';
  const done: Readonly<Record<string, string>> = {
    reduce: 'may only reduce',
    halt: 'halted',
    kill: 'killed',
  };
  const told = stops
    .slice(0, STOPS_TOLD)
    .map(
      ({ act, check, atNs, ...whom }) =>
        `${nameScope(whom)} ${done[act] ?? act} by ${check} at ${seconds(atNs)}`,
    );
  const more = stops.length > STOPS_TOLD ? `; ${count(stops.length - STOPS_TOLD)} more` : '';
  return wrap(`Stopped by checks: ${told.join('; ')}${more}.`, WIDTH);
}

/** The extent of a runaway, the check that stopped it, and the times to detect and to stop. */
function tellRunaway({ runaway, checks }: FleetResult['accounts']): string {
  if (runaway === null) return '';
  const { executions, money, firstNs, lastNs, stoppedBy } = runaway;
  const ran =
    `Executions that matched no parent: ${count(executions)}, ${fleetUsd(money)}, ` +
    `from ${seconds(firstNs)} to ${seconds(lastNs)} since the start.`;
  if (stoppedBy === null) return wrap(`${ran} Nothing stopped them.`, WIDTH);
  const first = checks.find(({ name }) => name === stoppedBy)?.first ?? null;
  if (first === null) return wrap(`${ran} Stopped by ${stoppedBy}.`, WIDTH);
  const detected = first.atNs - firstNs;
  const when =
    detected >= 0 ? `${formatLatency(detected)} after` : `${formatLatency(-detected)} before`;
  const stopped = Math.max(0, lastNs - first.atNs);
  return wrap(
    `${ran} Stopped by ${stoppedBy}: first breached ${when} the first of them ` +
      '(time to detect), ' +
      `the last of them ${formatLatency(stopped)} after that (time to stop).`,
    WIDTH,
  );
}

function tellFindings({ counts, dropped, first }: FleetResult['findings']): string {
  if (first.length === 0) return '';
  const told = counts.map(({ check, outcome, count: n }) => `${check} ${outcome} ${count(n)}`);
  const more = dropped > 0 ? `; ${count(dropped)} more found their server’s table full` : '';
  return wrap(`Findings kept: ${told.join(', ')}${more}.`, WIDTH);
}

const seconds = (ns: number): string => `${(ns / 1e9).toFixed(3)} s`;

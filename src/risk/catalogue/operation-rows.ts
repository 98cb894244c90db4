import { Verdict } from '../../orders/codes.js';
import { type CheckRow, namesParameter, numberParameter } from './row.js';

/**
 * Classes of alerts: the error account past its advisory limit, the mails of old code, and a limit
 * breached for the first time on a server.
 */
export const ALERT_CLASSES = [
  'error-account',
  'mails',
  'breaches',
] as const satisfies readonly AlertClass[];
/** What an alert is about. */
export type AlertClass = 'error-account' | 'mails' | 'breaches';

/**
 * Rows 23, 24, 25, 28 and 31 of the catalogue: machines around the servers, and the venues'
 * safeguards. A scenario sets them under `operations`; those that it leaves out are off. A row has
 * the default and the source; the functions in `session/guards` describe the effect.
 */
export const GUARD_CHECKS = [
  {
    number: 23,
    name: 'cancel-on-disconnect',
    kind: 'operational',
    about: 'what is working is cancelled when a server is not heard of',
    field: 'cancelOnDisconnect',
    parameters: [
      numberParameter('heartbeatSeconds', 'seconds', 1),
      numberParameter('missed', 'count', 2),
    ],
    action: 'block',
    scope: 'server',
    reset: 'human',
    source: 'CME; FIA 2024',
    place: 'session',
  },
  {
    number: 24,
    name: 'drop-copy',
    kind: 'operational',
    about: 'the venues’ count of executions against the firm’s parents and books',
    field: 'dropCopy',
    parameters: [
      numberParameter('everySeconds', 'seconds', 1),
      numberParameter('toleranceShares', 'shares', 0),
    ],
    hard: 'toleranceShares',
    action: 'kill',
    scope: 'server',
    reset: 'two-roles',
    source: 'RTS 6 Art. 17(3)',
    place: 'session',
  },
  {
    number: 25,
    name: 'alert-acknowledgement',
    kind: 'operational',
    about: 'a critical alert that nobody acknowledges halts the firm',
    field: 'alertAcknowledgement',
    parameters: [
      numberParameter('alertSeconds', 'seconds', 5),
      numberParameter('escalateSeconds', 'seconds', 30),
      numberParameter('haltSeconds', 'seconds', 60),
      namesParameter('critical', 'alerts', ['error-account', 'breaches']),
    ],
    hard: 'haltSeconds',
    action: 'block',
    scope: 'firm',
    reset: 'human',
    source: 'RTS 6 Art. 16',
    place: 'session',
  },
  {
    number: 28,
    name: 'flag-registry',
    kind: 'operational',
    about: 'a flag is never reused, and reaches no dead code; else it is not deployed',
    field: 'flagRegistry',
    parameters: [],
    action: 'block',
    scope: 'firm',
    reset: 'redeploy',
    source: 'the SEC found, ¶13–14',
    place: 'deployment',
  },
  {
    number: 31,
    name: 'volume-breaker',
    kind: 'venue',
    about: 'the venues pause a member far above its ordinary volume; counterfactual in 2012',
    field: 'volumeBreaker',
    parameters: [
      numberParameter('timesBaseline', 'fraction', 3),
      numberParameter('windowSeconds', 'seconds', 60),
    ],
    hard: 'timesBaseline',
    action: 'block',
    scope: 'firm',
    reset: 'venue',
    source: 'none in 2012',
    place: 'session',
  },
  {
    number: 31,
    name: 'limit-up-limit-down',
    kind: 'venue',
    about: 'no trade beyond a band around the mean of five minutes; counterfactual in 2012',
    field: 'limitUpLimitDown',
    parameters: [
      numberParameter('tier1Percent', 'percent', 5),
      numberParameter('tier2Percent', 'percent', 10),
      numberParameter('limitStateSeconds', 'seconds', 15),
      numberParameter('pauseSeconds', 'seconds', 300),
    ],
    action: 'block',
    scope: 'symbol',
    reset: 'venue',
    source:
      'Regulation NMS Plan to Address Extraordinary Market Volatility, in force from 8 April 2013',
    place: 'market',
  },
] as const satisfies readonly CheckRow[];

/**
 * Rows 26, 27, 29 and 30, and the venues' safeguards of 2012: always in a scenario, each with a
 * form of its own.
 */
const PROCEDURE_CHECKS = [
  {
    number: 26,
    name: 'manual-kill',
    kind: 'operational',
    about: 'the kill switch in a person’s hand',
    verdict: Verdict.KILLED,
    field: 'actions',
    parameters: [],
    action: 'kill',
    scope: 'firm',
    reset: 'two-roles',
    source: 'RTS 6 Art. 12; FIA 2024',
    place: 'gate',
  },
  {
    number: 27,
    name: 'fleet-audit',
    kind: 'operational',
    about: 'builds and flags of the fleet compared before the bell',
    field: 'fleetAudit',
    parameters: [],
    action: 'block',
    scope: 'server',
    reset: 'redeploy',
    source: 'the SEC found, ¶26',
    place: 'session',
  },
  {
    number: 29,
    name: 'canary',
    kind: 'operational',
    about: 'one server first, within limits of count and amount',
    field: 'canary',
    parameters: [
      numberParameter('childrenMax', 'count', 1000),
      numberParameter('notionalMaxDollars', 'dollars', 1_000_000),
    ],
    hard: 'childrenMax',
    action: 'kill',
    scope: 'server',
    reset: 'redeploy',
    source: 'RTS 6 Art. 8',
    place: 'session',
  },
  {
    number: 30,
    name: 'pre-open-alerts',
    kind: 'operational',
    about: 'a server with alerts that nobody has read does not open',
    field: 'preOpenAlerts',
    parameters: [numberParameter('unacknowledgedMax', 'count', 0)],
    hard: 'unacknowledgedMax',
    action: 'block',
    scope: 'server',
    reset: 'human',
    source: 'the SEC found, ¶19: the 97 mails',
    place: 'session',
  },
  {
    number: 31,
    name: 'member-halt',
    kind: 'venue',
    about: 'a venue refuses all of a member’s orders, by a person’s word',
    field: 'memberHalt',
    parameters: [],
    action: 'block',
    scope: 'firm',
    reset: 'venue',
    source: 'rules of the venues',
    place: 'market',
  },
  {
    number: 31,
    name: 'single-stock-pauses',
    kind: 'venue',
    about: 'five minutes’ pause after a move of 10, 30 or 50 % in five minutes, from 09:45',
    field: 'pauses',
    parameters: [],
    action: 'block',
    scope: 'symbol',
    reset: 'venue',
    source: 'NYSE Rule 80C, 2012',
    place: 'market',
  },
] as const satisfies readonly CheckRow[];

/** Rows 23 to 31 of the catalogue, in the order of their numbers. */
export const OPERATION_CHECKS = [...GUARD_CHECKS, ...PROCEDURE_CHECKS].sort(
  (a, b) => a.number - b.number,
);

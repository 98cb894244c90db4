import type { LoadLimit, Steadiness } from '../fleet/main-thread/steadiness.js';
import type { FleetResult } from '../fleet/result.js';
import { count } from './format.js';

/** The parts of a load that the report on its steadiness needs. */
interface SteadyStory {
  readonly steadiness: Steadiness;
  readonly measured: Pick<
    FleetResult['measured'],
    'children' | 'admitted' | 'arrived' | 'executions'
  >;
}

/** Says in one to three sentences whether a load was steady, and what limited it if not. */
export function describeSteadiness({ steadiness, measured }: SteadyStory): string {
  const { isSteady, by, first, last, backlogGrowth, limit } = steadiness;
  if (isSteady === null)
    return 'Steady state: not measured; the measured time is too short, or nothing happened in it.';
  const moved =
    by === 'backlog'
      ? `open and waiting parents: ${count(first)} in the first third of the measured time, ` +
        `${count(last)} in the last (${percent(backlogGrowth ?? 0)} of those that arrived)`
      : `children a second: ${count(first)} in the first third of the measured time, ` +
        `${count(last)} in the last`;
  if (isSteady) return `Steady: ${moved}.`;
  return (
    `NOT STEADY: do not use these percentiles. ${capital(moved)}. ` +
    `The limit: ${describeLimit(limit!, measured)}.`
  );
}

/** Short names of the limits. */
export const LIMIT_NAMES: Readonly<Record<LoadLimit, string>> = {
  stop: 'a kill or a stop',
  gate: 'the gate',
  depth: 'the market’s depth',
  router: 'the router',
  servers: 'the servers',
  venues: 'the venues',
  feeder: 'the feeder',
  machine: 'the machine',
  'warm-up': 'the warm-up',
};

function describeLimit(
  limit: LoadLimit,
  { children, admitted, arrived, executions }: SteadyStory['measured'],
): string {
  const share = (part: number, whole: number): string =>
    whole === 0 ? 'none' : percent(part / whole);
  const why: Readonly<Record<LoadLimit, string>> = {
    stop: 'what is killed or halted keeps its parents',
    gate:
      `the gates refused ${share(children - admitted, children)} of the children ` +
      'or held them back by the firm’s order rate',
    depth:
      `${share(executions, arrived)} of the children were executed; ` +
      'the others found no displayed size left. Neither router nor gate was too slow',
    router: 'most executions match no parent, and the parents of such executions never end',
    servers: 'their threads take parents more slowly than parents arrive',
    venues: 'the rings to the venues had no room',
    feeder: 'parents were handed over after their time, so the load was not the one asked for',
    machine: 'it has more threads than cores, or something else ran on its cores',
    'warm-up': 'the load had not settled when the measured time began',
  };
  return `${LIMIT_NAMES[limit]}. ${capital(why[limit])}`;
}

const capital = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}`;
const percent = (share: number): string => `${(100 * share).toFixed(share < 0.1 ? 2 : 0)} %`;

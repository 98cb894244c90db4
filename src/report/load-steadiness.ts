import type { LoadLimit, Steadiness } from '../fleet/main-thread/steadiness.js';
import type { FleetResult } from '../fleet/result.js';
import { count } from './format.js';

/** The parts of a load that the report on its steadiness needs. */
interface SteadyStory {
  /** Folders of earlier versions do not say how the market's depth was used. */
  readonly steadiness: Omit<Steadiness, 'depth'> & {
    readonly depth?: Steadiness['depth'] | undefined;
  };
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

/**
 * Says that the market's depth was the limit, and by what that is seen. Empty where it was not.
 */
export function describeDepthUse({ depth }: SteadyStory['steadiness']): string {
  if (depth === undefined || depth === null || !depth.isLimit) return '';
  const { children, unfilledShare, emptyShare, openFirst, openLast } = depth;
  const empty =
    emptyShare === null
      ? ''
      : ` Of the sizes that children reached, ${percent(emptyShare)} were taken empty.`;
  return (
    `The market’s depth, not the router, was the limit: of ${count(children)} children at venues ` +
    `that display sizes, ${percent(unfilledShare)} found none left.${empty} Open parents: ` +
    `${count(openFirst)} at first, ${count(openLast)} at last. The profile deep-market, or ` +
    'displayedAtRate in your own, has a depth that grows with the rate.'
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
    depth: `${share(executions, arrived)} of the children were executed`,
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

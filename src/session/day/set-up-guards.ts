import { NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { type FlagFinding, judgeFlag, registryWith } from '../../deployment/flags.js';
import { type LimitBands, openLimitBands } from '../../market/limit-bands.js';
import type { Stock } from '../../market/universe.js';
import type { OrderFlow } from '../../orders/flow.js';
import { type Guards, openGuards, parameterOf } from './guards.js';
import { type Links, openLinks } from './links.js';
import type { DaySpec } from './spec.js';

/** What a day has of checks around the servers. */
export interface GuardedDay {
  /**
   * The memory of the checks around the servers, if any is on; and the bands, if limit up – limit
   * down is on.
   */
  readonly guards: Guards | undefined;
  readonly bands: LimitBands | undefined;
  /**
   * The flag that the rollout deploys, and what the registry of flags has against it, if it is
   * asked.
   */
  readonly flagMask: number;
  readonly flagFindings: readonly FlagFinding[];
  /** Shares that the day's parents order, a second: the member's ordinary volume. */
  readonly baselineSharesPerSecond: number;
  /** Connections, on a day that loses any. */
  readonly links: Links | undefined;
  /** Whether that keeps the flag from being deployed. */
  readonly isFlagRefused: boolean;
}

export function setUpGuards(spec: DaySpec, stocks: readonly Stock[], flow: OrderFlow): GuardedDay {
  const guards = openGuards(spec.operations, spec.deployment.rollout.servers, stocks.length);
  const flagFindings = judgeRollout(spec);
  return {
    guards,
    bands: guards && openBands(guards, stocks),
    links: openLinks(spec),
    flagMask: flagOf(spec),
    flagFindings,
    isFlagRefused: flagFindings.length > 0 && spec.operations.flagRegistry?.mode === 'enforce',
    baselineSharesPerSecond: totalShares(flow) / (parseTimeOfDay(spec.clock.end) / NS_PER_SECOND),
  };
}

/** The flag that orders for the retail venue carry, and that servers are to honour. */
export function flagOf({ deployment }: DaySpec): number {
  return 1 << (deployment.flagBit ?? 0);
}

/**
 * Judges the flag of the rollout by the registry of flags, if the scenario asks it: against all
 * builds that may run before, during and after the rollout.
 */
function judgeRollout({ deployment, operations }: DaySpec): FlagFinding[] {
  if ((operations.flagRegistry?.mode ?? 'off') === 'off') return [];
  const { initialBuild, steps } = deployment.rollout;
  const bit = deployment.flagBit ?? 0;
  return judgeFlag(bit, [initialBuild, ...steps.map(({ build }) => build)], registryWith(bit));
}

function openBands(guards: Guards, stocks: readonly Stock[]): LimitBands | undefined {
  if (guards.settings.limitUpLimitDown.mode === 'off') return undefined;
  const read = (name: string): number => parameterOf(guards, 'limitUpLimitDown', name);
  return openLimitBands(stocks, {
    tier1Percent: read('tier1Percent'),
    tier2Percent: read('tier2Percent'),
    limitStateSeconds: read('limitStateSeconds'),
    pauseSeconds: read('pauseSeconds'),
  });
}

function totalShares({ quantity, count }: OrderFlow): number {
  let shares = 0;
  for (let order = 0; order < count; order++) shares += quantity[order]!;
  return shares;
}

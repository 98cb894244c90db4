import { NS_PER_SECOND, parseTimeOfDay } from '../../base/units.js';
import { type FlagFinding, judgeFlag, registryWith } from '../../deployment/flags.js';
import { type LimitBands, openLimitBands } from '../../market/limit-bands.js';
import type { Stock } from '../../market/universe.js';
import type { OrderFlow } from '../../orders/flow.js';
import { type Guards, openGuards, parameterOf } from './guards.js';
import { type Links, openLinks } from './links.js';
import type { DaySpec } from './spec.js';

/** The operation checks of a day. */
export interface GuardedDay {
  /**
   * The memory of the operation checks if any is on, and the bands if limit up – limit down is on.
   */
  readonly guards: Guards | undefined;
  readonly bands: LimitBands | undefined;
  /** The flag that the rollout deploys, and the flag registry's findings if that check is on. */
  readonly flagMask: number;
  readonly flagFindings: readonly FlagFinding[];
  /** Shares a second that the day's parents order: the member's ordinary volume. */
  readonly baselineSharesPerSecond: number;
  /** The connections, on a day that loses one. */
  readonly links: Links | undefined;
  /** Whether the flag registry keeps the flag from being deployed. */
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

/** Returns the flag mask that retail orders carry and servers honour. */
export function flagOf({ deployment }: DaySpec): number {
  return 1 << (deployment.flagBit ?? 0);
}

/**
 * Judges the rollout's flag by the flag registry if that check is on, for all builds that may run
 * before, during and after the rollout.
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

import { InputError } from '../base/input-error.js';
import type { Stock } from '../market/universe.js';
import { ORACLE_ORDERS_MAX, OracleGate } from '../oracle/gate.js';
import { judgeLoad, type OracleSpec } from '../oracle/judge.js';
import { USUAL_CORRELATION, VenueTape } from '../oracle/tape.js';
import { countMissing } from '../oracle/verdicts.js';
import { tellLimits } from '../report/limits-text.js';
import type { TargetOutcome } from '../report/target-metrics.js';
import type { AtVenue } from '../target/drop.js';
import type { LoadFrame } from '../target/load.js';
import type { TargetUpstream } from '../target/log-on.js';
import type { LoadPhase } from '../target/phases.js';
import type { LoadPlan } from '../target/plan.js';
import type { TargetSettings } from '../target/settings.js';
import { type FlagValues, type Terminal, textFlag } from './command.js';
import { limitsInForce, readLimits } from './limits-source.js';
import {
  type Floor,
  openFloor,
  readCorrelate,
  readFloor,
  readMassCancel,
  waitForTarget,
} from './target-venue.js';

/** The venue behind the target of a load, and our own gate that judges it. */

/** What a load sends, and in which stocks. */
export interface PlannedFlow {
  readonly plan: LoadPlan;
  readonly stocks: readonly Stock[];
  /** Accounts that its orders name themselves, by their codes less one. */
  readonly accounts?: readonly string[] | undefined;
  /** What is sent, in words, where phases do not say it. */
  readonly words?: string | undefined;
}

/** Both ends of a load to come. */
export interface BothEndsPlan {
  readonly floor: Floor;
  readonly tape: VenueTape;
  /** Undefined without --limits. */
  readonly oracle: OracleSpec | undefined;
  /** The limits in words. */
  readonly limits: string | undefined;
}

/** A kill by the user's command stops the whole firm. */
const COMMAND = { stops: true, scope: 'firm', isCommand: true } as const;

/** Reads the flags of the venue and of the oracle; undefined without --venue. */
export function readBothEnds(
  flags: FlagValues,
  { sessions, version }: TargetSettings,
  { plan, stocks, accounts: ownAccounts }: PlannedFlow,
  phases: readonly LoadPhase[],
): BothEndsPlan | undefined {
  const floor = readFloor(flags, 'load');
  const kills = phases.some(({ kind }) => kind === 'kill');
  if (flags['mass-cancel'] !== undefined && !(kills && textFlag(flags, 'limits') !== undefined))
    throw new InputError('--mass-cancel goes with --limits FILE and a kill in --phases');
  const isCommand = textFlag(flags, 'kill-exec') !== undefined;
  if (isCommand && !kills) throw new InputError('--kill-exec goes with a kill in --phases');
  if (isCommand && flags['mass-cancel'] !== undefined)
    throw new InputError('--mass-cancel and --kill-exec: the command pulls the kill, and not 35=q');
  if (phases.at(-1)?.kind === 'drop' && textFlag(flags, 'limits') === undefined)
    throw new InputError(
      `--phases '${textFlag(flags, 'phases')}': 'drop' goes with --venue HOST:PORT and --limits ` +
        'FILE: only the venue sees what comes after it',
    );
  if (flags['target-stopped'] === true && textFlag(flags, 'limits') === undefined)
    throw new InputError('--target-stopped goes with --limits FILE');
  if (floor === undefined) {
    if (textFlag(flags, 'limits') !== undefined)
      throw new InputError('--limits goes with --venue HOST:PORT in a load on a target');
    return undefined;
  }
  const correlate = readCorrelate(flags);
  const tape = new VenueTape(correlate === undefined ? USUAL_CORRELATION : { tags: [correlate] });
  const limits = readLimits(flags);
  if (limits === undefined) return { floor, tape, oracle: undefined, limits: undefined };
  const { count } = plan.actions;
  if (count > ORACLE_ORDERS_MAX)
    throw new InputError(
      `--limits: ${count.toLocaleString('en-US')} messages are due; the oracle judges at most ` +
        ORACLE_ORDERS_MAX.toLocaleString('en-US'),
    );
  const oracle = {
    limits,
    stocks,
    ordersMax: count,
    accounts: sessions.map(({ account }) => account),
    ownAccounts,
    kill: {
      ...(isCommand ? COMMAND : readMassCancel(flags, version)),
      wasStopped: flags['target-stopped'] === true,
    },
  };
  checkOracle(oracle);
  return {
    floor,
    tape,
    oracle,
    limits: tellLimits(limitsInForce(limits.limits, limits), limits.source),
  };
}

/** Makes the gate once, so that limits which it cannot have are refused before anything runs. */
function checkOracle(spec: OracleSpec): void {
  new OracleGate({ ...spec, ordersMax: 0 });
}

/** What a load is given to be followed. */
interface Followers {
  readonly upstream?: TargetUpstream;
  readonly atVenue?: AtVenue;
  readonly onBegin?: (frame: LoadFrame) => void;
  readonly onSettled?: () => void;
}

/** Runs a load with the venue behind its target, if there is one. */
export async function withVenue<Result>(
  ends: BothEndsPlan | undefined,
  terminal: Terminal,
  run: (followers: Followers) => Promise<Result>,
): Promise<Result> {
  if (ends === undefined) return run({});
  const { floor, tape } = ends;
  const ending = new AbortController();
  const venue = await openFloor(floor, tape, ending.signal, terminal);
  try {
    return await run({
      upstream: {
        isConnected: () => venue.connected > 0,
        wait: () => waitForTarget(venue, floor.waitSeconds, terminal),
        seconds: floor.waitSeconds,
        signal: terminal.interrupted,
      },
      atVenue: tape,
      onBegin: (frame) => tape.begin(frame),
      onSettled: () => tape.settled(),
    });
  } finally {
    ending.abort();
    await venue.ended;
  }
}

/** What both ends tell of a load of so many messages, once it is over. */
export function endsOf(
  ends: BothEndsPlan | undefined,
  planned: number,
  droppedNs: number | undefined,
): TargetOutcome['ends'] {
  if (ends === undefined) return undefined;
  const { tape, oracle } = ends;
  return {
    counts: tape.counts,
    missing: countMissing(tape, planned),
    oracle: oracle === undefined ? undefined : judgeLoad(tape, planned, { ...oracle, droppedNs }),
    arrival: tape.arrival,
    transit: tape.transit,
  };
}

import { drawTemplates, type Feeder, openFeeder } from '../../src/fleet/main-thread/feeder.js';
import { type FleetView, openView } from '../../src/fleet/main-thread/view.js';
import { openBarrier } from '../../src/fleet/market/barrier.js';
import { announceAct, publishAct } from '../../src/fleet/memory/acts.js';
import { allocateFleet } from '../../src/fleet/memory/allocate.js';
import { openTemplates } from '../../src/fleet/memory/open.js';
import { Phase, type VenueShard } from '../../src/fleet/memory/tables.js';
import {
  type HostedServer,
  openHostedServers,
} from '../../src/fleet/server-thread/hosted-server.js';
import { passActs } from '../../src/fleet/server-thread/human-acts.js';
import { passMix } from '../../src/fleet/server-thread/intake.js';
import { passFirm, passTurnInline } from '../../src/fleet/server-thread/passes.js';
import { type FleetSpec, planFleet } from '../../src/fleet/spec.js';
import { type FleetClock, openClock } from '../../src/fleet/threads/clock.js';
import { openingEpoch } from '../../src/market/market.js';
import type { OrderFlow } from '../../src/orders/flow.js';
import type { CheckDefinition } from '../../src/risk/gate/custom-checks.js';
import type { ScopeAct } from '../../src/risk/stops/acts.js';
import type { KillScope } from '../../src/risk/stops/kill.js';
import { RUNAWAY } from './fleet.js';

/** The clock of a fleet by hand, which moves only when a test moves it. */
interface HandTime {
  ns: number;
}

/** Servers of a fleet with venues inline, run step by step on this thread. */
export interface HandFleet {
  readonly view: FleetView;
  readonly feeder: Feeder;
  readonly hostedServers: readonly HostedServer[];
  readonly templates: OrderFlow;
  readonly clock: FleetClock;
  readonly time: HandTime;
  epoch: number;
}

/** Opens a fleet. The test makes `readClock` return the time. */
export function openByHand(
  time: HandTime,
  changes: Partial<FleetSpec>,
  checks: readonly CheckDefinition[] = [],
): HandFleet {
  const plan = planFleet({ ...RUNAWAY, venues: 'inline', servers: 1, threads: 1, ...changes });
  const memory = { ...allocateFleet(plan), capture: undefined };
  drawTemplates(plan, memory);
  const view = openView(plan, memory);
  time.ns = 1_000_000;
  Atomics.store(view.control.control.phase, 0, Phase.RUN);
  const shard = view.shards[0] as VenueShard;
  return {
    view,
    feeder: openFeeder(plan, memory),
    hostedServers: openHostedServers(plan, memory, view.control, shard, 0, checks),
    templates: openTemplates(memory),
    clock: openClock(0),
    time,
    epoch: openingEpoch(plan.seed),
  };
}

/**
 * Makes one pass of every server, as a host thread does; `open` is how many parents each may have
 * open.
 */
export function pass(fleet: HandFleet, open: number): number {
  const { view, hostedServers, templates, clock, time, epoch } = fleet;
  let children = 0;
  for (const hosted of hostedServers) {
    clock.passNs[0] = time.ns;
    passFirm(hosted, clock);
    passActs(hosted, clock);
    passMix(hosted, templates, open, clock);
    const { parents } = hosted.server.router;
    const barrier = openBarrier(hosted.number, view.control.acts, hosted.cells, parents);
    children += passTurnInline(hosted, view.shards[0]!, barrier, epoch, clock);
  }
  return children;
}

/** Announces an act; returns what publishes it with the time of its stamp. */
export function announce(
  { view: { control } }: HandFleet,
  scope: KillScope,
  act: ScopeAct,
): (requestNs: number) => number {
  const { acts, control: words } = control;
  const row = announceAct(acts, words.announced, { scope, act });
  return (requestNs) => {
    publishAct(acts, words.acts, row, requestNs);
    return row;
  };
}

/** Requests an act now. */
export const request = (fleet: HandFleet, scope: KillScope, act: ScopeAct): number =>
  announce(fleet, scope, act)(fleet.time.ns);

import { InputError } from '../base/assert.js';
import { mix32 } from '../base/random.js';
import { NS_PER_MS } from '../base/units.js';
import { type Market, openMarket } from '../market/market.js';
import { generateUniverse, type Stock } from '../market/universe.js';
import { allocateTable } from '../memory/table.js';
import { CHILD_SCHEMA, CHILD_WORDS, openChildren } from '../orders/children.js';
import { createOrderFlow } from '../orders/flow.js';
import { FIRM_CREDIT_SCHEMA } from '../risk/counts/credit.js';
import { allocateSecondPass, isSecondPassOn } from '../risk/counts/open.js';
import { openGate } from '../risk/gate/gate.js';
import { seeHeldParents, seeUnmatched } from '../risk/gate/trips.js';
import { layLimits } from '../risk/limits/blocks.js';
import { allocateLimits } from '../risk/limits/limits.js';
import { KILL_SCHEMA, KILLED_ORDER_SCHEMA, kill, killRows, rearm } from '../risk/stops/kill.js';
import { allocateServer, openServer, type Server, type Surroundings } from '../server/server.js';
import { settleServer } from '../server/settle.js';
import {
  decideTurn,
  gateTurn,
  noteQuotes,
  recallChildren,
  takeOrder,
  tallyTurn,
} from '../server/turn.js';
import type { FleetView } from './main-thread/view.js';
import { ACTS_MAX, type Act, readAct } from './memory/acts.js';
import {
  catalogueSetup,
  firstEpoch,
  roleOf,
  type ServerPlan,
  serverLimits,
} from './memory/open.js';
import {
  intendedNs,
  markMoney,
  markNumber,
  markTimeNs,
  RECORD_WORDS,
  RecordKind,
  type RecordSpace,
  readAnswer,
  readParent,
  readQuoteRecord,
  recordKind,
} from './memory/records.js';
import { journalSpace } from './record/journal.js';
import { takeState, unpackState } from './server-thread/firm.js';
import { giveUnspentBack } from './server-thread/leases.js';

/**
 * What one server was fed, in order, and what it made of it: enough to play it again without
 * threads or a clock.
 */
export interface ServerJournal {
  readonly server: number;
  readonly plan: ServerPlan;
  /** Records of RECORD_WORDS words, as fleet/records describes them. */
  readonly records: Int32Array;
  readonly acts: readonly Act[];
  /**
   * True when the run went on after the journal was full: it ends where it ends, and so do these.
   */
  readonly isFull: boolean;
  readonly sequence: number;
  readonly tape: readonly [number, number];
}

/** The journals of a fleet that kept them. */
export function collectJournals({ plan, memory, cells, control }: FleetView): ServerJournal[] {
  const { arrivals: _, ...rest } = plan;
  const acts = Array.from({ length: Atomics.load(control.control.acts, 0) }, (_, row) =>
    readAct(control.acts, row),
  );
  return memory.servers.flatMap(({ journal, number }) => {
    if (journal === undefined) return [];
    const { counts } = cells[number - 1]!;
    return [
      {
        server: number,
        plan: rest,
        records: new Int32Array(journal).slice(0, counts.journalRecords[0]! * RECORD_WORDS),
        acts,
        isFull: counts.journalFull[0] === 1,
        sequence: counts.journalSequence[0]!,
        tape: [counts.journalTape0[0]!, counts.journalTape1[0]!] as const,
      },
    ];
  });
}

/** What a replay gave: the same children have the same tape. */
export interface Replay {
  readonly sequence: number;
  readonly tape: readonly [number, number];
  readonly isSame: boolean;
  readonly server: Server;
}

/**
 * Plays a journal again, on this thread and as fast as it can. Throws when a record is not one that
 * a journal has.
 */
export function replayServer(journal: ServerJournal): Replay {
  const player = openPlayer(journal);
  const { records } = player;
  const count = journal.records.length / RECORD_WORDS;
  for (let position = 0; position < count; position++) playRecord(player, records, position);
  endTurn(player);
  const { tally, router } = player.server;
  const tape = [tally.tape[0]!, tally.tape[1]!] as const;
  const sequence = router.counts.sequence[0]!;
  const isSame =
    sequence === journal.sequence && tape[0] === journal.tape[0] && tape[1] === journal.tape[1];
  return { sequence, tape, isSame, server: player.server };
}

interface Player {
  readonly server: Server;
  readonly records: RecordSpace;
  readonly acts: readonly Act[];
  readonly order: ReturnType<typeof createOrderFlow>;
  epoch: number;
  /** The positions of the first child that is not settled, and of the first that has no answer. */
  settled: number;
  answered: number;
  /**
   * How many children the last turn had, until it is sure that none of them is recalled; then 0.
   */
  unsent: number;
}

/** What the server had around it, with words of its own in place of those of the firm. */
function surroundings(
  plan: ServerPlan,
  server: number,
  stocks: readonly Stock[],
  market: Market,
): Surroundings {
  const { limits, details } = allocateLimits(plan.risk);
  const words = allocateTable(KILL_SCHEMA, killRows(plan.universe.stocks, plan.servers));
  const catalogue = isSecondPassOn(plan.risk)
    ? allocateSecondPass(catalogueSetup(plan, stocks))
    : undefined;
  const children = allocateTable(CHILD_SCHEMA, plan.ringRecords * CHILD_WORDS);
  return {
    quotes: market.quotes,
    depth: market.depth,
    limits,
    details,
    kill: { ...words, orders: allocateTable(KILLED_ORDER_SCHEMA, ACTS_MAX + 1) },
    firm: allocateTable(FIRM_CREDIT_SCHEMA, 1),
    creditSliceMoney: plan.creditSliceMoney,
    netSliceMoney: plan.netSliceMoney,
    feeTicks: market.book.feeTicks,
    children: openChildren(children.word),
    catalogue,
    ...layLimits(
      plan.risk,
      server,
      stocks.map(({ symbol }) => symbol),
    ),
  };
}

function openPlayer({ plan, server: number, records, acts }: ServerJournal): Player {
  const stocks = generateUniverse(plan.universe, plan.seed);
  const market = openMarket(stocks, plan.market, plan.epochMs * NS_PER_MS, mix32(plan.seed));
  const around = surroundings(plan, number, stocks, market);
  const server = openServer(
    allocateServer(serverLimits(plan)),
    roleOf(plan, number),
    serverLimits(plan),
    around,
  );
  openGate(server.gate);
  forgetCredit(server);
  noteQuotes(server, 0);
  const shared = new SharedArrayBuffer(records.byteLength);
  new Int32Array(shared).set(records);
  return {
    server,
    records: journalSpace(shared),
    acts,
    order: { ...createOrderFlow(1), count: 1 },
    epoch: firstEpoch(plan),
    settled: 0,
    answered: 0,
    unsent: 0,
  };
}

function playRecord(player: Player, records: RecordSpace, position: number): void {
  const { server } = player;
  const kind = recordKind(records, position);
  if (kind !== RecordKind.ACT && kind !== RecordKind.RECALL) endTurn(player);
  switch (kind) {
    case RecordKind.PARENT:
      playParent(player, records, position);
      return;
    case RecordKind.TURN:
      playTurn(
        player,
        markNumber(records, position),
        markTimeNs(records, position),
        markMoney(records, position),
      );
      return;
    case RecordKind.ANSWER:
      readAnswer(records, position, server.children, player.answered);
      player.answered = (player.answered + 1) | 0;
      return;
    case RecordKind.SETTLE:
      settleServer(server, player.settled, player.answered, markTimeNs(records, position));
      forgetCredit(server);
      player.settled = player.answered;
      return;
    case RecordKind.QUOTE:
      readQuoteRecord(records, position, server.router.quotes);
      return;
    case RecordKind.EPOCH:
      player.epoch = markNumber(records, position);
      if (markTimeNs(records, position) > 0) noteQuotes(server, markTimeNs(records, position));
      return;
    case RecordKind.ACT:
      playAct(server, player.acts[markNumber(records, position)]!);
      return;
    case RecordKind.RECALL:
      recallChildren(server, markNumber(records, position));
      return;
    default:
      playFirm(
        server,
        kind,
        markNumber(records, position),
        markTimeNs(records, position),
        markMoney(records, position),
      );
  }
}

/** What the server saw of the firm. */
function playFirm(
  { gate: { catalogue } }: Server,
  kind: number,
  number: number,
  nowNs: number,
  money: number,
): void {
  switch (kind) {
    case RecordKind.LEASE:
      catalogue!.net.creditMoney[number] = catalogue!.net.creditMoney[number]! + money;
      return;
    case RecordKind.UNMATCHED:
      seeUnmatched(catalogue!, number, nowNs);
      return;
    case RecordKind.LOSS:
      catalogue!.firm.words.lossUnits[0] = number;
      return;
    case RecordKind.HELD:
      seeHeldParents(catalogue!, number, nowNs);
      return;
    case RecordKind.STATE: {
      const { scope, state } = unpackState(number);
      takeState(catalogue!.firm.states, scope, state, nowNs);
      return;
    }
    default:
      throw new InputError(`journal: a record has kind ${kind}, which no journal has`);
  }
}

function playParent({ server, order }: Player, records: RecordSpace, position: number): void {
  const orderId = readParent(records, position, order);
  const parent = takeOrder(server, order, 0, intendedNs(records, position));
  if (parent >= 0) server.router.parents.orderId[parent] = orderId;
}

function playTurn(player: Player, childrenMax: number, nowNs: number, leasedMoney: number): void {
  const { server, epoch } = player;
  const count = decideTurn(server, nowNs, epoch, childrenMax);
  const { creditMoney } = server.gate.cells;
  if (leasedMoney > 0) creditMoney[0] = creditMoney[0]! + leasedMoney;
  if (count > 0 && gateTurn(server, count, nowNs) < count) {
    giveUnspentBack(server.gate);
    forgetCredit(server);
  }
  player.unsent = count;
}

/** What the gate has given back is the firm's again: only what a record leases comes from there. */
function forgetCredit({ gate: { firm, catalogue } }: Server): void {
  firm.leftUnits[0] = 0;
  if (catalogue !== undefined) for (const { leftUnits } of catalogue.firm.net) leftUnits[0] = 0;
}

function endTurn(player: Player): void {
  if (player.unsent > 0) tallyTurn(player.server, player.unsent);
  player.unsent = 0;
}

function playAct({ gate }: Server, { scope, engaged }: Act): void {
  if (engaged) kill(gate.kill, scope);
  else rearm(gate.kill, scope);
}

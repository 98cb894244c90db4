import { POSITION_SCHEMA } from '../../src/ledger/positions.js';
import { allocateTable } from '../../src/memory/table.js';
import { VERDICT_NAMES } from '../../src/orders/codes.js';
import { clearDuplicates } from '../../src/risk/counts/duplicates.js';
import { noteQuote } from '../../src/risk/counts/exposure.js';
import { noteMeans } from '../../src/risk/counts/means.js';
import { ServerWord, SideWord, SymbolWord } from '../../src/risk/counts/tables.js';
import { markLoss } from '../../src/risk/gate/trips.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { raiseLimit, rearmScope, releaseParent, stopScope } from '../../src/risk/people.js';
import type { Role } from '../../src/risk/stops/authority.js';
import { State, type StateScope } from '../../src/risk/stops/states.js';
import { type Limits, layeredSettings, plainSettings } from '../risk/drawn-limits.js';
import { PlainServer } from '../risk/plain-catalogue.js';
import {
  locatedOf,
  PlainFirm,
  type PlainOrder,
  type PlainParent,
  type PlainSettings,
} from '../risk/plain-firm.js';
import { mergePlainly } from '../risk/plain-layers.js';
import {
  answer,
  catalogueSpace,
  judge,
  type LoneGate,
  loneGate,
  receive,
} from '../support/gate.js';
import { rememberState } from '../support/memory.js';
import { killWords } from '../support/server.js';
import type { Said } from './beside-commands.js';
import { PARENTS, PRICES, QUANTITIES, QUOTES } from './beside-orders.js';

const BOTH: readonly Role[] = ['risk-officer', 'operations'];

/**
 * The gate and its plain twin side by side: both carry out each command, and their answers are
 * compared at once.
 */
export class Beside {
  readonly gates: LoneGate[];
  readonly parents: PlainParent[][] = [[], []];
  readonly out: { order: PlainOrder; row: number }[][] = [[], []];
  readonly verdicts: Map<string, number>;
  firm = new PlainFirm();
  twins: PlainServer[] = [];
  nowNs = 0;
  /** Commands since the bell. */
  commands = 0;
  readonly #limits: Limits;
  /** By server: its own settings, and those of each parent. */
  readonly #settings: readonly { own: PlainSettings; parents: readonly PlainSettings[] }[];
  readonly #restore: () => void;

  constructor(limits: Limits, verdicts: Map<string, number>) {
    this.#limits = limits;
    this.#settings = [1, 2].map((server) => ({
      own: plainSettings(mergePlainly(limits, { server, symbol: '' }), limits),
      parents: PARENTS.map((parent) => layeredSettings(limits, server, parent)),
    }));
    this.verdicts = verdicts;
    const space = catalogueSpace(limits, 2);
    const kill = killWords();
    this.gates = [1, 2].map((server) =>
      loneGate(limits as Partial<GateLimits>, PARENTS, { server, space, kill }),
    );
    const unread = this.gates.flatMap(({ gate: { catalogue } }) => [
      catalogue!.findings.rows,
      catalogue!.firm.acts.reasons,
      catalogue!.alike,
    ]);
    this.#restore = rememberState(this.gates, unread);
  }

  /** Begins a day with the gates in their first state, and new twins. */
  ringBell(): void {
    this.#restore();
    for (const { gate } of this.gates) clearDuplicates(gate.catalogue!.alike);
    this.nowNs = 0;
    this.commands = 0;
    this.firm = new PlainFirm();
    this.twins = this.#settings.map(({ own, parents }, index) => {
      return new PlainServer(
        index,
        this.firm,
        own,
        ({ symbol, side }) => parents[2 * symbol + (side === 'buy' ? 0 : 1)]!,
      );
    });
    const { mode: asked, executions } = this.#limits.executionsPerParent;
    const allowed = asked === 'off' ? 0x7fffffff : executions;
    for (const index of [0, 1]) {
      this.parents[index] = PARENTS.map(({ symbol, side, behaviour, account, ...given }) => ({
        symbol,
        side,
        behaviour,
        account,
        ordered: 'ordered' in given ? given.ordered : 1_000_000,
        isShort: 'mark' in given,
        isMarket: !('limitTicks' in given),
        kinds: [
          'limitTicks' in given ? 'limit' : 'market',
          'immediate' in given ? 'immediate-or-cancel' : 'day',
          ...('resting' in given ? ['participate-do-not-initiate'] : []),
          ...('sweep' in given ? ['intermarket-sweep'] : []),
        ],
        touchTicks: side === 'buy' ? 200_200 : 199_800,
        // The gates received it once, and have forgotten the window since.
        alike: this.#limits.duplicateOrders.mode === 'off' ? 0 : 1,
        allowed,
        held: false,
        orders: [],
      }));
      this.out[index] = [];
      for (const symbol of [0, 1]) this.quote(index, symbol, 0);
      this.#look(index);
    }
  }

  /** Counts the quotes of now into the means of prices. */
  #look(server: number): void {
    noteMeans(this.gates[server]!.gate.catalogue!, this.nowNs);
    this.twins[server]!.look(this.nowNs);
  }

  carryOut({ does, server, a, b, c, gapNs }: Said): void {
    this.nowNs += gapNs;
    this.commands++;
    for (const index of [0, 1]) this.#look(index);
    // Half of the orders are of few kinds, so that some are alike.
    if (does < 20)
      this.send(
        server,
        [a & 3, does & 3],
        QUANTITIES[b & 1]!,
        PRICES[3 + (c & 1)]!,
        1 + (does & 3),
      );
    else if (does < 45) this.send(server, [a & 3], QUANTITIES[b % 5]!, PRICES[c]!, 1);
    else if (does < 75) this.answer(server, a, b, c);
    else if (does < 80) this.quote(server, a & 1, does < 78 ? 0 : b & 3);
    else if (does < 83) for (let n = 0; n <= b; n++) this.receive(server, a & 3);
    else if (does < 87) this.mark(server, [0, 900, 1000, 1001, 3000, -2000, 1100, 5000][a]!);
    else if (does < 89)
      this.stop(
        a & 3 ? { kind: 'symbol', symbol: a & 1 } : { kind: 'server', server: server + 1 },
        b % 3,
      );
    else if (does < 97)
      this.rearm(
        (
          [
            { kind: 'firm' },
            { kind: 'server', server: 1 },
            { kind: 'server', server: 2 },
            { kind: 'symbol', symbol: 0 },
            { kind: 'symbol', symbol: 1 },
          ] as const
        )[a % 5]!,
      );
    else if (does < 98) this.raise(a % 3, b);
    else if (does < 99) this.release(server, a & 3);
    else this.receive(server, a & 3);
  }

  /** Sends one batch: `count` orders alike of each parent. */
  send(
    server: number,
    of: readonly number[],
    quantity: number,
    priceTicks: number,
    count: number,
  ): void {
    const rows = of.flatMap((parent) =>
      Array.from({ length: count }, () => ({ parent, quantity, priceTicks })),
    );
    const expected = rows.map(({ parent }) => {
      const plain = this.parents[server]![parent]!;
      const verdict = this.twins[server]!.judge(plain, quantity, priceTicks, this.nowNs);
      if (verdict === 'admitted')
        this.out[server]!.push({ order: plain.orders.at(-1)!, row: parent });
      this.verdicts.set(verdict, (this.verdicts.get(verdict) ?? 0) + 1);
      return verdict;
    });
    same('verdicts', judge(this.gates[server]!, rows, this.nowNs).join(), expected.join());
  }

  answer(server: number, which: number, eighths: number, stray: number): void {
    const waiting = this.out[server]!;
    if (waiting.length === 0) return;
    const [{ order, row }] = waiting.splice(which % waiting.length, 1) as [
      { order: PlainOrder; row: number },
    ];
    const executed = Math.floor((order.quantity * Math.min(eighths, 7)) / 7);
    const unmatched = stray < 4 ? 0 : Math.min(executed, 25 * stray);
    const { priceTicks, quantity } = order;
    answer(
      this.gates[server]!,
      [
        {
          parent: row,
          executed,
          cancelled: quantity - executed,
          limitTicks: priceTicks,
          unmatched,
        },
      ],
      this.nowNs,
    );
    this.twins[server]!.answer(order, executed, unmatched, this.nowNs);
  }

  quote(server: number, symbol: number, row: number): void {
    const [bidTicks, askTicks] = QUOTES[row]!;
    const { quotes, gate } = this.gates[server]!;
    quotes.bidTicks[symbol] = bidTicks;
    quotes.askTicks[symbol] = askTicks;
    quotes.midTicks[symbol] = (bidTicks + askTicks) / 2;
    noteQuote(gate.catalogue!, symbol, this.nowNs);
    this.twins[server]!.quote(
      symbol,
      { bidTicks, askTicks },
      this.nowNs,
      this.#limits.staleQuote.spreadPercent,
    );
  }

  mark(server: number, dollars: number): void {
    if (this.#limits.lossLimit.mode === 'off') return;
    const positions = allocateTable(POSITION_SCHEMA, 1);
    positions.errorCash[0] = -dollars * 10_000;
    markLoss(this.gates[server]!.gate.catalogue!, positions, this.nowNs);
    this.twins[server]!.mark(dollars * 10_000);
  }

  stop(scope: StateScope, how: number): void {
    const { gate, kill } = this.gates[0]!;
    const act = (['reduce', 'halt', 'kill'] as const)[how]!;
    stopScope(gate.catalogue!.firm, kill, scope, act, {
      roles: ['trader'],
      reason: '',
      nowNs: this.nowNs,
    });
    const [states, row] = this.#place(scope);
    states[row] = Math.max(states[row]!, how + 1);
  }

  rearm(scope: StateScope): void {
    const [states, row] = this.#place(scope);
    const { gate, kill } = this.gates[0]!;
    const act = () =>
      rearmScope(gate.catalogue!.firm, kill, scope, {
        roles: BOTH,
        reason: 'tried',
        nowNs: this.nowNs + 61e9,
      });
    if (states[row] === State.ACTIVE) {
      let refused = false;
      try {
        act();
      } catch {
        refused = true;
      }
      same('re-arm of what trades', refused, true);
      return;
    }
    same('state', act(), states[row]);
    states[row] = State.ACTIVE;
    if (scope.kind === 'firm') this.firm.heldParents = 0;
  }

  #place(scope: StateScope): [number[], number] {
    const { state } = this.firm;
    if (scope.kind === 'server') return [state.servers, scope.server - 1];
    if (scope.kind === 'symbol') return [state.symbols, scope.symbol];
    return [state.firm, 0];
  }

  raise(which: number, more: number): void {
    const name = (['net-exposure', 'server-gross', 'position'] as const)[which]!;
    const field = (['netExposure', 'serverGross', 'position'] as const)[which]!;
    const dollars = this.#limits[field].dollars + 1000 * more;
    const untilNs = this.nowNs + 5e8;
    raiseLimit(this.gates[0]!.gate.catalogue!.firm, name, dollars, untilNs, {
      roles: BOTH,
      reason: 'asked for',
      nowNs: this.nowNs,
    });
    this.firm.raises[name] = { value: dollars * 10_000, untilNs };
  }

  release(server: number, parent: number): void {
    const plain = this.parents[server]![parent]!;
    if (!plain.held) return;
    releaseParent(this.gates[server]!.gate.catalogue!, parent, {
      roles: BOTH,
      reason: 'seen',
      nowNs: this.nowNs,
    });
    plain.held = false;
    plain.allowed =
      plain.orders.filter(({ isOpen, executed }) => isOpen || executed > 0).length +
      this.#limits.executionsPerParent.executions;
  }

  receive(server: number, parent: number): void {
    const plain = this.parents[server]![parent]!;
    if (plain.orders.some(({ isOpen }) => isOpen)) return;
    receive(this.gates[server]!, parent, this.nowNs);
    this.twins[server]!.receive(plain, parent, this.nowNs);
    plain.orders = [];
    plain.held = false;
    plain.allowed =
      this.#limits.executionsPerParent.mode === 'off'
        ? 0x7fffffff
        : this.#limits.executionsPerParent.executions;
  }

  /** Compares all sums and counts of both servers. */
  compare(): void {
    this.gates.forEach(({ gate }, server) => {
      const { sides, symbols, whole, breaches, firm } = gate.catalogue!;
      const twin = this.twins[server]!;
      for (const symbol of [0, 1]) {
        same(
          'reach',
          sides.words[((2 * symbol) << 2) + SideWord.REACH]!,
          twin.reach(symbol, 'buy'),
        );
        same(
          'reach',
          sides.words[((2 * symbol + 1) << 2) + SideWord.REACH]!,
          twin.reach(symbol, 'sell'),
        );
        if (whole.words[ServerWord.LOCATE] !== Number.POSITIVE_INFINITY)
          same(
            'located',
            sides.words[((2 * symbol + 1) << 2) + SideWord.LOCATED]!,
            locatedOf(twin.orders, symbol),
          );
        same('traded', symbols.words[(symbol << 3) + SymbolWord.TRADED]!, twin.traded(symbol));
      }
      same('open orders', whole.words[ServerWord.OPEN_ORDERS]!, twin.open());
      same('gross', whole.words[ServerWord.GROSS]!, twin.gross());
      VERDICT_NAMES.forEach((name, check) => {
        const counts = twin.counts[name] ?? NEVER;
        same('count', breaches.count[check]!, counts.count, name);
        same('refused', breaches.refused[check]!, counts.refused, name);
        same('soft', breaches.soft[check]!, counts.soft, name);
      });
      same('held parents', firm.words.heldParents[0]!, this.firm.heldParents);
    });
  }
}

const NEVER = { count: 0, refused: 0, soft: 0 };

function same(what: string, real: unknown, plain: unknown, check = ''): void {
  if (!Object.is(real, plain) && !(real === 0 && plain === 0))
    throw new Error(`${check} ${what}: the gate has ${real}, its twin ${plain}`);
}

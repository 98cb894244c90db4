import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BUILD_NAMES } from '../../src/deployment/builds.js';
import { digestBuffer, digestRegion } from '../../src/memory/digest.js';
import { readChildAnswer } from '../../src/orders/answer.js';
import { ChildWord, childSlot, isAdmitted } from '../../src/orders/children.js';
import { defineCheck } from '../../src/risk/gate/custom-checks.js';
import { endSettlement } from '../../src/risk/gate/trips.js';
import type { GateLimits } from '../../src/risk/limits/limits.js';
import { kill } from '../../src/risk/stops/kill.js';
import { answerImmediate } from '../../src/router/progress.js';
import { applyAnswer } from '../../src/server/answer.js';
import type { Server } from '../../src/server/server.js';
import { settleServer } from '../../src/server/settle.js';
import { recallChildren, turnBegin, turnEnd, turnServer } from '../../src/server/turn.js';
import { catalogueSpace } from '../support/gate.js';
import { smallMarket, thinStock } from '../support/market.js';
import type { WrittenOrder } from '../support/orders.js';
import { give, type SmallServer, smallServer } from '../support/server.js';

/** Settles answers one by one, by `applyAnswer`; returns how many there were. */
function settleOneByOne(server: Server, begin: number, end: number, nowNs: number): number {
  const { children, answer, router, gate } = server;
  let answers = 0;
  answer.nowNs = nowNs;
  for (let child = begin; child !== end; child = (child + 1) | 0) {
    const slot = childSlot(children, child);
    readChildAnswer(children.words, slot, answer);
    if (!isAdmitted(answer.instrument)) answerImmediate(router, answer.parent, 1);
    else {
      applyAnswer(server, answer);
      answers++;
    }
  }
  if (gate.catalogue !== undefined && answers > 0) endSettlement(gate.catalogue, nowNs);
  return answers;
}

/** Sums by parent what it is told of answers. */
const SUMMING = defineCheck({
  name: 'summing',
  parameters: {},
  rows: 'parents',
  columns: { sent: 'f64', executed: 'f64', cancelled: 'f64', money: 'f64', lastNs: 'f64' },
  admit({ parent, quantity }, { sent }) {
    sent[parent] = sent[parent]! + quantity;
    return true;
  },
  fill({ parent, executed, cancelled, priceTicks, nowNs }, sums) {
    sums.executed[parent] = sums.executed[parent]! + executed;
    sums.cancelled[parent] = sums.cancelled[parent]! + cancelled;
    sums.money[parent] = sums.money[parent]! + executed * priceTicks;
    sums.lastNs[parent] = nowNs;
  },
});

const on = { mode: 'enforce' } as const;
const RISK: Partial<GateLimits> = {
  grossExposure: { ...on, dollars: 60_000 },
  position: { ...on, dollars: 20_000 },
  executionsPerParent: { ...on, executions: 30 },
  openOrders: { ...on, orders: 1000 },
  netExposure: { ...on, dollars: 50_000 },
  unmatchedAccount: { ...on, dollars: 15_000 },
};

interface Setting {
  build: number;
  risk: Partial<GateLimits>;
  custom: boolean;
}

function openOne({ build, risk, custom }: Setting): SmallServer {
  return smallServer({
    build,
    risk,
    market: smallMarket([thinStock(), thinStock(), thinStock()]),
    settings: { pegIntervalNs: 1, pegShares: 40 },
    immediate: true,
    creditSliceMoney: 20_000_000,
    catalogue: risk.position === undefined ? undefined : catalogueSpace(risk),
    checks: custom ? [SUMMING] : [],
  });
}

/** All that settling can change. */
function stateOf({ server, firm }: SmallServer): unknown {
  const { custom, catalogue } = server.gate;
  return {
    server: digestRegion(server.buffer),
    firm: [...firm.leftUnits],
    catalogue: catalogue && digestBuffer(catalogue.parents.uses.buffer),
    sums: catalogue && digestBuffer(catalogue.firm.words.unmatchedUnits.buffer),
    checks: custom?.checks.map(({ state: { sent, executed, cancelled, money, lastNs } }) => [
      sent,
      executed,
      cancelled,
      money,
      lastNs,
    ]),
  };
}

/** What venues answer to a child: the part of 256 of it that they execute, and where. */
interface Drawn {
  part: number;
  offTicks: number;
}

/** Writes drawn answers into the last children of a server; some in a row may be alike. */
function answerAsDrawn({ server }: SmallServer, count: number, drawn: readonly Drawn[]): void {
  const { words } = server.children;
  const begin = turnBegin(server, count);
  for (let n = 0; n < count; n++) {
    const slot = childSlot(server.children, (begin + n) | 0);
    const { part, offTicks } = drawn[n % drawn.length]!;
    const quantity = words[slot + ChildWord.QUANTITY]!;
    const isSent = isAdmitted(words[slot + ChildWord.INSTRUMENT]!);
    words[slot + ChildWord.EXECUTED] = isSent ? (quantity * part) >> 8 : 0;
    words[slot + ChildWord.PRICE] = 200_000 + offTicks;
    words[slot + ChildWord.MIDDLE] = 200_000;
  }
}

const settings: fc.Arbitrary<Setting> = fc.record({
  build: fc.constantFrom(...BUILD_NAMES),
  risk: fc.constantFrom({}, RISK),
  custom: fc.boolean(),
});
const orders: fc.Arbitrary<WrittenOrder[]> = fc.array(
  fc.record({
    symbol: fc.nat({ max: 2 }),
    side: fc.constantFrom('buy' as const, 'sell' as const),
    quantity: fc.integer({ min: 1, max: 700 }),
    flagged: fc.boolean(),
    immediate: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);
const answers: fc.Arbitrary<Drawn[]> = fc.array(
  fc.record({
    part: fc.constantFrom(0, 256, 256, 100, 3),
    offTicks: fc.constantFrom(0, 200, 50_000),
  }),
  { minLength: 1, maxLength: 9 },
);

describe('answers applied one by one', () => {
  test('leave every state that settling them by runs leaves', () => {
    const seen = { matched: 0, unmatched: 0, cancelled: 0, refused: 0 };
    fc.assert(
      fc.property(settings, orders, answers, (setting, written, drawn) => {
        const [runs, singly] = [openOne(setting), openOne(setting)];
        for (let epoch = 1; epoch < 7; epoch++) {
          const nowNs = epoch * 4;
          for (const small of [runs, singly]) {
            give(small, written, nowNs);
            const count = turnServer(small.server, nowNs, epoch, 64);
            answerAsDrawn(small, count, drawn);
            const settle = small === runs ? settleServer : settleOneByOne;
            const end = turnEnd(small.server);
            const answered = settle(small.server, turnBegin(small.server, count), end, nowNs);
            if (small === singly) seen.refused += count - answered;
          }
          expect(stateOf(singly)).toEqual(stateOf(runs));
        }
        const { book, router } = runs.server;
        seen.matched += book.customerExecutions[0]!;
        seen.unmatched += book.errorExecutions[0]!;
        seen.cancelled += router.immediate!.sums.cancelledShares[0]!;
      }),
      { seed: 20120801, numRuns: 100, endOnFailure: true },
    );
    for (const count of Object.values(seen)) expect(count).toBeGreaterThan(500);
  });
});

describe('a recall', () => {
  test('gives a custom check its shares back', () => {
    const small = openOne({ build: 2012, risk: {}, custom: true });
    give(small, [{ quantity: 150 }, { symbol: 1, quantity: 250 }]);
    const count = turnServer(small.server, 4, 1, 64);
    kill(small.kill, { kind: 'symbol', symbol: 1 });
    recallChildren(small.server, count, 9);
    const { sent, cancelled, lastNs } = small.server.gate.custom!.checks[0]!.state;
    const firstTwo = (column: ArrayLike<number>) => [column[0], column[1]];
    expect([sent!, cancelled!, lastNs!].map(firstTwo)).toEqual([
      [150, 250],
      [0, 250],
      [0, 9],
    ]);
  });
});

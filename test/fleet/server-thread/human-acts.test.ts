import fc from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { reportAct, reportActs } from '../../../src/fleet/main-thread/kills.js';
import { drawTally } from '../../../src/fleet/main-thread/tally.js';
import { totalCount } from '../../../src/metrics/histogram.js';
import {
  type Children,
  ChildWord,
  childSlot,
  instrumentSymbol,
  isAdmitted,
  lineageServer,
} from '../../../src/orders/children.js';
import type { KillScope } from '../../../src/risk/stops/kill.js';
import { announce, type HandFleet, openByHand, pass, request } from '../../support/hand-fleet.js';

/** The clock of all tests here. */
const time = vi.hoisted(() => ({ ns: 0 }));
vi.mock('../../../src/fleet/threads/clock.js', async (original) => ({
  ...(await original<object>()),
  readClock: () => time.ns,
}));

type PieceOut = (children: Children, begin: number, end: number) => void;
/** What happens after each piece of a turn is filled. */
const piece = vi.hoisted(() => ({ isOut: (() => undefined) as PieceOut }));
vi.mock('../../../src/market/fills.js', async (original) => {
  const real = await original<typeof import('../../../src/market/fills.js')>();
  return {
    ...real,
    fillChildren: (...parameters: Parameters<typeof real.fillChildren>) => {
      const sent = real.fillChildren(...parameters);
      piece.isOut(parameters[1], parameters[2], parameters[3]);
      return sent;
    },
  };
});
afterEach(() => {
  piece.isOut = () => undefined;
});

const SCOPES: KillScope[] = [
  { kind: 'firm' },
  { kind: 'server', server: 2 },
  { kind: 'symbol', symbol: 3 },
  { kind: 'flag', bit: 0 },
];

/** Whether a scope has the child of a row, by the plainest reading of its words. */
function hasChild(scope: KillScope, words: Int32Array, slot: number): boolean {
  const instrument = words[slot + ChildWord.INSTRUMENT]!;
  if (!isAdmitted(instrument)) return false;
  if (scope.kind === 'server')
    return lineageServer(words[slot + ChildWord.LINEAGE]!) === scope.server;
  // All orders here carry flag 0.
  return scope.kind === 'symbol' ? instrumentSymbol(instrument) === scope.symbol : true;
}

/** Every child that left, with its server and the time at which its piece was out. */
class Tape {
  readonly #left: { server: number; outNs: number; scopes: boolean[] }[] = [];

  note({ words, mask }: Children, begin: number, end: number): void {
    for (let child = begin; child !== end; child = (child + 1) | 0) {
      const slot = childSlot({ words, mask, capacity: mask + 1 }, child);
      const server = lineageServer(words[slot + ChildWord.LINEAGE]!);
      const scopes = SCOPES.map((scope) => hasChild(scope, words, slot));
      this.#left.push({ server, outNs: time.ns, scopes });
    }
  }

  /** How many children of a server and a scope left after a time, and the time of the last. */
  after(server: number, scope: number, requestNs: number): { children: number; lastNs: number } {
    const left = this.#left.filter(
      (one) => one.server === server && one.scopes[scope] && one.outNs > requestNs,
    );
    return { children: left.length, lastNs: Math.max(0, ...left.map(({ outNs }) => outNs)) };
  }
}

const turnOf = (fleet: HandFleet, open = 64): number => {
  time.ns += 1000;
  return pass(fleet, open);
};

test('what left after the stamp of a request is counted, however late it is published', () => {
  let inTurns = 0;
  let held = 0;
  const property = fc.property(
    fc.nat(SCOPES.length - 1),
    fc.constantFrom(64, 512),
    // Pieces until the announcement, from there to the stamp, and to the publication.
    fc.tuple(fc.nat(12), fc.nat(6), fc.oneof(fc.constant(0), fc.nat(20))),
    fc.nat(1000),
    (which, childrenMax, waits, seed) => {
      const fleet = openByHand(time, { servers: 3, childrenMax, seed });
      const tape = new Tape();
      const scope = SCOPES[which]!;
      const [announceAt, toStamp, toPublish] = waits;
      let pieces = 0;
      let requestNs = Number.NaN;
      let publish: ((requestNs: number) => number) | undefined;
      let row = -1;
      piece.isOut = (children, begin, end) => {
        time.ns += 700;
        tape.note(children, begin, end);
        pieces++;
        if (pieces === announceAt + 1) publish = announce(fleet, scope, 'kill');
        if (pieces === announceAt + toStamp + 1) requestNs = time.ns;
        if (pieces === announceAt + toStamp + toPublish + 1) row = publish!(requestNs);
      };
      for (let n = 0; n < 200 && row < 0; n++) turnOf(fleet, childrenMax);
      for (let n = 0; n < 2; n++) turnOf(fleet, childrenMax);
      const { answers, lastOutNs, sentAfter } = reportAct(fleet.view, row);
      const expected = [1, 2, 3].map((server) => tape.after(server, which, requestNs));
      expect(answers.map((answer) => answer.sentAfter)).toEqual(
        expected.map(({ children }) => children),
      );
      const last = Math.max(0, ...expected.map(({ lastNs }) => lastNs - requestNs));
      expect([lastOutNs, sentAfter]).toEqual([
        last,
        expected.reduce((sum, { children }) => sum + children, 0),
      ]);
      expect(drawTally(fleet.view, fleet.feeder).venues.behindBarrier).toBe(0);
      if (answers.some(({ recalled }) => recalled > 0)) inTurns++;
      if (sentAfter > 3 * childrenMax) held++;
    },
  );
  fc.assert(property, { seed: 20120801, numRuns: 30, endOnFailure: true });
  expect(Math.min(inTurns, held)).toBeGreaterThan(4);
});

test('an act within a turn lets no further piece out, and the others know it at once', () => {
  const fleet = openByHand(time, { servers: 3, childrenMax: 512 });
  let pieces = 0;
  let left = 0;
  piece.isOut = (children, begin, end) => {
    for (let child = begin; child !== end; child++)
      if (isAdmitted(children.words[childSlot(children, child) + ChildWord.INSTRUMENT]!)) left++;
    if (++pieces !== 5) return;
    left = 0;
    time.ns += 50;
    request(fleet, { kind: 'firm' }, 'kill');
  };
  for (let n = 0; n < 4; n++) turnOf(fleet, 400);
  expect([pieces > 5, left]).toEqual([true, 0]);
  const [kill] = reportActs(fleet.view);
  expect(kill!.sentAfter).toBe(0);
  expect(kill!.lastOutNs).toBe(0);
  expect(kill!.answers.map(({ ackNs }) => ackNs)).toEqual([0, 0, 0]);
  expect(kill!.answers.some(({ recalled }) => recalled > 0)).toBe(true);
});

test('acknowledgements of servers outside the scope are no latency of the kill', () => {
  const fleet = openByHand(time, { servers: 3 });
  turnOf(fleet);
  request(fleet, { kind: 'server', server: 2 }, 'kill');
  turnOf(fleet);
  const [{ answers }] = reportActs(fleet.view) as [ReturnType<typeof reportAct>];
  expect(answers.map(({ isConcerned }) => isConcerned)).toEqual([false, true, false]);
  const counts = fleet.hostedServers.map(({ latency }) => totalCount(latency.kill));
  expect(counts).toEqual([0, 1, 0]);
});

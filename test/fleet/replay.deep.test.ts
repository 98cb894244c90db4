import { describe, expect, test } from 'vitest';
import { allocateCapture } from '../../src/capture/memory.js';
import { type Fleet, startFleet } from '../../src/fleet/fleet.js';
import { LiveOrders } from '../../src/fleet/main-thread/live.js';
import type { ServerTally } from '../../src/fleet/main-thread/tally.js';
import { RECORD_WORDS, RecordKind } from '../../src/fleet/memory/records.js';
import { replayServer, type ServerJournal } from '../../src/fleet/replay.js';
import type { RecordedResult } from '../../src/fleet/result.js';
import type { FleetSpec } from '../../src/fleet/spec.js';
import { ChildReader } from '../../src/gateway/child-reader.js';
import { OrderAttribute } from '../../src/orders/codes.js';
import {
  everyServer,
  faultsOf,
  OPEN_LOOP,
  OPTIONS,
  RUNAWAY,
  runUntil,
  until,
} from '../support/fleet.js';
import { flowOf } from '../support/orders.js';

const { IMMEDIATE } = OrderAttribute;
const record = { recordsMax: 2 ** 20 };
const isBusy = ({ answered }: ServerTally): boolean => answered > 1500;

async function journalsOf(
  spec: FleetSpec,
  holds: (fleet: Fleet) => boolean,
): Promise<readonly ServerJournal[]> {
  const result = await runUntil(spec, holds);
  expect(faultsOf(result)).toEqual([]);
  expect((result as RecordedResult).journals.map(({ server }) => server)).toEqual(
    result.accounts.servers.map(({ server }) => server),
  );
  return (result as RecordedResult).journals;
}

function expectSame(journals: readonly ServerJournal[]): void {
  for (const journal of journals) {
    const { isSame, sequence, childDigest } = replayServer(journal);
    expect([sequence, childDigest]).toEqual([journal.sequence, journal.tape]);
    expect(isSame).toBe(true);
    expect(sequence).toBeGreaterThan(0);
  }
}

describe.each(['thread', 'inline'] as const)('a journal, venues %s', (venues) => {
  test('replays ordinary flow to the same children', async () => {
    expectSame(await journalsOf({ ...OPEN_LOOP, venues, record }, everyServer(isBusy)));
  });

  test('replays the build that counts inside its loop to the same children', async () => {
    expectSame(
      await journalsOf({ ...OPEN_LOOP, venues, builds: [2003], record }, everyServer(isBusy)),
    );
  });

  test('replays a runaway that is killed, re-armed, and short of credit and rate', async () => {
    const spec: FleetSpec = {
      ...RUNAWAY,
      venues,
      risk: { ...RUNAWAY.risk, grossExposure: { mode: 'enforce', dollars: 100e6 } },
      firm: { orderRate: { perWindow: 4000, windowMs: 10 } },
      killCycles: { count: 20, scope: { kind: 'symbol', symbol: 'S0004' }, tradeMs: 1 },
      record,
    };
    expectSame(
      await journalsOf(
        spec,
        (fleet) => fleet.killReports().length >= 40 && everyServer(isBusy)(fleet),
      ),
    );
  });
});

test.each(['thread', 'inline'] as const)(
  'a journal of live orders and their cancels replays to the same children, venues %s',
  async (venues) => {
    const capture = allocateCapture(2, 'drop');
    const live = new LiveOrders();
    const flow = flowOf(Array.from({ length: 50 }, (_, n) => ({ symbol: n % 40, quantity: 300 })));
    const spec: FleetSpec = {
      ...OPEN_LOOP,
      servers: 2,
      inboxRecords: 8192,
      venues,
      arrivals: { kind: 'live', beside: { flow, speed: 1 } },
      record,
    };
    const fleet = await startFleet(spec, { ...OPTIONS, capture, live });
    let ended = 0;
    const reader = new ChildReader(capture, {
      filled: () => undefined,
      refused: () => undefined,
      sent: () => undefined,
      ended: () => ended++,
    });
    const limits = [0, 1, 2 ** 30];
    for (let n = 0; n < 3000; n++) {
      const order = { symbol: n % 40, side: n & 1, quantity: 100 + n, flags: 0, account: 0 };
      const more = { limitTicks: limits[n % 3]!, attributes: n % 5 === 0 ? IMMEDIATE : 0 };
      live.submit((n & 1) + 1, 50 + n, { ...order, ...more });
      if (n >= 20 && n % 4 === 0) live.cancel((n & 1) + 1, 50 + n - 20);
      if (n % 64 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const taken = (): number =>
      fleet.accounts().servers.reduce((sum, { accepted }) => sum + accepted, 0);
    await until(fleet, () => reader.read() >= 0 && ended >= 745 && taken() === 3050);
    const { journals } = (await fleet.stop()) as RecordedResult;
    const kinds = journals.flatMap(({ records }) =>
      Array.from({ length: records.length / RECORD_WORDS }, (_, n) => [
        records[n * RECORD_WORDS + 2]! >>> 28,
        records[n * RECORD_WORDS + 7],
      ]),
    );
    const cancels = kinds.filter(([kind]) => kind === RecordKind.CANCEL);
    // Most of the cancelled orders with a far limit were stopped, and then their rows were freed.
    expect(new Set(cancels.map(([, money]) => money)).size).toBe(2);
    expect(cancels.length).toBeGreaterThan(100);
    expect(kinds.filter(([kind]) => kind === RecordKind.PARENT).length).toBe(3050);
    expectSame(journals);
  },
);

test('a full journal replays to the same children as far as it goes', async () => {
  const journals = await journalsOf(
    { ...RUNAWAY, record: { recordsMax: 4096 } },
    everyServer(({ answered }) => answered > 8192),
  );
  expect(
    journals.every(({ isFull, records }) => isFull && records.length <= 4096 * RECORD_WORDS),
  ).toBe(true);
  expectSame(journals);
});

test('a journal with one changed share replays to other children', async () => {
  const [journal] = await journalsOf({ ...OPEN_LOOP, record }, everyServer(isBusy));
  const records = journal!.records.slice();
  // The quantity of the first parent: word 3 of the first record of kind PARENT.
  const at = Array.from({ length: records.length / RECORD_WORDS }, (_, n) => n).find(
    (n) => records[n * RECORD_WORDS + 2]! >>> 28 === 4,
  )!;
  records[at * RECORD_WORDS + 3]! += 1;
  expect(replayServer({ ...journal!, records }).isSame).toBe(false);
});

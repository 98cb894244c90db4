import { describe, expect, test } from 'vitest';
import type { Fleet } from '../../src/fleet/fleet.js';
import type { ServerTally } from '../../src/fleet/main-thread/tally.js';
import { RECORD_WORDS } from '../../src/fleet/memory/records.js';
import { replayServer, type ServerJournal } from '../../src/fleet/replay.js';
import type { RecordedResult } from '../../src/fleet/result.js';
import type { FleetSpec } from '../../src/fleet/spec.js';
import { everyServer, faultsOf, OPEN_LOOP, RUNAWAY, runUntil } from '../support/fleet.js';

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

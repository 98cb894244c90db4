import { describe, expect, test } from 'vitest';
import { readJournal, VenueJournal } from '../../src/venue/journal.js';
import { sumJournal } from '../../src/venue/journal-sums.js';
import type { VenueArrival, VenueReport } from '../../src/venue/ledger.js';
import { FileInMemory } from '../support/fix-file.js';
import { VenueFloor } from '../support/venue-floor.js';

const HEAD = { format: 'smars venue', version: 1, startedMs: 7, sessions: ['A', 'B'] } as const;

/** A journal of some trades, and the floor that made it. */
function kept(): { file: FileInMemory; floor: VenueFloor; journal: VenueJournal } {
  const floor = new VenueFloor();
  const [a, b] = floor.clients;
  floor.order(a!, 'A "quoted" é', 'sell 100 20').order(b!, 'B1', 'buy 60 20');
  floor.order(b!, 'B2', 'buy 1.5 20').cancel(a!, 'C', 'NONE').order(b!, 'B3', 'buy 9 1');
  const file = new FileInMemory();
  const journal = new VenueJournal(file, HEAD);
  for (const arrival of floor.arrivals) journal.arrival(arrival);
  for (const report of floor.reports) journal.report(report);
  return { file, floor, journal };
}

function read(file: FileInMemory): { arrivals: VenueArrival[]; reports: VenueReport[] } {
  const arrivals: VenueArrival[] = [];
  const reports: VenueReport[] = [];
  readJournal(file, {
    arrival: (arrival) => arrivals.push(arrival),
    report: (report) => reports.push(report),
  });
  return { arrivals, reports };
}

describe('the journal of a venue', () => {
  test('gives back what was written, numbers that were none included', () => {
    const { file, floor, journal } = kept();
    journal.end();
    const { arrivals, reports } = read(file);
    expect(arrivals.map((arrival) => ({ ...arrival, line: undefined, kind: undefined }))).toEqual(
      floor.arrivals.map((arrival) => ({ ...arrival, line: undefined, kind: undefined })),
    );
    expect(reports).toMatchObject(floor.reports);
    expect(arrivals[2]!.quantity).toBeNaN();
    expect(readJournal(file)).toMatchObject({ isEnded: true, tornBytes: 0, head: HEAD });
  });

  test('adds up to what the venue counted', () => {
    const { file, floor, journal } = kept();
    journal.flush();
    const sums = sumJournal(file);
    const counted = floor.clients.map(({ member }) => [
      member.settings.targetCompId,
      member.counts,
    ]);
    expect([...sums.sessions]).toEqual(counted);
    expect(sums.isEnded).toBe(false);
    expect([...sums.open]).toEqual([
      ['A', { orders: 1, leaves: 40 }],
      ['B', { orders: 1, leaves: 9 }],
    ]);
  });

  test('cut at any byte, is whole up to the last whole line', () => {
    const { file, journal } = kept();
    journal.flush();
    const bytes = file.content;
    const ends = [...bytes.keys()].filter((at) => bytes[at] === 10);
    const all = readJournal(file);
    for (let size = 0; size <= bytes.length; size += 7) {
      const cut = new FileInMemory();
      cut.append(bytes, 0, size);
      const { head, arrivals, reports, tornBytes } = readJournal(cut);
      const lines = ends.filter((end) => end < size).length;
      expect((head === undefined ? 0 : 1) + arrivals + reports).toBe(lines);
      expect(size - tornBytes).toBe(lines === 0 ? 0 : ends[lines - 1]! + 1);
    }
    expect(all.arrivals + all.reports + 1).toBe(ends.length);
  });

  test('stops at a line out of number, and at one that is no JSON', () => {
    for (const middle of ['{"line":9,"kind":"arrival"}', '\0\0\0', 'null', '{"line":2}']) {
      const file = new FileInMemory();
      const text = Buffer.from(`{"line":0,"kind":"head"}\n{"line":1,"kind":"end"}\n${middle}\n`);
      file.append(text, 0, text.length);
      expect(readJournal(file)).toMatchObject({ isEnded: true, tornBytes: middle.length + 1 });
    }
  });

  test('on a full disk, counts the lines that are lost, and writes none after them', () => {
    const { floor } = kept();
    const file = new FileInMemory();
    const journal = new VenueJournal(file, HEAD);
    journal.flush();
    const { size } = file;
    file.append = () => {
      throw new Error('ENOSPC: no space left on device');
    };
    journal.arrival(floor.arrivals[0]!);
    journal.flush();
    file.append = FileInMemory.prototype.append;
    journal.arrival(floor.arrivals[1]!);
    journal.end();
    expect([journal.lost, journal.failure]).toEqual([3, 'ENOSPC: no space left on device']);
    expect(file.size).toBe(size);
  });
});

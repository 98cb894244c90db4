import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND } from '../../src/base/units.js';
import { allocateTable } from '../../src/memory/table.js';
import { writeTimelineCsv } from '../../src/report/timeline-csv.js';
import { createDay } from '../../src/session/day/create.js';
import { SERVER_TIMELINE_SCHEMA, TIMELINE_SCHEMA } from '../../src/session/day/timeline.js';
import { summariseDay } from '../../src/session/result/result.js';
import { advanceDay } from '../../src/session/session.js';
import { sampleNow } from '../../src/session/stages.js';
import { SMALL } from '../support/scenarios.js';

describe('the timeline as CSV', () => {
  test('has a head, a line for each second, and a column for each server', () => {
    const timeline = allocateTable(TIMELINE_SCHEMA, 10);
    const perServer = allocateTable(SERVER_TIMELINE_SCHEMA, 10 * 3);
    for (const row of [0, 1]) {
      timeline.timeNs[row] = row * NS_PER_SECOND;
      timeline.children[row] = 60 * row;
      timeline.executions[row] = 50 * row;
      timeline.errorGross[row] = 12_345_678 * row;
      timeline.long[row] = 99_999 * row;
      timeline.short[row] = 50 * row;
      timeline.pnlAtMid[row] = -15_000 * row;
      timeline.loss[row] = 70_000 * row;
      perServer.children.set([10 * row, 20 * row, 30 * row], row * 3);
    }
    expect(
      writeTimelineCsv(3, [{ timeline, serverTimeline: perServer, rows: 2 }]).split('\n'),
    ).toEqual([
      'time,children,executions,error_gross_usd,long_usd,short_usd,pnl_at_mid_usd,loss_usd,' +
        'children_server_1,children_server_2,children_server_3',
      '09:30:00,0,0,0.00,0.00,0.00,0.00,0.00,0,0,0',
      '09:30:01,60,50,1234.57,10.00,0.01,-1.50,7.00,10,20,30',
      '',
    ]);
  });

  test('is only its head for a day that ended before the bell', () => {
    const none = {
      timeline: allocateTable(TIMELINE_SCHEMA, 1),
      serverTimeline: allocateTable(SERVER_TIMELINE_SCHEMA, 1),
      rows: 0,
    };
    const csv = writeTimelineCsv(1, [none]);
    expect(csv).toBe(
      'time,children,executions,error_gross_usd,long_usd,short_usd,pnl_at_mid_usd,loss_usd,' +
        'children_server_1\n',
    );
  });

  test('ends with a row for the end of the day, also between two seconds', () => {
    const spec = { ...SMALL, clock: { ...SMALL.clock, end: '09:30:01.5' } };
    const day = createDay(spec, spec.seed);
    advanceDay(day, day.endNs);
    const { timeline, serverTimeline } = sampleNow(day);
    const servers = day.servers.length;
    const rows = day.cursor.seconds[0]!;
    const csv = writeTimelineCsv(servers, [
      { timeline: day.timeline, serverTimeline: day.serverTimeline, rows },
      { timeline, serverTimeline, rows: 1 },
    ]);
    const last = csv.trimEnd().split('\n').at(-1)!.split(',');
    const { children, servers: results } = summariseDay(day);
    expect(last.slice(0, 2)).toEqual(['09:30:01.500', String(children)]);
    expect(last.slice(-servers)).toEqual(results.map((server) => String(server.children)));
  });
});

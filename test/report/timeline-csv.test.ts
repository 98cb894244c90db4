import { describe, expect, test } from 'vitest';
import { NS_PER_SECOND } from '../../src/base/units.js';
import { allocateTable } from '../../src/memory/table.js';
import { writeTimelineCsv } from '../../src/report/timeline-csv.js';
import { SERVER_TIMELINE_SCHEMA, TIMELINE_SCHEMA } from '../../src/session/day/timeline.js';

describe('the timeline as CSV', () => {
  test('has a head, a line a second with counts and dollars, and a column for each server', () => {
    const timeline = allocateTable(TIMELINE_SCHEMA, 10);
    const perServer = allocateTable(SERVER_TIMELINE_SCHEMA, 10 * 3);
    for (const row of [0, 1]) {
      timeline.timeNs[row] = row * NS_PER_SECOND;
      timeline.children[row] = 60 * row;
      timeline.executions[row] = 50 * row;
      timeline.errorGross[row] = 12_345_678 * row;
      timeline.long[row] = 99_999 * row;
      timeline.short[row] = 50 * row;
      timeline.pnl[row] = -15_000 * row;
      perServer.children.set([10 * row, 20 * row, 30 * row], row * 3);
    }
    expect(writeTimelineCsv(timeline, perServer, 3, 2).split('\n')).toEqual([
      'time,children,executions,error_gross_usd,long_usd,short_usd,pnl_usd,children_server_1,children_server_2,children_server_3',
      '09:30:00,0,0,0.00,0.00,0.00,0.00,0,0,0',
      '09:30:01,60,50,1234.57,10.00,0.01,-1.50,10,20,30',
      '',
    ]);
  });

  test('of a day that ended before the bell is its head', () => {
    const csv = writeTimelineCsv(allocateTable(TIMELINE_SCHEMA, 1), allocateTable(SERVER_TIMELINE_SCHEMA, 1), 1, 0);
    expect(csv).toBe('time,children,executions,error_gross_usd,long_usd,short_usd,pnl_usd,children_server_1\n');
  });
});

import { expect, test } from 'vitest';
import { type LoadSecond, writeLoadTimeline } from '../../src/report/load-timeline.js';

test('each second of a load is a line of CSV, with its rates and the queues at its end', () => {
  const counts = {
    parents: 10,
    children: 60,
    admitted: 50,
    executions: 40,
  } as LoadSecond['counts'];
  const waiting = { queued: 3, held: 1, inFlight: 5, openParents: 7, dueParents: 2 };
  const second: LoadSecond = {
    atSeconds: 2,
    seconds: 2,
    isLast: false,
    counts,
    ...waiting,
    residentBytes: 1e6,
  };
  expect(writeLoadTimeline([second, { ...second, atSeconds: 2.5, seconds: 0.5 }])).toBe(
    'seconds,parents,children,refused,executions,queued,held,in_flight,open,due,resident_bytes\n' +
      '2.000,5.0,30.0,5.0,20.0,3,1,5,7,2,1000000\n' +
      '2.500,20.0,120.0,20.0,80.0,3,1,5,7,2,1000000\n',
  );
});

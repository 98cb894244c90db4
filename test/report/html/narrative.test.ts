import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findChances, lossAt, showSpan, tellDay } from '../../../src/report/html/narrative.js';
import { PATHS, runawayFolder } from '../../support/folders.js';

const { result } = runawayFolder().summary;

describe('the narrative of a day', () => {
  test('tells of deployment, warnings, runaway, loss, checks and customers', () => {
    expect(tellDay(result)).toEqual([
      'Servers 1 and 2 ran build 2012; server 3 ran build 2005. 2012-07-31: rollout of ' +
        'build 2012 to server 3: reported success, in fact omitted.',
      'Before the bell: at 08:01:00 server 3 mails "Power Peg disabled"; 97 such mails in all.',
      'At 09:30:01.0 an execution was first beyond what its parent order had asked for. ' +
        'Until 09:30:10.0, 9 s later, 4 parents made 900 such executions of 90,000 shares in ' +
        '3 stocks, 100 a second on average. The kill switch of the firm ended it.',
      'It left the firm long $600.0k in 2 stocks and short $300.0k in 1. The loss is $100.0k: ' +
        '$60.0k between the prices paid and those to which the stocks return, ' +
        '$30.0k for getting rid of what was left, $5.0k of spread and $5.0k of fees.',
      'Pre-trade checks that were breached: gross-exposure 20 times, none refused, first at ' +
        '09:30:04.0.',
      'Of 296 other parent orders 290 were filled and 6 stood open at the end.',
    ]);
  });

  test('says so where nothing went wrong', () => {
    const servers = result.servers.map((server) => ({ ...server, build: 2012 }));
    const runaway = { ...result.runaway, unmatchedExecutions: 0, firstNs: null, lastNs: null };
    const retail = { ...result.retail, filled: 296, open: 0 };
    expect(tellDay({ ...result, servers, runaway, retail, events: [], checks: [] })).toEqual([
      'All 3 servers ran build 2012.',
      'No execution went beyond what its parent order asked for, so the error account ' +
        'stayed empty.',
      'No pre-trade check was breached.',
      'Of 296 other parent orders all were filled and none stood open at the end.',
    ]);
  });
});

describe('the chances to stop the runaway', () => {
  test('are the signs up to its last execution, with the loss at each and one pause only', () => {
    expect(
      findChances(result, PATHS as never).map(({ at, executions, lossDollars }) => [
        at,
        executions,
        lossDollars,
      ]),
    ).toEqual([
      ['2012-07-31', 0, 0],
      ['08:01:00', 0, 0],
      ['09:30:05', 400, 40_000],
      ['09:30:06', 500, 52_000],
    ]);
  });

  test('have no loss where the run kept no path of it, and are empty without a runaway', () => {
    expect(findChances(result, undefined).map(({ lossDollars }) => lossDollars)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(
      findChances(
        { ...result, runaway: { ...result.runaway, unmatchedExecutions: 0, lastNs: null } },
        PATHS as never,
      ),
    ).toEqual([]);
  });
});

test('the loss at a time lies between its neighbouring samples, or equals its own', () => {
  const paths = fc
    .uniqueArray(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 20 })
    .chain((times) =>
      fc.record({
        atNs: fc.constant(times.sort((a, b) => a - b)),
        lossDollars: fc.array(fc.integer({ min: 0, max: 1e9 }), {
          minLength: times.length,
          maxLength: times.length,
        }),
      }),
    );
  fc.assert(
    fc.property(paths, fc.integer({ min: 0, max: 1000 }), (path, at) => {
      const loss = lossAt({ version: 1, stocks: [], ...path }, at)!;
      const before =
        path.lossDollars[path.atNs.findLastIndex((time) => time <= at)] ?? path.lossDollars[0]!;
      const after =
        path.lossDollars[path.atNs.findIndex((time) => time >= at)] ?? path.lossDollars.at(-1)!;
      expect(loss).toBeGreaterThanOrEqual(Math.min(before, after) - 1e-6);
      expect(loss).toBeLessThanOrEqual(Math.max(before, after) + 1e-6);
    }),
  );
});

test.each([
  [9, '9 s'],
  [60.04, '60 s'],
  [300, '5 minutes'],
  [2699.7, '45 minutes'],
  [2650, '44 minutes 10 s'],
])('%d seconds are %s', (seconds, text) => {
  expect(showSpan(seconds)).toBe(text);
});

test('acts that were due after the end are told', () => {
  const told = tellDay({ ...result, actionsAfterEnd: ['kill at 10:20:00', 'halt at 10:30:00'] });
  expect(told.at(-1)).toBe(
    'Acts that were due after the end did nothing: kill at 10:20:00, halt at 10:30:00.',
  );
});

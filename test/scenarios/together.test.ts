import { describe, expect, test } from 'vitest';
import { BOOK_TERMS } from '../../src/market/stock-books.js';
import { NORMAL_DAY_SMARS } from '../../src/scenarios/normal-days.js';
import { parseScenario, validateScenario } from '../../src/scenarios/parse.js';
import { faultsOf, faultsWith, plain, SMALL } from '../support/scenarios.js';

describe('checkTogether', () => {
  test.each<[what: string, changes: object, fault: string]>([
    [
      'an end before the start',
      { clock: { ...SMALL.clock, end: '09:28' } },
      'clock.end: is "09:28"; must lie after the start, 09:28',
    ],
    [
      'a tick that does not divide a second',
      { clock: { ...SMALL.clock, tickMs: 300 } },
      'clock.tickMs: is 300; must divide a second',
    ],
    [
      'the flag on an unknown server',
      { deployment: { ...SMALL.deployment, flagServers: [1, 9] } },
      'deployment.flagServers.1: is 9; there are 3 servers',
    ],
    [
      'a rollout step for an unknown server',
      { deployment: { ...SMALL.deployment, rollout: { ...SMALL.deployment.rollout, servers: 2 } } },
      'deployment.rollout.steps.2.server: is 3; there are 2 servers',
    ],
    [
      'a kill that names no server',
      { actions: [{ at: '09:31', do: 'kill', scope: 'server' }] },
      'actions.0.server: is missing',
    ],
    [
      'terms of books where there are none',
      { market: { ...SMALL.market, book: BOOK_TERMS } },
      'market.book: is {"ordersPerTrade":6,',
    ],
    [
      'books with a model of displayed sizes',
      {
        market: {
          ...SMALL.market,
          venue: 'book',
          impact: { ...SMALL.market.impact, model: 'withdrawal' },
        },
      },
      'market.impact.model: is "withdrawal"; withdrawal is a model of displayed sizes',
    ],
    [
      'more stocks than there are books',
      { market: { ...SMALL.market, venue: 'book' }, universe: { ...SMALL.universe, stocks: 2001 } },
      'universe.stocks: is 2001; must be at most 2000 if market.venue is book',
    ],
    [
      'a kill of an unknown server',
      { actions: [{ at: '09:31', do: 'kill', scope: 'server', server: 4 }] },
      'actions.0.server: is 4; there are 3 servers',
    ],
    [
      'an auction with fewer orders than stocks',
      { flow: [{ ...SMALL.flow[0], orders: 6 }] },
      'flow.0.orders: is 6; must be at least one for each stock',
    ],
    [
      'a stream beyond the universe',
      { universe: { ...SMALL.universe, stocks: 13 } },
      'flow.0: is {"kind":"auction",',
    ],
    [
      'a stream that covers no stock',
      { flow: [{ ...SMALL.flow[3], firstPlace: 9, endPlace: 9 }] },
      'flow.0: is {"kind":"pre-market",',
    ],
    [
      'a stream that ends as it begins',
      { flow: [{ ...SMALL.flow[3], to: '09:28:20' }] },
      'flow.0.to: is "09:28:20"; must lie after 09:28:20',
    ],
    [
      'other stocks after the last',
      {
        universe: {
          ...SMALL.universe,
          others: {
            firstPlace: 20,
            price: { median: 20, sdLn: 0 },
            advShares: { median: 1000, sdLn: 0 },
            dailyVolatility: { median: 0.02, sdLn: 0 },
          },
        },
      },
      'universe.others.firstPlace: is 20; must be below the 20 stocks',
    ],
    [
      'a day’s stream before the bell',
      { flow: [{ ...NORMAL_DAY_SMARS.flow[0], endPlace: 20, from: '09:29:59' }] },
      'flow.0.from: is "09:29:59"; must not lie before the bell, 09:30',
    ],
    [
      'an opening of a stream after the bell',
      { flow: [{ ...NORMAL_DAY_SMARS.flow[0], endPlace: 20, from: '09:30:01' }] },
      'flow.0.opening: is {"share":0.0033,"from":"08:00:00","to":"09:28:00"}; does nothing in a ' +
        'stream that begins after the bell, 09:30',
    ],
    [
      'an opening after the bell',
      {
        flow: [
          {
            ...NORMAL_DAY_SMARS.flow[0],
            endPlace: 20,
            opening: { share: 0.01, from: '09:00', to: '09:30:01' },
          },
        ],
      },
      'flow.0.opening.to: is "09:30:01"; must not lie after the bell, 09:30',
    ],
    [
      'an opening without a time',
      {
        flow: [
          {
            ...NORMAL_DAY_SMARS.flow[0],
            endPlace: 20,
            opening: { share: 0.01, from: '09:00', to: '09:00' },
          },
        ],
      },
      'flow.0.opening.to: is "09:00"; must lie after 09:00',
    ],
    [
      'a day’s stream after the close',
      { flow: [{ ...NORMAL_DAY_SMARS.flow[0], endPlace: 20, to: '16:00:01' }] },
      'flow.0.to: is "16:00:01"; must not lie after the close, 16:00',
    ],
    [
      'a canary on an unknown server',
      { operations: { ...SMALL.operations, canary: { ...SMALL.operations.canary, server: 4 } } },
      'operations.canary.server: is 4; there are 3 servers',
    ],
    [
      'a deployment to a known and an unknown server',
      { actions: [{ at: '09:31', do: 'deploy', servers: [1, 4], build: 2005 }] },
      'actions.0.servers: is [1,4]; there are 3 servers',
    ],
  ])('refuses %s with its path', (_, changes, fault) => {
    expect(
      faultsWith(changes).some((line) => line.replace('mine.json: ', '').startsWith(fault)),
    ).toBe(true);
  });

  test('reports line and column when it reads a file', () => {
    const text = JSON.stringify(
      { ...SMALL, clock: { ...SMALL.clock, end: SMALL.clock.start } },
      null,
      2,
    );
    expect(faultsOf(() => parseScenario(text, 'mine.json'))[0]).toMatch(
      /^mine\.json:\d+:12: clock\.end: is "09:28"; must lie after/,
    );
  });

  test('refuses a soft level above the hard one, unless the soft one is the default', () => {
    const advShare = (softPercent: number) => ({
      risk: { ...SMALL.risk, cumulativeAdv: { mode: 'warn', percent: 0.001, softPercent } },
    });
    expect(faultsWith(advShare(0.4))).toEqual([
      'mine.json: risk.cumulativeAdv.softPercent: is 0.4; must not be above percent, 0.001',
    ]);
    expect(validateScenario({ ...plain(SMALL), ...advShare(0.5) }, 'mine.json').name).toBe('small');
  });
});

describe('the date of a day', () => {
  test('must be a trading day', () => {
    const closed = {
      '2012-08-04': 'a Saturday',
      '2012-08-05': 'a Sunday',
      '2012-07-04': 'Independence Day',
      '2012-10-29': 'closed for Hurricane Sandy',
    };
    for (const [date, what] of Object.entries(closed)) {
      const fault = `mine.json: date: is "${date}"; must be a trading day: ${date} is ${what}`;
      expect(faultsWith({ date })).toEqual([fault]);
    }
    const open = plain({ ...SMALL, date: '2012-08-03' });
    expect(validateScenario(open, 'mine.json')).toEqual(open);
  });

  test('limits the clock to the exchange’s early close', () => {
    const ending = (end: string) =>
      plain({ ...SMALL, date: '2012-07-03', clock: { ...SMALL.clock, end } });
    expect(validateScenario(ending('13:00'), 'mine.json')).toEqual(ending('13:00'));
    expect(faultsWith(ending('13:00:01'))).toEqual([
      'mine.json: clock.end: is "13:00:01"; must not lie after the close of 2012-07-03, 13:00',
    ]);
  });
});

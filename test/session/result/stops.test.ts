import { expect, test } from 'vitest';
import { dollars, NS_PER_MINUTE } from '../../../src/base/units.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import { createDay } from '../../../src/session/day/create.js';
import { summariseDay } from '../../../src/session/result/result.js';
import { advanceDay, runSession } from '../../../src/session/session.js';
import { SMALL } from '../../support/scenarios.js';

/** Prices that wander so far that stocks are paused at once when the rule comes into force. */
const WILD = applySettings(SMALL, [
  'clock.tickMs=1000',
  'clock.end=09:45:30',
  'universe.named=false',
  'universe.dailyVolatility={"median":1,"sdLn":0}',
]);

test('a result lists its pauses with times, price and reason, and the stocks with busts', () => {
  const day = createDay(WILD, WILD.seed);
  advanceDay(day, day.endNs);
  const { tape, loss, events } = summariseDay(day);
  expect(tape.pauses).toBeGreaterThan(0);
  expect(tape.pauseList).toHaveLength(tape.pauses);
  expect(tape.pauseList.map(({ startNs }) => startNs)).toEqual(
    events.filter(({ kind }) => kind === 'pause').map(({ timeNs }) => timeNs),
  );
  for (const { startNs, endNs, priceDollars, reason } of tape.pauseList) {
    expect(startNs).toBeGreaterThanOrEqual(15 * NS_PER_MINUTE);
    expect(endNs - startNs).toBe(5 * NS_PER_MINUTE);
    expect(priceDollars).toBeGreaterThan(0);
    expect(reason).toMatch(/^moved by (?:10|30|50) % within five minutes$/);
  }
  expect(loss.bustedStocks).toBeGreaterThan(0);
  expect(tape.bustList).toHaveLength(loss.bustedStocks);
  for (const { symbol, referenceDollars, priceDollars, shares, cashDollars } of tape.bustList) {
    const place = day.market.stocks.findIndex((stock) => stock.symbol === symbol);
    expect(referenceDollars).toBe(dollars(day.market.stocks[place]!.openTicks));
    const beyond = 100 * Math.abs(priceDollars / referenceDollars - 1);
    expect(beyond).toBeGreaterThan(loss.bustPercent - 1);
    const column = loss.bustPercent === 10 ? 'beyond10' : 'beyond30';
    const sum = (of: 'Shares' | 'Cash'): number =>
      day.servers.reduce((total, { positions }) => total + positions[`${column}${of}`][place]!, 0);
    expect([shares, cashDollars]).toEqual([sum('Shares'), dollars(sum('Cash'))]);
  }
});

test('limit up – limit down pauses by its band, where it is enforced', () => {
  const listed = (mode: string) =>
    runSession(
      applySettings(WILD, ['clock.end=09:31:30', `operations.limitUpLimitDown.mode=${mode}`]),
    ).tape;
  const enforced = listed('enforce');
  expect(enforced.pauses).toBeGreaterThan(0);
  expect(enforced.pauseList).toHaveLength(enforced.pauses);
  expect(enforced.stocksPaused).toBe(new Set(enforced.pauseList.map(({ symbol }) => symbol)).size);
  for (const { startNs, endNs, reason } of enforced.pauseList) {
    expect(reason).toBe('beyond its band for more than 15 s');
    expect(endNs - startNs).toBe(5 * NS_PER_MINUTE);
  }
  const warned = listed('warn');
  expect([warned.pauses, warned.pauseList]).toEqual([0, []]);
});

import { beforeAll, describe, expect, test } from 'vitest';
import { Verdict } from '../../src/orders/codes.js';
import { CANARY, KNIGHT_2012, KNIGHT_2012_ROLLBACK } from '../../src/scenarios/knight.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { createDay } from '../../src/session/day/create.js';
import type { Day } from '../../src/session/day/day.js';
import type { DaySpec } from '../../src/session/day/spec.js';
import { reconcile } from '../../src/session/result/reconcile.js';
import { type DayResult, summariseDay } from '../../src/session/result/result.js';
import { advanceDay } from '../../src/session/session.js';

/** A whole morning: the day at its end, and its result. */
function run(spec: DaySpec): { day: Day; result: DayResult } {
  const day = createDay(spec, spec.seed);
  advanceDay(day, day.endNs);
  return { day, result: summariseDay(day) };
}

/** Whether a figure is within some per cent of the SEC's. */
function expectWithin(figure: number, found: number, percent: number): void {
  expect(figure).toBeGreaterThanOrEqual(found * (1 - percent / 100));
  expect(figure).toBeLessThanOrEqual(found * (1 + percent / 100));
}

/** More retail orders than wait at the end for a quote within their collar. */
const WAITING_MAX = 30;

const NOTHING = { shares: 0, cashDollars: 0, feesDollars: 0 };

describe('knight-2012 reproduces the SEC’s findings (Release 34-70694)', () => {
  let knight: { day: Day; result: DayResult };
  beforeAll(() => {
    knight = run(KNIGHT_2012);
  });

  test('from its inputs: 212 parents meet Power Peg on server 8, which had sent 97 mails', () => {
    const { servers, runaway } = knight.result;
    expect(runaway.parents).toBe(212);
    expect(servers.map(({ build }) => build)).toEqual([
      2012, 2012, 2012, 2012, 2012, 2012, 2012, 2005,
    ]);
    expect(servers.map(({ alerts }) => alerts)).toEqual([0, 0, 0, 0, 0, 0, 0, 97]);
    expect(servers[7]!.parentsRefused).toBe(97);
  });

  test('4.0 million executions of 397 million shares, each within 1 %', () => {
    expectWithin(knight.result.runaway.executions, 4.0e6, 1);
    expectWithin(knight.result.runaway.shares, 397e6, 1);
  });

  test('in 154 stocks, 80 long and 74 short', () => {
    const { stocks, longStocks, shortStocks } = knight.result.runaway;
    expect([stocks, longStocks, shortStocks]).toEqual([154, 80, 74]);
  });

  test('$3.5 bn long and $3.15 bn short, within 10 %', () => {
    expectWithin(knight.result.runaway.longDollars, 3.5e9, 10);
    expectWithin(knight.result.runaway.shortDollars, 3.15e9, 10);
  });

  test('75 stocks moved by 5 %, within 10 %, and 37 by 10 %, within 25 %', () => {
    expectWithin(knight.result.runaway.stocksMoved5, 75, 10);
    expectWithin(knight.result.runaway.stocksMoved10, 37, 25);
  });

  test('and the tape in its extremes: pauses, busts, jumps, and NOK as the fastest stock', () => {
    const { tape } = knight.result;
    expect(tape.stocksPaused).toBeGreaterThanOrEqual(5);
    expect(tape.stocksPaused).toBeLessThanOrEqual(7);
    expect(tape.stocksBusted).toBeGreaterThanOrEqual(5);
    expect(tape.stocksBusted).toBeLessThanOrEqual(8);
    expect(tape.largestRisePercent).toBeGreaterThan(150);
    expect(tape.largestThreeSecondPercent).toBeGreaterThan(35);
    expect(tape.fastestSharesPerSecond).toBeGreaterThan(10_000);
    expect(tape.stocks.find(({ symbol }) => symbol === 'NOK')!.sharesPerSecond).toBe(
      tape.fastestSharesPerSecond,
    );
    expect(tape.primarySharesByTen).toBeLessThan(300e6);
  });

  test('$460 million lost, within 10 %', () => {
    expectWithin(knight.result.loss.totalDollars, 460e6, 10);
    const { totalDollars, ...loss } = knight.result.loss;
    expect(
      loss.shortfallDollars + loss.spreadDollars + loss.feesDollars + loss.unwindDollars,
    ).toBeCloseTo(totalDollars, 3);
  });

  test('from the bell for 45 minutes', () => {
    const { firstNs, lastNs } = knight.result.runaway;
    expect(firstNs).toBeLessThan(1e9);
    expect(lastNs).toBeGreaterThan(2699e9);
    expect(lastNs).toBeLessThanOrEqual(2700e9);
  });

  test('while the other servers complete retail orders, with no unmatched execution', () => {
    const { retail, servers } = knight.result;
    // A few in the thinnest stocks wait for a quote within their collar.
    expect(retail.open).toBeLessThan(WAITING_MAX);
    expect(retail.filled + retail.open).toBe(retail.parents);
    expect(retail.parents).toBeGreaterThan(30_000);
    for (const server of servers.slice(0, 7)) {
      expect(server.unmatchedExecutions).toBe(0);
      expect(server.parentsFilled + server.parentsOpen).toBe(server.parents);
    }
  });

  test('and the books agree with the venues’ to the last ten-thousandth of a dollar', () => {
    expect(reconcile(knight.day)).toEqual(NOTHING);
    const {
      parents,
      parentsFilled,
      parentsOpen,
      parentsRefused,
      ordersUnassigned,
      ordersWaiting,
      ordersAfterEnd,
    } = knight.result;
    expect(parentsFilled + parentsOpen + parentsRefused).toBe(parents);
    expect(parents + ordersUnassigned + ordersWaiting + ordersAfterEnd).toBe(knight.day.flow.count);
  });

  test('with no pause before 09:45, and an audit trail of what the rollout reported', () => {
    const { events } = knight.result;
    for (const { kind, timeNs } of events)
      if (kind === 'pause') expect(timeNs).toBeGreaterThanOrEqual(900e9);
    expect(events[0]!.text).toBe(
      'rollout of build 2012 to server 8: reported success, in fact omitted; ' +
        'the server runs build 2005',
    );
  });
});

describe('a change in that morning', () => {
  test('of one word of the rollout: the eighth server is copied, and nothing runs away', () => {
    const { steps } = KNIGHT_2012.deployment.rollout;
    const rollout = {
      ...KNIGHT_2012.deployment.rollout,
      steps: [...steps.slice(0, -1), { ...steps.at(-1)!, outcome: 'copied' as const }],
    };
    const { result } = run({ ...KNIGHT_2012, deployment: { ...KNIGHT_2012.deployment, rollout } });
    expect(result.runaway).toMatchObject({
      parents: 0,
      executions: 0,
      unmatchedExecutions: 0,
      unmatchedShares: 0,
      firstNs: null,
    });
    expect(result.loss.totalDollars).toBe(0);
    expect(result.servers.every(({ alerts }) => alerts === 0)).toBe(true);
    expect(result.parentsFilled).toBeGreaterThan(result.parents - WAITING_MAX);
    expect(result.reconciliation).toEqual(NOTHING);
  });

  test('of the parent check to enforce: Power Peg tries, no excess child leaves', () => {
    const { day, result } = run(applySettings(KNIGHT_2012, ['risk.parentQuantity.mode=enforce']));
    expect(result.runaway).toMatchObject({
      parents: 212,
      unmatchedExecutions: 0,
      unmatchedShares: 0,
      stocks: 0,
    });
    expect(result.runaway.children).toBeGreaterThan(4e6);
    const { parents } = day.servers[7]!.router;
    const excess = Array.from(
      parents.ordered,
      (ordered, parent) => parents.filled[parent]! + parents.working[parent]! - ordered,
    );
    expect(Math.max(...excess)).toBeLessThanOrEqual(0);
    expect(day.servers[7]!.gate.breaches.refused[Verdict.PARENT_QUANTITY]).toBeGreaterThan(4e6);
    expect(result.loss.totalDollars).toBe(0);
    expect(result.retail.open).toBeLessThan(WAITING_MAX);
  });

  test('to a canary and an audit: the omitted server is found and never gets the flag', () => {
    const { result } = run(CANARY);
    expect(result.runaway.unmatchedExecutions).toBe(0);
    expect(result.servers.map(({ honoursFlag }) => honoursFlag)).toEqual([
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(
      result.events.filter(({ kind }) => kind === 'audit-stray').map(({ server }) => server),
    ).toEqual([8]);
  });

  test('to a rollback of code without its flag: from then on all eight run away', () => {
    const { day, result } = run(KNIGHT_2012_ROLLBACK);
    expect(result.servers.every(({ build }) => build === 2005)).toBe(true);
    const ran = result.servers.map(({ unmatchedExecutions }) => unmatchedExecutions > 0);
    expect(ran).toEqual([true, true, true, true, true, true, true, true]);
    const untilRollback = [...day.serverTimeline.children.subarray(0, 1440 * 8)];
    expect(
      untilRollback
        .filter((_, cell) => cell % 8 !== 7 && cell >= 1439 * 8)
        .every((children) => children > 0),
    ).toBe(true);
    for (const { book } of day.servers.slice(0, 7))
      expect(book.firstErrorNs[0]).toBeGreaterThanOrEqual(1440e9);
    expect(result.reconciliation).toEqual(NOTHING);
  });

  test('to 28 minutes with a rollback that have the orders and trades of the 45', () => {
    const { servers, runaway, loss } = run(KNIGHT_2012_ROLLBACK).result;
    expect(servers.map(({ alerts }) => alerts)).toEqual([0, 0, 0, 0, 0, 0, 0, 97]);
    expectWithin(runaway.parents, 212, 2);
    expectWithin(runaway.stocks, 154, 2);
    expectWithin(runaway.unmatchedExecutions, 4e6, 8);
    expectWithin(runaway.shares, 397e6, 8);
    expectWithin(runaway.stocksMoved5, 75, 12);
    expectWithin(runaway.stocksMoved10, 37, 15);
    expectWithin(loss.totalDollars, 460e6, 10);
  });
});

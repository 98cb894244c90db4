import { beforeAll, describe, expect, test } from 'vitest';
import { figuresOf } from '../../src/report/figures.js';
import { describeRun, describeSeeds } from '../../src/report/run-text.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { DayEvent } from '../../src/session/log/events.js';
import type { DayResult } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { linesWider } from '../support/command.js';
import { SMALL } from '../support/scenarios.js';

const KNIGHT = findScenario('knight-2012');

/** The figures of the whole morning of knight-2012, the widest that occur. */
const WIDE = {
  parents: 212,
  children: 4_424_488,
  admitted: 4_424_488,
  executions: 3_994_458,
  shares: 396_351_403,
  unmatchedExecutions: 3_993_594,
  longDollars: 3.67e9,
  shortDollars: 3.16e9,
} as const;

let small: DayResult;
/** The small day with figures of that width in every place. */
let wide: DayResult;
beforeAll(() => {
  small = runSession(SMALL);
  wide = {
    ...small,
    seed: 4_294_967_295,
    runaway: { ...small.runaway, ...WIDE },
    retail: {
      parents: 34_470,
      filled: 34_470,
      open: 10_000,
      executions: 90_326,
      shares: 14_439_700,
      feesDollars: 32_500,
    },
    loss: {
      totalDollars: 457.1e6,
      shortfallDollars: -206.5e6,
      spreadDollars: 4.5e6,
      feesDollars: 990_700,
      unwindDollars: 245e6,
      bustedStocks: 109,
      bustPercent: 30,
    },
    servers: Array.from({ length: 64 }, (_, k) => ({
      ...small.servers[2]!,
      ...WIDE,
      server: k + 1,
      parents: 34_309,
      parentsOpen: 16_384,
    })),
    checks: small.checks.map(({ name, mode }) => ({
      name,
      mode,
      breaches: 4_424_488,
      refused: 4_424_488,
      firstNs: -1,
    })),
    ordersWaited: 1_000_000,
    ordersUnassigned: 34_470,
    ordersAfterEnd: 34_470,
    reconciliation: { shares: 1, cashDollars: 1e9, feesDollars: 0.5 },
  };
});

/** The rows of the table whose head matches, as cells. */
function tableOf(text: string, head: RegExp): string[][] {
  const block = text
    .split('\n\n')
    .find((part) => part.split('\n').some((line) => head.test(line)))!;
  const lines = block.split('\n');
  const begin = lines.findIndex((line) => head.test(line)) + 2;
  return lines.slice(begin).map((line) => line.trim().split(/ {2,}/));
}

describe('the text of a run', () => {
  test('fits 80 columns with the widest figures, and with a profit', () => {
    const profit = { ...wide, loss: { ...wide.loss, totalDollars: -888_888_888 } };
    for (const scenario of [SMALL, KNIGHT])
      for (const result of [small, wide, profit])
        expect(linesWider(describeRun(scenario, result))).toEqual([]);
  });

  test('shows the SEC’s figures beside those of the run, with the difference', () => {
    const rows = tableOf(describeRun(KNIGHT, wide), /this run/);
    expect(rows).toContainEqual(['executions', '3,994,458', '4,000,000', '−0.1 %']);
    expect(rows).toContainEqual(['net long', '$3.67bn', '$3.50bn', '+4.9 %']);
    expect(rows).toContainEqual(['parents on Power Peg', '212', '212', '0.0 %']);
    expect(rows).toContainEqual(['children of these', '4,424,488', '–', '–']);
    expect(figuresOf(SMALL, small).every(({ reference }) => reference === undefined)).toBe(true);
  });

  test('says how far stocks moved where there is a record of it, also of older folders', () => {
    const told = {
      excess: 'executions that nobody meant',
      findings: {
        by: 'they say',
        source: 'a source of twenty letters',
        figures: [
          { of: 'largest-move-percent', value: 14 },
          { of: 'mean-move-percent', value: 5.6 },
        ],
      },
    };
    const moved = (faults: object) =>
      figuresOf(told, { ...small, faults: faults as never })
        .filter(({ reference }) => reference !== undefined)
        .map(({ name, value, show, reference }) => [name, show(value), reference]);
    expect(moved({ largestMove: 0.131, meanMove: 0.0325 })).toEqual([
      ['largest move of a stock', '13.1 %', 14],
      ['mean move of the stocks', '3.3 %', 5.6],
    ]);
    expect(moved({}).map(([, shown]) => shown)).toEqual(['0.0 %', '0.0 %']);
    const { findings: _, ...unknown } = told;
    const names = figuresOf(unknown, { ...small, faults: { largestMove: 0.1 } as never });
    expect(names.some(({ name }) => name.includes('move'))).toBe(false);
  });

  test('splits the loss into parts, and tells of busts', () => {
    const text = describeRun(SMALL, wide);
    expect(text).toContain(
      'Loss of the error account (after busts 30 % from the open in 109 stocks)\n',
    );
    expect(tableOf(text, /^part /).map(([part, dollars]) => [part, dollars])).toEqual([
      ['shortfall', '-$206.5M'],
      ['spread', '$4.5M'],
      ['fees', '$990.7k'],
      ['unwind', '$245.0M'],
      ['total', '$457.1M'],
    ]);
    const busted = (bustedStocks: number): string =>
      describeRun(SMALL, { ...small, loss: { ...small.loss, bustedStocks, bustPercent: 10 } });
    expect(busted(1)).toContain(
      'Loss of the error account (after busts 10 % from the open in 1 stock)\n',
    );
    expect(busted(0)).toContain('Loss of the error account\n');
  });

  test('has a row for each server with its build and flag', () => {
    const rows = tableOf(describeRun(SMALL, small), /^server +build/);
    expect(rows.map((row) => row.slice(0, 3))).toEqual([
      ['1', '2012', 'on'],
      ['2', '2012', 'on'],
      ['3', '2005', 'on'],
    ]);
    expect(rows.map((row) => row[8])).toEqual([
      '0',
      '0',
      small.runaway.unmatchedExecutions.toLocaleString('en-US'),
    ]);
  });

  test('shows only the checks that were breached', () => {
    expect(describeRun(SMALL, small)).not.toMatch(/^check +mode +breaches/m);
    const limited = applySettings(SMALL, [
      'risk.parentQuantity.mode=enforce',
      'risk.maxQuantity.mode=warn',
      'risk.maxQuantity.shares=10000',
    ]);
    const result = runSession(limited);
    const { breaches, refused } = result.checks.find(({ name }) => name === 'parent-quantity')!;
    expect(tableOf(describeRun(limited, result), /^check +mode +breaches/)).toEqual([
      [
        'parent-quantity',
        'enforce',
        breaches.toLocaleString('en-US'),
        refused.toLocaleString('en-US'),
        expect.stringMatching(/^09:30:00\.\d$/),
      ],
    ]);
  });

  test('lists forty events with a hanging indent, and counts the others', () => {
    const event: DayEvent = {
      at: '09:31:00.0',
      timeNs: 60e9,
      kind: 'notice',
      server: 0,
      check: null,
      unmatchedExecutions: 0,
      grossDollars: 0,
      text: 'somebody says something that takes more than one line of this text, and then some',
    };
    const text = describeRun(SMALL, {
      ...small,
      events: Array.from({ length: 1043 }, () => event),
    });
    const told = text.split('\n').filter((line) => line.startsWith('09:31:00.0  somebody'));
    expect(told.length).toBe(40);
    expect(text).toContain('… and 1,003 more\n');
    expect(text).toContain(
      '\n09:31:00.0  somebody says something that takes more than one line of this text,\n' +
        '            and then some\n',
    );
    expect(describeRun(SMALL, { ...small, events: [] })).not.toMatch(/\n\n\n/);
  });

  test('ends with seed, digest and whether the books agree', () => {
    const tail = (result: DayResult): string =>
      describeRun(SMALL, result).split('\n\n').at(-1)!.replaceAll('\n', ' ');
    expect(tail(small)).toBe(
      `seed 7, digest ${small.digest}; the firm’s books and the venues’ agree exactly `,
    );
    expect(tail(wide)).toContain('BOOKS DIFFER: shares 1, cash $1,000,000,000, fees $');
    expect(tail(wide)).toContain(
      '; 1,000,000 orders waited for room; 34,470 orders found every server stopped; ' +
        '34,470 orders of the flow were due after the end',
    );
  });
});

describe('the text of many seeds', () => {
  test('has median, least and most of each figure, beside the SEC’s figures', () => {
    const seeds = [3.9e6, 4.02e6, 3.994458e6].map((executions, k) => ({
      ...wide,
      seed: 2012 + k,
      runaway: { ...wide.runaway, executions },
    }));
    const text = describeSeeds(KNIGHT, seeds);
    expect(linesWider(text)).toEqual([]);
    expect(text.split('\n')[0]).toBe('Knight Capital, 1 August 2012: 3 seeds, 2012 to 2014');
    const rows = tableOf(text, /^ +median/);
    expect(rows).toContainEqual(['executions', '3.994M', '3.900M', '4.020M', '4.000M', '−0.1 %']);
    expect(rows).toContainEqual(['stocks', '7', '7', '7', '154', '−95.5 %']);
    expect(rows).toContainEqual(['loss', '$457.1M', '$457.1M', '$457.1M', '$460.0M', '−0.6 %']);
    const paused = wide.tape.stocksPaused;
    const extremes = text.slice(text.indexOf('stocks paused')).split('\n')[0]!.trim();
    expect(extremes.split(/ {2,}/).slice(0, 5)).toEqual([
      'stocks paused',
      ...Array(3).fill(String(paused)),
      '6',
    ]);
  });

  test('of several days of own orders names their number, and one seed as one', () => {
    const titleOf = (...seeds: number[]): string =>
      describeSeeds(
        SMALL,
        seeds.map((seed) => ({ ...small, seed })),
        2,
      ).split('\n')[0]!;
    expect(titleOf(7, 7)).toBe('The incident in small: 2 runs of 2 days of own orders, seed 7');
    expect(titleOf(7, 7, 8, 8)).toMatch(/ 4 runs of 2 days of own orders, seeds 7 to 8$/);
  });

  test('has no comparison where the scenario has no reference', () => {
    const rows = tableOf(describeSeeds(SMALL, [small]), /^ +median/);
    expect(rows.find(([name]) => name === 'stocks')).toEqual(['stocks', '7', '7', '7']);
  });
});

test('acts that were due after the end are told, since they did nothing', () => {
  const late = applySettings({ ...SMALL, clock: { ...SMALL.clock, end: '09:30:10' } }, [
    `actions=[${['09:30:05', '09:30:10', '10:20:00']
      .map((at) => `{"at":"${at}","do":"kill","scope":"firm"}`)
      .join(',')}]`,
  ]);
  const result = runSession(late);
  expect(result.actionsAfterEnd).toEqual(['kill at 09:30:10', 'kill at 10:20:00']);
  const text = describeRun(late, result, false).replaceAll('\n', ' ');
  expect(text).toContain(
    '; 2 acts were due after the end and did nothing: kill at 09:30:10, kill at 10:20:00',
  );
  expect(describeRun(SMALL, small, false)).not.toContain('did nothing');
});

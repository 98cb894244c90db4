import { describe, expect, test } from 'vitest';
import { parseTimeOfDay } from '../../src/base/units.js';
import {
  describeMatrix,
  describeNormal,
  matrixLegend,
  normalLegend,
  writeMatrixCsv,
} from '../../src/report/matrix.js';
import { CONTROLS, controlSettings } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import type { DayResult } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import {
  type MatrixCell,
  type MatrixRow,
  type NormalCell,
  readCell,
  readNormal,
} from '../../src/whatif/cells.js';
import { linesWider } from '../support/command.js';
import { SMALL } from '../support/scenarios.js';

const chosen = (...names: string[]) => CONTROLS.filter(({ name }) => names.includes(name));

/** The small day with some controls enabled. */
function dayWith(...names: string[]): DayResult {
  return runSession(applySettings(SMALL, controlSettings(SMALL, chosen(...names))));
}

/** The whole morning of knight-2012 as a cell, with some fields changed. */
function cell(changes: Partial<MatrixCell> = {}): MatrixCell {
  return {
    trippedNs: null,
    startedNs: 0,
    stoppedNs: parseTimeOfDay('10:14:59.9'),
    children: 4_424_488,
    leakedExecutions: 0,
    leakedDollars: 0,
    stocksMoved5: 78,
    stocksMoved10: 38,
    refused: 0,
    unmatchedExecutions: 3_993_594,
    grossDollars: 6.83e9,
    lossDollars: 457.1e6,
    parentsAbandoned: 212,
    ...changes,
  };
}

function row(name: string, ...cells: MatrixCell[]): MatrixRow {
  return {
    name,
    about: '',
    value: '',
    controls: [],
    seeds: cells.map((each, seed) => ({ seed, cell: each })),
  };
}

const NOTHING = {
  stoppedNs: null,
  children: 0,
  unmatchedExecutions: 0,
  grossDollars: 0,
  lossDollars: 0,
};

describe('a cell of the matrix', () => {
  const plain = dayWith();

  test('takes its figures from the executions that matched no parent', () => {
    const { runaway, retail, loss, ordersUnassigned } = plain;
    expect(readCell(plain, [])).toEqual({
      trippedNs: null,
      stoppedNs: runaway.untilNs,
      children: runaway.admitted,
      unmatchedExecutions: runaway.unmatchedExecutions,
      grossDollars: runaway.grossDollars,
      lossDollars: loss.totalDollars,
      parentsAbandoned: retail.open + runaway.parents + ordersUnassigned,
      startedNs: runaway.firstNs,
      leakedExecutions: 0,
      leakedDollars: 0,
      stocksMoved5: runaway.stocksMoved5,
      stocksMoved10: runaway.stocksMoved10,
      refused: plain.children - plain.admitted,
    });
    expect(runaway.unmatchedExecutions).toBeGreaterThan(10_000);
    const stopped = { ...plain, ordersUnassigned: 99 };
    expect(readCell(stopped, []).parentsAbandoned).toBe(readCell(plain, []).parentsAbandoned + 99);
  });

  test('has the first breach of its check as trip, and none where the check is off', () => {
    const limited = dayWith('parent-quantity');
    const { firstNs, refused } = limited.checks.find(({ name }) => name === 'parent-quantity')!;
    expect(refused).toBeGreaterThan(0);
    expect(readCell(limited, chosen('parent-quantity')).trippedNs).toBe(firstNs);
    expect(readCell(plain, chosen('parent-quantity')).trippedNs).toBeNull();
  });

  test('has the first event of its kind as trip', () => {
    const audited = dayWith('fleet-audit');
    expect(readCell(audited, chosen('fleet-audit')).trippedNs).toBe(parseTimeOfDay('09:29'));
    expect(readCell(dayWith('manual-kill'), chosen('manual-kill')).trippedNs).toBe(
      parseTimeOfDay('09:34'),
    );
    expect(readCell(audited, chosen('manual-kill')).trippedNs).toBeNull();
  });

  test('has the first trip of several controls', () => {
    const both = dayWith('manual-kill', 'parent-quantity');
    const { firstNs } = both.checks.find(({ name }) => name === 'parent-quantity')!;
    expect(readCell(both, chosen('manual-kill', 'parent-quantity')).trippedNs).toBe(firstNs);
    expect(firstNs).toBeLessThan(parseTimeOfDay('09:34'));
  });
});

describe('the false positives of a normal day', () => {
  const normal: NormalCell = {
    firstTries: 200_000,
    firstTriesRefused: 10_800,
    parentsEntered: 220_000,
    parentsUnfilled: 219_780,
    refused: 3_000_000,
    parentsAbandoned: 219_790,
    trippedNs: 60e9,
    parents: 210_000,
    children: 3_100_000,
  };
  const none = { ...normal, firstTriesRefused: 0, parentsUnfilled: 0, refused: 0, trippedNs: null };
  const rows = [
    { ...row('none', cell()), normal: none },
    { ...row('executions-per-parent', cell()), normal },
    row('manual-kill', cell()),
  ];

  test('are counted by first try and by parents left unfilled', () => {
    const day = dayWith('max-quantity');
    expect(readNormal(day, chosen('max-quantity'))).toMatchObject({
      firstTries: day.tries.firstTries,
      firstTriesRefused: day.tries.firstTriesRefused,
      parentsEntered: day.tries.orders,
      parentsUnfilled: day.tries.ordersUnfilled,
      refused: day.children - day.admitted,
    });
    expect(day.tries.firstTriesRefused).toBeGreaterThan(0);
    expect(day.children - day.admitted).toBeGreaterThan(day.tries.firstTries);
  });

  test('read like this, in 80 columns', () => {
    expect(describeNormal(rows).split('\n')).toEqual([
      'on a normal day        tripped  refused  of tries  unfilled  of parents',
      '─────────────────────  ───────  ───────  ────────  ────────  ──────────',
      'none                   –              0         0         0           0',
      'executions-per-parent  +60.0s    10,800      5.4%      220k        100%',
      'manual-kill            –              –         –         –           –',
    ]);
    expect(linesWider(normalLegend())).toEqual([]);
    expect(describeNormal([row('none', cell())])).toBe('');
  });

  test('are columns of the CSV, empty where no normal day was run', () => {
    const lines = writeMatrixCsv(rows, 100)
      .trimEnd()
      .split('\n')
      .map((line) => line.split(',').slice(-7, -1));
    expect(lines).toEqual([
      [
        'normal_first_tries',
        'normal_first_tries_refused',
        'normal_parents_entered',
        'normal_parents_unfilled',
        'normal_children_refused',
        'normal_parents_abandoned',
      ],
      ['200000', '0', '220000', '0', '0', '219790'],
      ['200000', '10800', '220000', '219780', '3000000', '219790'],
      ['', '', '', '', '', ''],
    ]);
  });
});

describe('the matrix', () => {
  test('reads like this', () => {
    const rows = [
      row('none', cell()),
      row('fleet-audit', cell({ ...NOTHING, trippedNs: parseTimeOfDay('09:00') })),
      row('parent-quantity', cell({ ...NOTHING, trippedNs: 0.2e9 })),
      row(
        'manual-kill',
        cell({
          trippedNs: 240e9,
          stoppedNs: 239.9e9,
          unmatchedExecutions: 354_082,
          grossDollars: 604.5e6,
          lossDollars: 29.4e6,
        }),
      ),
      row(
        'server-rate',
        cell({
          trippedNs: 600e9,
          unmatchedExecutions: 99_999,
          lossDollars: 457.6e6,
          parentsAbandoned: 34_682,
        }),
      ),
    ];
    expect(describeMatrix(rows).split('\n')).toEqual([
      'control          tripped   stopped   excess    $ out     loss   avoided',
      '───────────────  ────────  ────────  ──────  ───────  ───────  ────────',
      'none             –         10:14:59  3.994M  $6.83bn  $457.1M        $0',
      'fleet-audit      09:00:00  –              0       $0       $0   $457.1M',
      'parent-quantity  +0.2s     –              0       $0       $0   $457.1M',
      'manual-kill      +240.0s   +239.9s     354k  $604.5M   $29.4M   $427.7M',
      'server-rate      09:40:00  10:14:59  99,999  $6.83bn  $457.6M  -$500.0k',
    ]);
  });

  test('shows medians and the range of the loss over several seeds', () => {
    const rows = [
      row(
        'none',
        cell({ lossDollars: 472.9e6 }),
        cell({ lossDollars: 430e6, grossDollars: 6e9 }),
        cell(),
      ),
      row(
        'pre-open-alerts',
        cell({ ...NOTHING, trippedNs: 0 }),
        cell({ ...NOTHING, trippedNs: 100e6, lossDollars: -999.9e6, unmatchedExecutions: 10 }),
        cell({ trippedNs: null, lossDollars: 999.9e6 }),
      ),
    ];
    expect(describeMatrix(rows).split('\n')).toEqual([
      'control          tripped  stopped   excess     loss             range',
      '───────────────  ───────  ────────  ──────  ───────  ────────────────',
      'none             –        10:14:59  3.994M  $457.1M   $430.0M…$472.9M',
      'pre-open-alerts  +0.1s    –             10       $0  -$999.9M…$999.9M',
    ]);
  });

  test('shows a trip or a stop only where most seeds had one', () => {
    const times = (...trips: (number | null)[]) =>
      describeMatrix([row('none', ...trips.map((trippedNs) => cell({ trippedNs })))]).split(
        '\n',
      )[2]!;
    expect(times(1e9, 3e9, null)).toMatch(/^none +\+2\.0s /);
    expect(times(1e9, null, null)).toMatch(/^none +– /);
    expect(times(1e9, null)).toMatch(/^none +– /);
    expect(times(1e9, 3e9)).toMatch(/^none +\+2\.0s /);
    expect(times(null, null)).toMatch(/^none +– /);
  });

  test('compares with no other row when the base row is missing', () => {
    const [, , only] = describeMatrix([row('fleet-audit', cell(NOTHING))]).split('\n');
    expect(only).toMatch(/^fleet-audit +– +– +0 +\$0 +\$0 +–$/);
    expect(describeMatrix([]).split('\n').length).toBe(2);
  });

  test('fits 80 columns with the figures of knight-2012 and the longest name', () => {
    const widest = { trippedNs: parseTimeOfDay('09:00'), parentsAbandoned: 34_682 };
    for (const name of CONTROLS.map((control) => control.name)) {
      const single = [row('none', cell()), row(name, cell({ ...widest, lossDollars: 457.7e6 }))];
      const several = [
        row('none', cell(), cell({ lossDollars: 472.9e6 })),
        row(name, cell(widest), cell({ ...widest, lossDollars: 472.9e6 })),
      ];
      expect([
        linesWider(describeMatrix(single)),
        linesWider(describeMatrix(several)),
        linesWider(matrixLegend()),
      ]).toEqual([[], [], []]);
    }
  });
});

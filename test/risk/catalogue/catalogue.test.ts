import { describe, expect, test } from 'vitest';
import { VERDICT_COUNT, VERDICT_NAMES } from '../../../src/orders/codes.js';
import {
  CATALOGUE,
  CATALOGUE_ROWS,
  completeSetting,
  findCheck,
} from '../../../src/risk/catalogue/catalogue.js';
import type { CheckRow } from '../../../src/risk/catalogue/row.js';

const ROWS: readonly CheckRow[] = CATALOGUE;

describe('the catalogue of checks', () => {
  test('has the numbers 1 to 51 in order, 10 and 14 twice, and 31 several times', () => {
    const numbers = ROWS.map((row) => row.number);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    expect([...new Set(numbers)]).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
    expect(numbers.filter((number, index) => numbers.indexOf(number) !== index)).toEqual([
      10, 14, 31, 31, 31,
    ]);
  });

  test('has names and fields of their own', () => {
    for (const key of ['name', 'field'] as const)
      expect(new Set(ROWS.map((row) => row[key])).size).toBe(ROWS.length);
    for (const { name, field } of ROWS) {
      expect(name).toMatch(/^[a-z][a-z-]+$/);
      expect(field).toMatch(/^[a-z][A-Za-z]+$/);
    }
  });

  test('names the subject, the action and the source of each check', () => {
    for (const { about, source, parameters, hard, soft } of ROWS) {
      expect(about.length).toBeGreaterThan(10);
      expect(source.length).toBeGreaterThan(3);
      const known = parameters.map(({ name }) => name);
      for (const level of [hard, soft]) if (level !== undefined) expect(known).toContain(level);
      if (soft !== undefined) expect(hard).toBeDefined();
    }
  });

  test('has a soft level within the hard one', () => {
    const value = (row: CheckRow, name: string): number =>
      row.parameters.find((parameter) => parameter.name === name)!.default as number;
    const both = ROWS.filter((row) => row.soft !== undefined);
    expect(both.map(({ name }) => name)).toEqual([
      'duplicate-orders',
      'symbol-rate',
      'static-collar',
      'cumulative-adv',
      'outstanding-share',
    ]);
    for (const row of both) expect(value(row, row.soft!)).toBeLessThan(value(row, row.hard!));
  });

  test('gives each check of the second pass the verdict of its name, after the first pass', () => {
    for (const { verdict, name } of CATALOGUE_ROWS) {
      expect(VERDICT_NAMES[verdict]).toBe(name);
      expect(verdict).toBeGreaterThanOrEqual(VERDICT_COUNT);
    }
    expect(CATALOGUE_ROWS.length).toBe(38);
  });

  test('lets a throttle end by itself, and never a kill', () => {
    for (const { action, reset } of ROWS) {
      if (action === 'kill') expect(['human', 'two-roles', 'redeploy']).toContain(reset);
      if (action === 'throttle') expect(reset).toBe('auto');
    }
  });

  test('is found by name', () => {
    expect(findCheck('position')?.number).toBe(13);
    expect(findCheck('no-such-check')).toBeUndefined();
  });
});

describe('a setting', () => {
  const position = CATALOGUE_ROWS.find(({ name }) => name === 'position')!;

  test('is off if absent, and has the defaults if it gives only a mode', () => {
    expect(completeSetting(position, undefined)).toEqual({
      mode: 'off',
      dollars: 1_000_000,
      per: 'server',
    });
    expect(completeSetting(position, { mode: 'enforce' })).toEqual({
      mode: 'enforce',
      dollars: 1_000_000,
      per: 'server',
    });
  });

  test('prefers its own parameters to the defaults', () => {
    const setting = { mode: 'warn' as const, dollars: 5, percent: undefined };
    expect(completeSetting(position, setting)).toEqual({ mode: 'warn', dollars: 5, per: 'server' });
  });

  test('counts as left out if it is undefined', () => {
    const row = CATALOGUE_ROWS.find(({ name }) => name === 'duplicate-orders')!;
    const setting = completeSetting(row, {
      mode: 'warn',
      orders: undefined,
      softOrders: 2,
    } as never);
    expect(setting).toEqual({ mode: 'warn', orders: 5, softOrders: 2, windowSeconds: 1 });
  });
});

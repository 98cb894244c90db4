import { describe, expect, test } from 'vitest';
import * as orderBook from '../../src/book.js';
import * as core from '../../src/core.js';
import * as fix from '../../src/fix.js';
import * as library from '../../src/index.js';
import * as metrics from '../../src/metrics.js';
import * as risk from '../../src/risk.js';
import * as testing from '../../src/testing.js';
import { OPEN, TAKEN } from './door-answers.js';
import { OF_BOOK } from './door-book.js';
import { OF_CORE, OF_METRICS } from './door-core.js';
import { OF_FIX } from './door-fix.js';
import type { DoorCase } from './door-kit.js';
import { OF_LIBRARY } from './door-library.js';
import { OF_RISK } from './door-risk.js';
import { spoil } from './spoiled-values.js';

/**
 * Calls every public function with each field misspelt, of another type and out of range. Each call
 * is refused with a code, or is in TAKEN with the reason.
 */

const CASES = [...OF_LIBRARY, ...OF_CORE, ...OF_RISK, ...OF_METRICS, ...OF_FIX, ...OF_BOOK];
const ENTRIES = {
  smars: library,
  'smars/core': core,
  'smars/risk': risk,
  'smars/metrics': metrics,
  'smars/fix': fix,
  'smars/book': orderBook,
  'smars/testing': testing,
};

test('every export has a case here, or a reason in OPEN', () => {
  const called = new Set(CASES.map(({ name }) => name.split(' ')[0]));
  for (const [entry, exported] of Object.entries(ENTRIES)) {
    const left = Object.keys(exported).filter(
      (name) => !called.has(name) && !Object.hasOwn(OPEN, name),
    );
    expect(left, `${entry}: give each a case, or a reason in OPEN of door-answers.ts`).toEqual([]);
  }
  const known = new Set(Object.values(ENTRIES).flatMap((exported) => Object.keys(exported)));
  expect([...Object.keys(OPEN), ...called].filter((name) => !known.has(name!))).toEqual([]);
});

/** Returns whether a call is taken or refused, or else its wrong error. */
async function outcomeOf({ call }: DoorCase, args: unknown[]): Promise<string> {
  try {
    await call(...args);
    return 'taken';
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: string };
    return code === 'SMARS_INPUT' || code === 'SMARS_FAULT'
      ? 'refused'
      : `${String(code)} ${message}`;
  }
}

describe.each(CASES.map((each) => [each.name, each] as const))('%s', (name, each) => {
  test('refuses whatever is misspelt, of another type or out of range', async () => {
    expect(await outcomeOf(each, each.args())).toBe('taken');
    const taken: string[] = [];
    const wrong: string[] = [];
    for (const { path, label, args } of spoil(each.args())) {
      if (each.isTaken?.(args)) continue;
      const outcome = await outcomeOf(each, args);
      if (outcome === 'taken') taken.push(`${path} ${label}`);
      else if (outcome !== 'refused') wrong.push(`${path} ${label}: ${outcome}`);
    }
    expect(wrong).toEqual([]);
    const isListed = (place: string): boolean =>
      TAKEN.some(({ where }) => where.test(`${name} ${place}`));
    expect(taken.filter((place) => !isListed(place))).toEqual([]);
  });
});

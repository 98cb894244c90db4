import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/command.js';

/**
 * Files of which every child or parent passes a line. In a vm context (Jest, vmThreads) a global is
 * looked up by name each time it is used.
 */
const HOT = [
  'memory/digest',
  'base/random',
  'market/impact',
  'market/pauses',
  'market/quotes',
  'risk/stops/kill',
  'risk/gate/story-checks',
  'risk/counts/credit',
  'server/tape',
  'server/reports',
  'session/people/operations',
  'session/stages',
  'session/orders/assign',
  'router/power-peg',
  'router/router',
  'router/resend',
  'router/resting',
  'router/retail-liquidity',
];

test('hot files take the functions of Math, Atomics and Number out once', () => {
  for (const file of HOT) {
    const text = readFileSync(join(ROOT, 'src', `${file}.ts`), 'utf8');
    const code = text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
    expect([file, code.match(/\b(?:Math|Atomics)\.\w+|\bNumber\.(?!NaN\b)\w+/g)]).toEqual([
      file,
      null,
    ]);
  }
});

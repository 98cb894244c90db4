import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/command.js';

/**
 * Files whose code runs for every child or parent. In a vm context (Jest, vmThreads) V8 looks up a
 * global by name at each use.
 */
const HOT = [
  'memory/digest',
  'base/random',
  'market/impact',
  'market/pauses',
  'market/quotes',
  'risk/stops/kill',
  'risk/gate/collar',
  'risk/gate/first-pass-checks',
  'risk/counts/credit',
  'server/child-digest',
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

test('hot files copy functions of Math, Atomics and Number to constants', () => {
  for (const file of HOT) {
    const text = readFileSync(join(ROOT, 'src', `${file}.ts`), 'utf8');
    const code = text.replace(/\/\*.*?\*\/|\/\/[^\n]*/gs, '');
    expect([file, code.match(/\b(?:Math|Atomics)\.\w+|\bNumber\.(?!NaN\b)\w+/g)]).toEqual([
      file,
      null,
    ]);
  }
});

import { describe, expect, test } from 'vitest';
import { BANS } from './bans.js';
import { describeFault, RULES } from './rules.js';
import { parseSource } from './source.js';

/** An absolute path, put together here so that this file contains none. */
const below = (folder: string): string => `/${folder}/a`;

/** For each ban, sources that break it and sources that do not. */
const SAMPLES: Record<
  string,
  { bad: [path: string, text: string][]; good: [path: string, text: string][] }
> = {
  'the router knows no time of day and draws no lots': {
    bad: [
      ['src/router/a.ts', 'const a = new Date(0);'],
      ['src/router/a.ts', 'setTimeout(a, 1);'],
      ['src/router/deep/a.ts', 'const a = performance;'],
    ],
    good: [
      ['src/router/a.ts', "const a = 'Date'; // performance, Math.random\nconst tradeDate = 1;"],
      ['src/fleet/a.ts', 'setTimeout(a, 1);'],
    ],
  },
  'no clock in the simulated day': {
    bad: [
      ['src/session/a.ts', 'const a = Date.now();'],
      ['src/base/a.ts', 'const a = performance.now();'],
      ['src/metrics/a.ts', 'const a = process.hrtime.bigint();'],
      ['src/market/a.ts', 'const a = new Date();'],
    ],
    good: [
      ['src/metrics/stalls.ts', 'const a = performance.now();'],
      ['src/fleet/a.ts', 'const a = performance.now();'],
      ['src/cli/a.ts', 'const a = Date.now();'],
    ],
  },
  'no unseeded random numbers': {
    bad: [['src/flow/a.ts', 'const a = Math.random();']],
    good: [
      ['src/flow/a.ts', '// Math.random() would not be repeated\nconst a = stream.fraction();'],
    ],
  },
  'no transcendental function of the engine': {
    bad: [
      ['src/market/a.ts', 'const a = Math.exp(1);'],
      ['src/session/a.ts', 'const a = Math.log2(8);'],
      ['src/base/a.ts', 'const a = Math.pow(2, 3);'],
    ],
    good: [
      ['src/market/a.ts', 'const a = Math.sqrt(2) + Math.floor(1.5) + Math.LN2;'],
      ['src/metrics/a.ts', 'const a = Math.log2(8);'],
    ],
  },
  'no power but of whole numbers': {
    bad: [
      ['src/market/a.ts', 'const a = 2 ** b;'],
      ['src/market/a.ts', 'const a = b ** 2;'],
      ['src/flow/a.ts', 'const a = 2 ** 0.5;'],
      ['src/flow/a.ts', 'a **= 2;'],
      ['src/session/a.ts', 'const a = 2 ** 10e3;'],
    ],
    good: [
      ['src/market/a.ts', '/** 2 ** b */\nconst a = 2 ** 32 + 10 ** -4;'],
      ['src/base/numerics.ts', 'const a = 2 ** b;'],
    ],
  },
  'no note to oneself': {
    bad: [
      ['src/base/a.ts', '// TODO later'],
      ['README.md', 'FIXME: a word'],
      ['bench/a.ts', '/* XXX */'],
      ['docs/a.md', 'a HACK'],
    ],
    good: [['README.md', 'Nothing of it is a to-do, and hacks are none.']],
  },
  'no list by colour': {
    bad: [
      ['src/risk/a.ts', 'const whitelist = [];'],
      ['README.md', 'Black-list'],
    ],
    good: [['README.md', 'a black line']],
  },
  'no masters': {
    bad: [
      ['src/fleet/a.ts', 'const a = master;'],
      ['README.md', 'Slaves'],
    ],
    good: [['README.md', 'He mastered it; the Mastercard.']],
  },
  'no absolute path': {
    bad: [
      ['README.md', `cd ${below('home')}/smars`],
      ['src/cli/a.ts', `const a = '${below('tmp')}';`],
      ['test/a.json', `{ "a": "${below('work')}" }`],
      ['test/a.ts', `\`${below('root')}\``],
    ],
    good: [
      [
        'README.md',
        `src${below('home')}, .${below('tmp')}, ..${below('work')}, ` +
          `https://x.org${below('home')}, ${'/'}tmp`,
      ],
      ['package-lock.json', below('home')],
    ],
  },
  'no test left out': {
    bad: [
      ['test/a.test.ts', "test.only('a', b);"],
      ['test/a.test.ts', "describe.concurrent.skip('a', b);"],
      ['test/a.test.ts', "it.todo('a');"],
    ],
    good: [
      ['test/a.test.ts', "test.skipIf(a)('b', c); // test.only("],
      ['src/base/a.ts', 'a.skip(1);'],
    ],
  },
};

test('every ban has samples', () => {
  expect(Object.keys(SAMPLES)).toEqual(Object.keys(BANS));
});

describe.each(Object.entries(SAMPLES))('%s', (name, { bad, good }) => {
  test.each(bad)('%s may not say %j', (path, text) => {
    const [fault, ...rest] = faultsOf(path, `\n${text}`);
    const lastLine = text.split('\n').length + 1;
    expect(fault).toContain(`${path}:${lastLine}: ${name}, here '`);
    expect(fault).toContain(BANS[name]!.instead);
    // A ban of the router holds for all rooms of the simulated day.
    expect(rest.filter((other) => other.includes(name))).toEqual([]);
  });

  test.each(good)('%s may say %j', (path, text) => {
    expect(faultsOf(path, text)).toEqual([]);
  });
});

test('a fault names the line, the word and the remedy', () => {
  const ban = 'no transcendental function of the engine';
  expect(faultsOf('src/market/a.ts', 'a();\n\n  const b = Math.exp(1);\n')).toEqual([
    `src/market/a.ts:3: ${ban}, here 'Math.exp(1);': ${BANS[ban]!.instead}`,
  ]);
});

function faultsOf(path: string, text: string): string[] {
  return RULES['no banned word is written']!({ top: [], sources: [parseSource(path, text)] }).map(
    describeFault,
  );
}

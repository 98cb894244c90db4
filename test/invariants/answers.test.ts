import { describe, expect, test } from 'vitest';
import { KNIGHT_2012 } from '../../src/scenarios/knight.js';
import { maskSource, parseSource } from '../tidy/source.js';
import { readTree } from '../tidy/tree.js';

/** Rooms of the simulated day, none of which may contain its result. */
const ENGINE = [
  'base',
  'orders',
  'deployment',
  'flow',
  'market',
  'ledger',
  'router',
  'risk',
  'server',
  'session',
  'fleet',
];
/**
 * Small figures have many meanings. These are the index of the sold stocks with published prices,
 * which is an input, and the shares that CODE and JWF traded on the tape.
 */
const INPUTS: Readonly<Record<string, readonly number[]>> = {
  // A FIX tag, XmlDataLen.
  'src/fix/scan.ts': [212],
  'src/market/named-stocks.ts': [80, 4_000_000],
  // The code of a verdict.
  'src/orders/codes.ts': [37],
  'src/risk/stops/ladder.ts': [75],
};

const { source: _, tape: __, ...figures } = KNIGHT_2012.reference!;
/** The figures in ones, thousands, millions and billions. */
const ANSWERS = Object.values(figures).flatMap((figure) => [
  figure,
  figure / 1e3,
  figure / 1e6,
  figure / 1e9,
]);
const isLarge = (answer: number): boolean =>
  answer > 100 || (!Number.isInteger(answer) && answer > 1);

/** The number literals of a source's code, without comments and strings. */
function literalsOf(code: string): number[] {
  return [
    ...code.matchAll(/(?<![\w.$])(?:\d[\d_]*\.?[\d_]*|\.\d[\d_]*)(?:e[+-]?\d+)?(?![\w.])/gi),
  ].map(([text]) => Number(text.replaceAll('_', '')));
}

describe('nothing is scripted', () => {
  const sources = readTree().sources.filter(
    ({ path }) => /^(?:src|workers)\//.test(path) && !path.startsWith('src/scenarios/'),
  );

  test('no file outside the scenarios has a figure of the SEC’s as a literal', () => {
    expect(sources.length).toBeGreaterThan(50);
    const faults = sources.flatMap(({ path, code }) => {
      const inEngine = ENGINE.includes(path.split('/')[1]!);
      // Outside the engine, a small figure or one as round as four million has many meanings.
      const isTelling = (value: number) =>
        inEngine ? value > 30 || isLarge(value) : isLarge(value) && value !== figures.executions;
      const isAnswer = (value: number) => ANSWERS.includes(value) && isTelling(value);
      // A row of the catalogue has the number of its check, and a field of the kernel its byte.
      const own = path === 'src/kernel/structs.ts' ? /\bat: \d+/g : /\bnumber: \d+/g;
      const found = literalsOf(code.replace(own, '')).filter(
        (value) => isAnswer(value) && !INPUTS[path]?.includes(value),
      );
      return found.map((value) => `${path}: ${value}`);
    });
    expect(faults).toEqual([]);
  });

  test('the search finds a figure in any notation', () => {
    const written = 'const a = [397, 397e6, 460_000_000, 3.5e9, 4_000_000, 154, 3.15];';
    const found = literalsOf(maskSource(written)).filter(
      (value) => ANSWERS.includes(value) && isLarge(value),
    );
    expect(found).toEqual([397, 397e6, 460e6, 3.5e9, 4e6, 154, 3.15]);
    expect(
      literalsOf(parseSource('src/a.ts', "// 397\nconst b = '460e6'; const c397 = x.d154;").code),
    ).toEqual([]);
  });
});

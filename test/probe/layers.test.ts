import { describe, expect, test } from 'vitest';
import type { Bench, LayerChange, Settings } from '../../src/probe/bench.js';
import type { ExamResult } from '../../src/probe/exam.js';
import { planProbe } from '../../src/probe/plan.js';
import { runProbe } from '../../src/probe/probe.js';
import { benchOf } from '../support/probe-bench.js';
import { ProbeFloor } from '../support/probe-floor.js';

type Limits = Readonly<Record<string, object>>;
const settingsOf = (checks: Limits): Settings => benchOf(checks).limitsAt('A');

/** A bench with the firm's limits, and those of accounts and symbols over them. */
function layered(
  firm: Limits,
  layers: { servers?: Limits; accounts?: Limits; symbols?: Limits },
  accounts: readonly (string | undefined)[] = ['ONE', 'TWO'],
): Bench {
  const changes = (['server', 'account', 'symbol'] as const).flatMap((layer) =>
    Object.entries(layers[`${layer}s`] ?? {}).flatMap(([name, checks]) =>
      Object.keys(checks).map((check): LayerChange => ({ layer, name, check })),
    ),
  );
  const of = (all: Limits | undefined, name: string): Limits => (all?.[name] ?? {}) as Limits;
  return benchOf(firm, {
    accounts,
    layers: changes,
    limitsAt: (symbol, account = accounts[0]) =>
      settingsOf({
        ...firm,
        ...of(layers.accounts, account ?? ''),
        ...of(layers.symbols, symbol),
      }),
  });
}

/** Examines some checks of a bench at a gateway that keeps the limits of another. */
async function examine(said: Bench, kept: Bench, ...only: readonly string[]) {
  const { results } = await runProbe({
    bench: said,
    plan: planProbe(said, { only, skip: [] }),
    port: new ProbeFloor(kept),
    patience: { answerMs: 500, graceMs: 20, perSecond: 200 },
    ordersMax: 1000,
    secondsMax: 600,
    canRearm: true,
    signal: new AbortController().signal,
  });
  return results;
}

const tell = ({ title, verdict, says, fault, reason }: ExamResult): string =>
  [title, says, verdict, fault ?? reason ?? ''].join(' | ');

const QUANTITY = 'max-quantity';
const FIRM = { [QUANTITY]: { shares: 1000 } };
const OF_C = { symbols: { C: { [QUANTITY]: { shares: 300 } } } };
const OF_TWO = { accounts: { TWO: { [QUANTITY]: { shares: 200 } } } };

describe('a level of a symbol’s own', () => {
  test('is tried in that symbol, beside the level of the firm', async () => {
    const bench = layered(FIRM, OF_C);
    expect((await examine(bench, bench, QUANTITY)).map(tell)).toEqual([
      'L and L + 1 | 1,000 shares | pass | ',
      'L and L + 1, symbol C | 300 shares | pass | ',
    ]);
  });

  test('is a hole when the gateway has the level of the firm there', async () => {
    const results = await examine(layered(FIRM, OF_C), layered(FIRM, {}), QUANTITY);
    expect(results.map(({ fault }) => fault)).toEqual([undefined, 'other-limit']);
  });

  test('is tried where the firm has none, and by a sum of that symbol', async () => {
    const own = { symbols: { C: { position: { dollars: 30_000 } } } };
    const firm = { position: { dollars: 60_000 } };
    const bench = layered(firm, own);
    const results = await examine(bench, bench, 'position');
    expect(results.map(tell)).toContain('sum of a session, symbol C | $30,000 | pass | ');
    const holed = await examine(bench, layered(firm, {}), 'position');
    expect(holed.at(-1)).toMatchObject({ title: 'sum of a session, symbol C', verdict: 'hole' });
    const alone = layered({}, OF_C);
    expect((await examine(alone, alone, QUANTITY)).map(tell)).toEqual([
      'L and L + 1, symbol C | 300 shares | pass | ',
    ]);
  });

  test('does not stand in for the level of the firm', async () => {
    const symbols = Object.fromEntries([...'ABC'].map((name) => [name, OF_C.symbols.C]));
    const bench = layered(FIRM, { symbols });
    expect((await examine(bench, bench, QUANTITY)).map(({ says }) => says)).toEqual([
      ...['1,000 shares', '300 shares', '300 shares', '300 shares'],
    ]);
  });

  test('is tried by a check without a number, too', async () => {
    const bench = layered({}, { symbols: { C: { 'short-sales': { exemptToo: 1 } } } });
    const results = await examine(bench, bench, 'short-sales');
    expect(results.at(-1)).toMatchObject({ title: 'L and L + 1, symbol C', verdict: 'pass' });
    expect(results.at(-1)!.seen).toContain('a short sale of C: refused');
  });

  test('has a reason when the stock is unknown, or the level refuses nothing', async () => {
    const bench = layered(FIRM, {
      symbols: { Z: { [QUANTITY]: { shares: 1 } }, D: { [QUANTITY]: { mode: 'warn' } } },
    });
    expect((await examine(bench, bench, QUANTITY)).slice(1).map(tell)).toEqual([
      'symbol Z | – | not examined | it is none of the stocks; see --symbol and --universe',
      'symbol D | warn | not examined | in mode warn it refuses nothing',
    ]);
  });
});

describe('a level of an account’s own', () => {
  test('is tried by the session that has the account', async () => {
    const bench = layered(FIRM, OF_TWO);
    const results = await examine(bench, bench, QUANTITY);
    // The gateway in memory keeps the first account's limits for all.
    expect(results.map(tell)).toEqual([
      'L and L + 1 | 1,000 shares | pass | ',
      'L and L + 1, account TWO | 200 shares | hole | no-check',
    ]);
    const { parts } = planProbe(bench, { only: [QUANTITY], skip: [] });
    const steps = parts.flatMap((part) => ('steps' in part ? [part.steps] : []))[1]!;
    const sessions = steps.flatMap((step) => ('session' in step ? [step.session] : []));
    expect(new Set(sessions)).toEqual(new Set([1]));
  });

  test('has a reason when no session has it, and when it hides the level of the firm', async () => {
    const of = { ONE: { [QUANTITY]: { shares: 500 } }, NONE: { [QUANTITY]: { shares: 1 } } };
    const bench = layered(FIRM, { accounts: of });
    expect((await examine(bench, bench, QUANTITY)).map(tell)).toEqual([
      'L and L + 1 | 500 shares | pass | ',
      'level of the firm | – | not examined | session 1 has account ONE, whose level the other ' +
        'exams of the check try',
      'account NONE | – | not examined | no session of the target file has this account; see ' +
        '--target-file',
    ]);
  });
});

test('a level of a server cannot be seen', async () => {
  const bench = layered(FIRM, { servers: { 8: { [QUANTITY]: { shares: 9 } } } });
  expect((await examine(bench, bench, QUANTITY)).slice(1).map(tell)).toEqual([
    'server 8 | – | hidden | it is not seen from outside which server works an order',
  ]);
});

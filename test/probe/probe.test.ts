import { describe, expect, test } from 'vitest';
import type { Bench } from '../../src/probe/bench.js';
import type { Exam } from '../../src/probe/exam.js';
import { planProbe } from '../../src/probe/plan.js';
import { estimateProbe, type ProbeFindings, runProbe } from '../../src/probe/probe.js';
import { benchOf, EIGHT_STOCKS } from '../support/probe-bench.js';
import { type FloorHole, ProbeFloor } from '../support/probe-floor.js';

const ALL = {
  'max-quantity': { shares: 1000 },
  'max-notional': { dollars: 30_000 },
  collar: { percent: 5 },
  'restricted-list': { symbols: ['H'] },
  'round-lot': {},
  'tick-size': {},
  'market-orders': {},
  'easy-to-borrow': {},
  'self-match': { per: 'firm' },
  'parent-quantity': {},
  'symbol-rate': { perSecond: 100, windowSeconds: 0.5 },
  'server-rate': { perSecond: 150, windowSeconds: 0.5 },
  'open-orders': { orders: 100 },
  position: { dollars: 600_000, per: 'firm' },
  'gross-exposure': { dollars: 1_500_000 },
  'duplicate-orders': { orders: 3, windowSeconds: 0.5 },
};

const RUN = {
  patience: { answerMs: 500, graceMs: 20, perSecond: 200 },
  ordersMax: 5000,
  secondsMax: 600,
  canRearm: true,
  signal: new AbortController().signal,
};

interface Tried {
  readonly findings: ProbeFindings;
  readonly floor: ProbeFloor;
}

async function probe(
  bench: Bench,
  holes: readonly FloorHole[] = [],
  choice: { only?: string[]; skip?: string[] } = {},
  changes: {
    canRearm?: boolean;
    signal?: AbortSignal;
    ordersMax?: number;
    secondsMax?: number;
  } = {},
): Promise<Tried> {
  const floor = new ProbeFloor(bench, holes);
  const findings = await runProbe({
    bench,
    plan: planProbe(bench, { only: choice.only ?? [], skip: choice.skip ?? [] }),
    port: floor,
    ...RUN,
    ...changes,
  });
  return { findings, floor };
}

const wrongOf = ({ findings }: Tried): string[] =>
  findings.results
    .filter(({ verdict }) => verdict === 'hole' || verdict === 'too tight')
    .map(({ check, fault }) => `${check}: ${fault}`);

describe('a gateway without a hole', () => {
  test('passes all exams, and nothing stays open', async () => {
    const tried = await probe(benchOf(ALL));
    expect(wrongOf(tried)).toEqual([]);
    expect(tried.findings).toMatchObject({ leftOpen: 0, stopped: undefined });
    const passed = new Set(
      tried.findings.results.filter(({ verdict }) => verdict === 'pass').map(({ check }) => check),
    );
    const silent = Object.keys(ALL).filter((check) => !passed.has(check));
    // Orders of $30,000 have more shares than an order may have.
    expect(silent).toEqual(['max-notional']);
    expect([...passed]).toEqual(
      expect.arrayContaining([
        'clordid-twice',
        'cancel-on-disconnect',
        'mass-cancel',
        'manual-kill',
      ]),
    );
  });

  test('passes by what it says alone, too', async () => {
    const bench = benchOf({ 'max-quantity': { shares: 1000 }, position: { dollars: 60_000 } });
    const plan = planProbe(bench, { only: ['max-quantity', 'position'], skip: [] });
    const port = new ProbeFloor(bench, [], 'word');
    const findings = await runProbe({ ...RUN, bench, plan, port });
    expect(findings.results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'pass']);
  });
});

describe('a target that executes by itself', () => {
  const LIMITS = {
    'max-quantity': { shares: 500 },
    'max-notional': { dollars: 15_000 },
    'short-sales': {},
    collar: { percent: 5 },
    'server-rate': { perSecond: 100, windowSeconds: 0.5 },
    position: { dollars: 60_000, per: 'firm' },
    'gross-exposure': { dollars: 1_500_000 },
    'open-orders': { orders: 100 },
  };
  const stocks = EIGHT_STOCKS.map((stock) =>
    stock.symbol === 'C'
      ? { ...stock, bidTicks: 999_800, askTicks: 1_000_200, openTicks: 1_000_000 }
      : stock,
  );
  const bench = benchOf(LIMITS, { sight: 'fills', stocks });
  const fills = async (
    holes: readonly FloorHole[],
    only: readonly string[],
  ): Promise<{ results: ProbeFindings['results']; port: ProbeFloor }> => {
    const port = new ProbeFloor(bench, holes, 'fills');
    const plan = planProbe(bench, { only, skip: [] });
    const { results } = await runProbe({ ...RUN, bench, plan, port });
    return { results, port };
  };

  test('is examined by what it executes, and the rest has a reason', async () => {
    const { results, port } = await fills([], []);
    const of = (wanted: string): string[] =>
      results.filter(({ verdict }) => verdict === wanted).map(({ check }) => check);
    expect([of('hole'), of('too tight')]).toEqual([[], []]);
    expect(new Set(of('pass'))).toEqual(
      new Set([
        ...['clordid-twice', 'max-quantity', 'max-notional', 'short-sales', 'server-rate'],
        ...['position', 'mass-cancel', 'manual-kill'],
      ]),
    );
    const left = results.filter(({ check }) => Object.keys(LIMITS).includes(check));
    expect(left.filter(({ verdict }) => verdict === 'not examined').map(tell)).toEqual([
      'collar –: a target that executes sends at the price of its own quote, not at the limit',
      'open-orders –: orders of a target that executes do not rest',
      'position given back once: executed orders give no room back',
      expect.stringMatching(/^gross-exposure –: executed orders use it up for the day/),
    ]);
    expect(port.all.every(({ order }) => order.isImmediate)).toBe(true);
  });

  const tell = ({ check, title, reason }: ProbeFindings['results'][number]) =>
    `${check} ${title}: ${reason}`;

  test('shows nothing by orders that nobody executes', async () => {
    const { results } = await fills(['elsewhere'], ['max-quantity']);
    expect(results.map(({ reason }) => reason)).toEqual([
      'the target executes no small order; its venue may have nothing at the touch',
    ]);
  });
});

test('dollars at a better price than expected are not a hole', async () => {
  const bench = benchOf({ 'max-notional': { dollars: 15_000 } }, { sight: 'fills' });
  const plan = planProbe(bench, { only: ['max-notional'], skip: [] });
  const tried = async (holes: readonly FloorHole[]) => {
    const port = new ProbeFloor(bench, ['off max-notional', ...holes], 'fills');
    const { results } = await runProbe({ ...RUN, bench, plan, port });
    return [results[0]!.fault, results[0]!.reason];
  };
  expect(await tried([])).toEqual(['no-check', undefined]);
  expect(await tried(['better-price'])).toEqual([
    undefined,
    'it was executed below its limit price: the quotes are not those of --symbol or --universe',
  ]);
});

test('a check that another one hides at the target is not passed by its refusal', async () => {
  // The file has no notional limit, and the gateway keeps one.
  const bench = benchOf({ 'max-quantity': { shares: 1000 } });
  const kept = benchOf({ 'max-quantity': { shares: 1000 }, 'max-notional': { dollars: 19_985 } });
  const port = new ProbeFloor(kept, ['off max-quantity']);
  const plan = planProbe(bench, { only: ['max-quantity'], skip: [] });
  const { results } = await runProbe({ ...RUN, bench, plan, port });
  expect(results.map(({ verdict, reason }) => [verdict, reason])).toEqual([
    ['not examined', 'max-notional refused an order, which is another check'],
  ]);
});

const QUANTITY = { 'max-quantity': { shares: 1000 } };
const POSITION = { position: { dollars: 60_000, per: 'firm' } };
const GROSS = { 'gross-exposure': { dollars: 60_000 } };
const RATE = { 'server-rate': { perSecond: 100, windowSeconds: 0.5 } };
const ALIKE = { 'duplicate-orders': { orders: 3, windowSeconds: 0.5 } };

describe('a planted hole is named', () => {
  test.each<[FloorHole, string, object, string]>([
    ['off max-quantity', 'max-quantity', QUANTITY, 'no-check'],
    ['plus-one max-quantity', 'max-quantity', QUANTITY, 'off-by-one'],
    ['late max-quantity', 'max-quantity', QUANTITY, 'after-send'],
    ['off collar', 'collar', { collar: { percent: 5 } }, 'no-check'],
    ['off self-match', 'self-match', { 'self-match': {} }, 'no-check'],
    ['off gross-exposure', 'gross-exposure', GROSS, 'no-check'],
    ['plus-one gross-exposure', 'gross-exposure', GROSS, 'off-by-one'],
    ['tight gross-exposure', 'gross-exposure', GROSS, 'too-tight'],
    ['late gross-exposure', 'gross-exposure', GROSS, 'after-send'],
    ['per-session gross-exposure', 'gross-exposure', GROSS, 'per-session'],
    ['per-session position', 'position', POSITION, 'per-session'],
    ['twice gross-exposure', 'gross-exposure', GROSS, 'refund-twice'],
    ['twice open-orders', 'open-orders', { 'open-orders': { orders: 20 } }, 'refund-twice'],
    ['never gross-exposure', 'gross-exposure', GROSS, 'no-refund'],
    ['race gross-exposure', 'gross-exposure', GROSS, 'race'],
    ['off server-rate', 'server-rate', RATE, 'no-check'],
    ['no-recovery', 'server-rate', RATE, 'no-recovery'],
    ['off duplicate-orders', 'duplicate-orders', ALIKE, 'no-check'],
    ['plus-one duplicate-orders', 'duplicate-orders', ALIKE, 'off-by-one'],
    ['double-send', 'parent-quantity', { 'parent-quantity': {} }, 'routes-too-much'],
    ['same-id', 'clordid-twice', {}, 'no-check'],
    ['kill-misses-session', 'manual-kill', {}, 'kill-misses-session'],
    ['kill-leaves-orders', 'manual-kill', {}, 'kill-leaves-orders'],
    ['kill-does-nothing', 'manual-kill', {}, 'no-check'],
    ['kill-lets-through', 'manual-kill', {}, 'kill-lets-through'],
    ['re-arms', 'manual-kill', {}, 're-arms'],
    ['re-arms', 'mass-cancel', {}, 're-arms'],
    ['kill-leaves-orders', 'cancel-on-disconnect', {}, 'kill-leaves-orders'],
  ])('%s: %s', async (hole, check, limits, fault) => {
    const tried = await probe(benchOf(limits as never), [hole], { only: [check] });
    expect(wrongOf(tried)).toEqual([`${check}: ${fault}`]);
    const [wrong] = tried.findings.results.filter((result) => result.fault !== undefined);
    expect(wrong!.seen).not.toBe('');
    // An order that was refused and sent cannot be cancelled.
    expect(tried.findings.leftOpen).toBe(hole.startsWith('late') ? 1 : 0);
  });
});

describe('an examination', () => {
  test('stops when an accepted order does not arrive at the venue', async () => {
    const { findings, floor } = await probe(benchOf(QUANTITY), ['elsewhere']);
    expect(findings.stopped).toMatch(/^the target accepted P1, and it did not arrive at the venue/);
    expect(floor.all.map(({ order }) => [order.quantity, order.priceTicks])).toEqual([
      [1, 199_800],
    ]);
    expect(findings.results.every(({ verdict }) => verdict !== 'pass')).toBe(true);
  });

  test('stops at an alarm of its port', async () => {
    const bench = benchOf(QUANTITY);
    const port = new ProbeFloor(bench);
    port.alarm = 'the target reports a fill';
    const plan = planProbe(bench, { only: [], skip: [] });
    const { stopped } = await runProbe({ ...RUN, bench, plan, port });
    expect([stopped, port.all.length]).toEqual(['the target reports a fill', 1]);
  });

  test('says that a target which refuses everything is not examined', async () => {
    const bench = benchOf(GROSS);
    const { findings } = await probe(bench, ['tight gross-exposure'], {
      only: ['gross-exposure'],
    });
    expect(findings.results.map(({ verdict }) => verdict)).toContain('too tight');
    const port = new ProbeFloor(bench);
    await port.run('kill');
    const plan = planProbe(bench, { only: ['gross-exposure'], skip: [] });
    const { results } = await runProbe({ ...RUN, bench, plan, port, canRearm: false });
    expect(new Set(results.map(({ reason }) => reason))).toEqual(
      new Set(['the target refuses a small order']),
    );
  });

  test('re-arms by the user’s command after an exam that stops, or says which did', async () => {
    const only = ['duplicate-orders', 'mass-cancel'];
    const able = await probe(benchOf(ALIKE), [], { only });
    expect(able.floor.ran.filter((means) => means === 'rearm')).toHaveLength(1);
    expect(able.findings.results.map(({ verdict }) => verdict)).toEqual(['pass', 'pass']);
    const { findings } = await probe(benchOf(ALIKE), [], { only }, { canRearm: false });
    expect(findings.results[1]!.reason).toBe(
      'the target refuses everything since the exam of duplicate-orders; ' +
        '--rearm-exec gives the command that re-arms it',
    );
  });

  test('does not begin an exam beyond its caps', async () => {
    const few = await probe(benchOf(GROSS), [], { only: ['gross-exposure'] }, { ordersMax: 3 });
    expect(few.findings.results[0]!.reason).toBe('--max-orders is 3');
    const short = await probe(benchOf(RATE), [], { only: ['server-rate'] }, { secondsMax: 1 });
    expect(short.findings.results[0]!.reason).toBe('--max-time is 1 s');
  });

  test('sends no more orders than its cap, however a fault is named', async () => {
    const bench = benchOf(GROSS);
    const only = ['gross-exposure'];
    const { orders } = planProbe(bench, { only, skip: [] }).parts[0] as Exam;
    for (const more of [2, 5, 1000]) {
      const ordersMax = orders + more;
      const tried = await probe(bench, ['off gross-exposure'], { only }, { ordersMax });
      expect(wrongOf(tried)).toEqual(['gross-exposure: no-check']);
      expect(tried.floor.all.length).toBeLessThanOrEqual(ordersMax);
      expect(tried.findings.orders).toBe(tried.floor.all.length);
    }
  });

  test('sends at its gentle rate, except in bursts', async () => {
    const { floor, findings } = await probe(benchOf(GROSS), [], { only: ['gross-exposure'] });
    const gaps = floor.all.slice(1).map((sent, n) => sent.sentMs - floor.all[n]!.sentMs);
    const { steps } = planProbe(benchOf(GROSS), { only: ['gross-exposure'], skip: [] })
      .parts[0] as Exam;
    const filled = steps[0]!.do === 'fill' ? steps[0].orders.length : 0;
    expect(findings.results[0]!.verdict).toBe('pass');
    expect(filled).toBeGreaterThan(7);
    // The first order shows that the target trades; those of the sum follow.
    for (const gap of gaps.slice(1, filled)) expect(gap).toBeGreaterThanOrEqual(1000 / 200);
  });

  test('concludes nothing from a silence, unless it sees the venue', async () => {
    const bench = benchOf({ ...QUANTITY, ...RATE });
    for (const sight of ['venue', 'word'] as const) {
      const seesVenue = sight === 'venue';
      const plan = planProbe(bench, {
        only: ['max-quantity', ...(seesVenue ? [] : ['server-rate'])],
        skip: [],
      });
      const port = new ProbeFloor(bench, ['mute'], sight);
      const { results } = await runProbe({ ...RUN, bench, plan, port });
      const verdict = seesVenue ? 'pass' : 'not examined';
      const reason = seesVenue ? undefined : 'the target did not answer within 0.5 s; see --answer';
      expect(results.map((result) => [result.verdict, result.reason])).toEqual(
        results.map(() => [verdict, reason]),
      );
      expect(results).toHaveLength(seesVenue ? 1 : 2);
    }
  });

  test('does not pass sessions at once when none of them is let through', async () => {
    const tried = await probe(benchOf(GROSS), ['refuses-at-once'], { only: ['gross-exposure'] });
    expect(wrongOf(tried)).toEqual(['gross-exposure: too-tight']);
  });

  test('ends early at a signal, cancels what rests and keeps what was seen', async () => {
    const ending = new AbortController();
    const bench = benchOf({ ...QUANTITY, ...GROSS });
    const port = new ProbeFloor(bench);
    const plan = planProbe(bench, { only: ['max-quantity', 'gross-exposure'], skip: [] });
    const findings = await runProbe({
      ...RUN,
      bench,
      plan,
      port,
      signal: ending.signal,
      onExam: ({ check }) => {
        if (check === 'gross-exposure') setTimeout(() => ending.abort(), 0);
      },
    });
    const [first, ...rest] = findings.results;
    expect(first).toMatchObject({ check: 'max-quantity', verdict: 'pass' });
    expect(rest.map(({ verdict }) => verdict)).not.toContain('hole');
    expect(findings.leftOpen).toBe(0);
  });

  test('tells its orders and seconds before it begins', () => {
    const bench = benchOf(ALL);
    const plan = planProbe(bench, { only: [], skip: ['server-rate'] });
    const { orders, seconds } = estimateProbe(plan);
    expect(orders).toBeGreaterThan(300);
    expect(seconds).toBeGreaterThan(5);
  });
});

import { describe, expect, test } from 'vitest';
import { createHistogram, recordLatency } from '../../src/metrics/histogram.js';
import { judgeBothEnds } from '../../src/oracle/verdicts.js';
import { measureTarget, TARGET_METRICS } from '../../src/report/target-metrics.js';
import { describeTargetLoad } from '../../src/report/target-text.js';
import { judgeThresholds, parseThreshold } from '../../src/report/thresholds.js';
import { createActions } from '../../src/target/actions.js';
import { LoadAnswers } from '../../src/target/answers.js';
import { LoadIds } from '../../src/target/ids.js';
import { judgeTargetLoad, type TargetResult } from '../../src/target/result.js';

/** A load of 1,000 orders, of which one has no answer; each answer took 2 ms. */
function someResult(): TargetResult {
  const { latencies, counts } = new LoadAnswers(createActions(1), new LoadIds('L-'), () => -1);
  for (let n = 0; n < 999; n++) recordLatency(latencies.response, 2e6);
  const lag = createHistogram();
  recordLatency(lag, 20_000);
  const result = {
    droppedNs: undefined,
    startedMs: 0,
    seconds: 2,
    endedBy: 'done' as const,
    orders: 1000,
    cancels: 0,
    replaces: 0,
    issued: { asked: 1000, handed: 1000, left: 1000 },
    counts: { ...counts, accepted: 899, refused: 100, unmatched: 1 },
    unanswered: 1,
    lag,
    lateByTarget: 0,
    lateByTool: 0,
    latencies,
    drain: { open: 7, cancels: 7, outstanding: 0 },
    reasons: new Map([['check=max-quantity', 100]]),
    unmatched: ['8=FIX.4.4|35=8|11=X|'],
    lost: [],
    timeline: [],
  };
  return { ...result, verdicts: judgeTargetLoad(result) };
}

describe('the report of a load on a target', () => {
  const result = someResult();
  const bounds = ['response.p99<1ms', 'refused.rate<=10%', 'cancel.p50<1s', 'throughput>400'];
  const thresholds = judgeThresholds(
    bounds.map((text) => parseThreshold(text, TARGET_METRICS)),
    measureTarget(result),
  );

  test('measures counts, rates and latencies, and leaves out what did not happen', () => {
    const measured = measureTarget(result);
    expect(measured).toMatchObject({
      throughput: 500,
      'refused.rate': 0.1,
      unanswered: 1,
      unmatched: 1,
      'response.max': 2e6,
    });
    expect(measured['cancel.p50']).toBeUndefined();
    expect(thresholds.map(({ held }) => held)).toEqual([false, true, false, true]);
  });

  test('says counts, verdicts, reasons, thresholds and what was left, in 80 columns', () => {
    const { verdicts } = result;
    const head = { target: 'fix://127.0.0.1:9', flow: 'flow=2s', conditions: [] };
    const story = { ...head, verdicts, thresholds };
    const text = describeTargetLoad(story, result);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const part of [
      /left the socket +1,000 +500/,
      /complete: NO, 1 messages have no answer/,
      /rate kept: yes, every message left within 10 ms/,
      /response +999 +2\.00ms/,
      / {2}refused +100/,
      /100 {2}check=max-quantity/,
      /Nothing was left behind: 7 orders were open at the end/,
      /8=FIX\.4\.4\|35=8\|11=X\|/,
      /BREACHED +response\.p99<1ms +2\.00ms/,
      /BREACHED +cancel\.p50<1s +not measured/,
    ])
      expect(text).toMatch(part);
  });

  test('says what came to the venue, what leaked, and what a kill left', () => {
    const arrival = createHistogram();
    recordLatency(arrival, 3e6);
    const counts = {
      ...{ arrived: 900, byTag: 800, byTerms: 100, ambiguous: 7, again: 2, strangers: 1 },
      ...{ cancels: 5, replaces: 4, refused: 3 },
    };
    const overshoot = { orders: 12, shares: 3400, dollars: 56_000, mostDollars: 45_000 };
    const kill = { atSeconds: 2, answerNs: 4e6, lastArrivalNs: 9e6, underWay: 6, racing: 1 };
    const oracle = {
      ...{ letThrough: 900, refused: 90, unjudged: 10, trueRefusals: 70, falseRefusals: 15 },
      ...{ leaks: 11, undecidedLeaks: 1, undecidedRefusals: 5 },
      overshoot: { ...overshoot, firstSeconds: 1.5 },
      checks: [{ check: 'max-quantity', leaks: 11, refused: 70 }],
      first: [
        { number: 3, check: 'max-quantity', atSeconds: 1.5, quantity: 1300, limitTicks: 2e5 },
      ],
      kills: [{ ...kill, after: 8, afterDollars: 16_000, left: 9 }],
      drop: {
        ...{ atSeconds: 3, lastArrivalNs: 5e6, lastEndNs: 6e6, after: 21, afterDollars: 42_000 },
        ...{ ended: 22, left: 23, leftDollars: 46_000 },
      },
    };
    const ends = { counts, missing: 13, oracle, arrival, transit: arrival };
    const outcome = { ...result, ends };
    const verdicts = judgeBothEnds(ends);
    expect(verdicts.map(({ name, isGood }) => [name, isGood])).toEqual([
      ['followed', false],
      ['leaks', false],
    ]);
    const head = { target: 'fix://127.0.0.1:9', flow: 'flow=2s', conditions: [], thresholds: [] };
    const text = describeTargetLoad({ ...head, verdicts, limits: 'limits.json' }, outcome);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    for (const part of [
      'followed to the venue: NO, 13 orders were accepted and did not come to the',
      'no leaks: NO, 11 orders were let through that the limits refuse: max-quantity 11',
      'LEAKS: the limits refuse them 11',
      'false refusals: the limits allow them 15',
      'where another order has the same 7',
      'max-quantity 11 70',
      'Overshoot: from the first breach at 1.500 s on, 12 orders for 3,400 shares',
      '1.500 s 1,300 at $20',
      'Kill at 2.000 s: answered in 4.00ms; the last order came to the venue 9.00ms',
      'and 8 that it must stop ($16.0k). 9 orders from before it were left open.',
      'Lines cut at 3.000 s: the last order came to the venue 5.00ms after it. After it 21 orders',
      'came ($42.0k) and 22 ended, the last 6.00ms after it; 23 were left open ($46.0k).',
      'arrival 1 3.00ms',
    ])
      expect(text.replace(/\s+/g, ' ')).toContain(part.replace(/\s+/g, ' '));
    expect(measureTarget(outcome)).toMatchObject({
      ...{ leaks: 11, 'leaks.undecided': 1, 'leaks.dollars': 56_000, missing: 13 },
      ...{ 'kill.after': 8, 'kill.left': 9, 'kill.last': 9e6, 'refusals.false': 15 },
      ...{ 'drop.after': 21, 'drop.dollars': 42_000, 'drop.left': 23, 'drop.last': 5e6 },
    });
  });
});

import { describe, expect, test } from 'vitest';
import { createHistogram, recordLatency } from '../../src/metrics/histogram.js';
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
    const story = { target: 'fix://127.0.0.1:9', flow: 'flow=2s', conditions: [], thresholds };
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
});

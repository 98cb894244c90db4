import { expect, test } from 'vitest';
import { totalCount } from '../../src/metrics/histogram.js';
import { SendLag } from '../../src/target/send-lag.js';

const STEP_NS = 20e6;

/** A lane whose messages 0 … leave the socket as a test says. */
class FakeLane {
  left = 0;
  next = 0;
  blockedNs = Number.NaN;
  unblockedNs = Number.NaN;
  noteLeft(): number {
    this.left = this.next;
    return this.left;
  }
  numberAt(place: number): number {
    return place;
  }
}

test('counts what left late, by the target when it did not read, else by the tool', () => {
  const at = { ns: 0 };
  // Due at 0, 1, 2, 3 steps; the fourth was handed over late.
  const dueNs = Float64Array.of(0, STEP_NS, 2 * STEP_NS, 3 * STEP_NS);
  const handedNs = Float64Array.of(0, STEP_NS, 2 * STEP_NS, 9 * STEP_NS);
  const lag = new SendLag({ dueNs, handedNs }, 4, () => at.ns);
  const lane = new FakeLane();
  lag.note(lane);
  expect(totalCount(lag.histogram)).toBe(0);
  lane.next = 1;
  at.ns = 0.5 * STEP_NS;
  lag.note(lane);
  expect([totalCount(lag.histogram), lag.byTarget, lag.byTool]).toEqual([1, 0, 0]);
  lane.next = 3;
  at.ns = 6 * STEP_NS;
  lag.note(lane);
  expect([lag.byTarget, lag.byTool]).toEqual([2, 0]);
  lane.next = 4;
  at.ns = 9 * STEP_NS;
  lag.note(lane);
  expect([lag.byTarget, lag.byTool]).toEqual([2, 1]);
});

test('messages that tidy up are not measured', () => {
  const columns = { dueNs: Float64Array.of(0, 0), handedNs: Float64Array.of(0, 0) };
  const lag = new SendLag(columns, 1, () => STEP_NS);
  const lane = new FakeLane();
  lane.next = 2;
  lag.note(lane);
  expect(totalCount(lag.histogram)).toBe(1);
});

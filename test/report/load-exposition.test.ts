import { describe, expect, test } from 'vitest';
import type { FleetCounts } from '../../src/fleet/main-thread/counts.js';
import { emptyPoints } from '../../src/fleet/main-thread/meter.js';
import type { FleetSnapshot } from '../../src/fleet/main-thread/snapshot.js';
import { formatExposition } from '../../src/metrics/exposition.js';
import { recordLatency } from '../../src/metrics/histogram.js';
import { FleetExposition } from '../../src/report/load-exposition.js';

/** Counts that differ from each other, so that none can stand for another. */
const COUNTS: FleetCounts = {
  parents: 100,
  refusedParents: 1,
  filledParents: 90,
  turnedAway: 2,
  lateStarts: 3,
  children: 1000,
  admitted: 960,
  sent: 950,
  arrived: 940,
  answered: 930,
  executions: 500,
  shownChildren: 0,
  shownExecutions: 0,
  turns: 0,
  batches: 0,
};

function snapshot(atSeconds: number, responseNs: number): FleetSnapshot {
  const latency = emptyPoints();
  recordLatency(latency.response, responseNs);
  return {
    atSeconds,
    seconds: 1,
    isLast: false,
    counts: COUNTS,
    queued: 11,
    held: 12,
    inFlight: 13,
    openParents: 14,
    dueParents: 15,
    latency,
    residentBytes: 16,
  };
}

const textOf = (exposition: FleetExposition): string[] =>
  formatExposition(exposition.families(), 'prometheus').split('\n');

describe('FleetExposition', () => {
  test('adds the intervals up, and shows the state of the last', () => {
    const exposition = new FleetExposition({ version: '1.2.3', command: 'load' });
    exposition.addInterval(snapshot(1, 100));
    exposition.addInterval(snapshot(2, 200));
    expect(textOf(exposition)).toEqual(
      expect.arrayContaining([
        'smars_build_info{version="1.2.3",command="load"} 1',
        'smars_parents_total 200',
        'smars_parents_refused_total 2',
        'smars_parents_filled_total 180',
        'smars_parents_turned_away_total 4',
        'smars_parents_late_total 6',
        'smars_children_total 2000',
        'smars_children_rejected_total 80',
        'smars_children_sent_total 1900',
        'smars_children_arrived_total 1880',
        'smars_children_answered_total 1860',
        'smars_executions_total 1000',
        'smars_parents_queued 11',
        'smars_parents_held 12',
        'smars_children_in_flight 13',
        'smars_parents_open 14',
        'smars_parents_due 15',
        'smars_measured_seconds 2',
        'process_resident_memory_bytes 16',
        'smars_latency_seconds_bucket{point="response",le="0.000000127"} 1',
        'smars_latency_seconds_bucket{point="response",le="0.000000255"} 2',
        'smars_latency_seconds_count{point="response"} 2',
        'smars_latency_seconds_count{point="kill"} 0',
      ]),
    );
  });

  test('is all zero before the first interval', () => {
    const lines = textOf(new FleetExposition({ version: '1', command: 'load' }));
    const values = lines
      .filter((line) => line !== '' && !/^#|_info/.test(line))
      .map((line) => line.split(' ').at(-1));
    expect(new Set(values)).toEqual(new Set(['0']));
    expect(values.length).toBeGreaterThan(200);
  });
});

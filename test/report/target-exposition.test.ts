import { describe, expect, test } from 'vitest';
import { formatExposition } from '../../src/metrics/exposition.js';
import { createHistogram, recordLatency } from '../../src/metrics/histogram.js';
import { targetFamilies } from '../../src/report/target-exposition.js';
import { BUILD, histogramOf, targetSource } from '../support/target-metrics.js';

const lines = (...args: Parameters<typeof targetFamilies>): string[] =>
  formatExposition(targetFamilies(...args), 'prometheus').split('\n');

describe('metrics of a load on a target', () => {
  test('show every count under its own label, and each latency by its point', () => {
    const text = lines(targetSource(), BUILD, 99);
    for (const line of [
      'smars_build_info{version="1.2.3",command="load --target"} 1',
      'smars_target_messages_total{stage="asked"} 1',
      'smars_target_messages_total{stage="handed"} 2',
      'smars_target_messages_total{stage="left"} 3',
      'smars_target_messages_total{stage="answered"} 4',
      'smars_target_messages_late_total{by="target"} 5',
      'smars_target_messages_late_total{by="smars"} 6',
      'smars_target_answers_total{answer="accepted"} 11',
      'smars_target_answers_total{answer="of-nothing"} 24',
      'smars_target_fills_total 14',
      'smars_target_shares_total 15',
      'smars_target_arrivals_total{arrival="order"} 31',
      'smars_target_arrivals_total{arrival="stranger"} 36',
      'smars_target_leaks_total{certain="yes"} 41',
      'smars_target_leaks_total{certain="no"} 42',
      'smars_target_leaked_dollars_total 45',
      'smars_target_refusals_total{is="true"} 43',
      'smars_target_refusals_total{is="false"} 44',
      'process_resident_memory_bytes 99',
      'smars_target_latency_seconds_bucket{point="transit",le="0.000000127"} 0',
      'smars_target_latency_seconds_bucket{point="transit",le="0.000000255"} 1',
      'smars_target_latency_seconds_count{point="lag"} 1',
    ])
      expect(text).toContain(line);
  });

  test('are 0 before a load begins, and say nothing of a venue that is not there', () => {
    const text = lines({ load: undefined, venue: undefined, oracle: undefined }, BUILD, 1);
    const samples = text.filter((line) => /^smars_target/.test(line));
    expect(samples.length).toBeGreaterThan(15);
    expect(samples.filter((line) => !line.endsWith(' 0'))).toEqual([]);
    expect(text.join('\n')).not.toMatch(/arrivals|leak|refusals/);
  });

  test('are of what is recorded when they are asked for', () => {
    const arrival = createHistogram();
    const source = targetSource({ arrival });
    const count = 'smars_target_latency_seconds_count{point="arrival"}';
    expect(lines(source, BUILD, 1)).toContain(`${count} 0`);
    recordLatency(arrival, 500);
    expect(lines(source, BUILD, 1)).toContain(`${count} 1`);
    expect(histogramOf(3).cells).not.toEqual(arrival.cells);
  });
});

import type { FleetSnapshot } from '../fleet/result.js';

/** A second of a load without its histograms, which the next one writes over. */
export type LoadSecond = Omit<FleetSnapshot, 'latency'>;

/** The seconds of a load as CSV: rates within each, and what waited at its end. */
export function writeLoadTimeline(rows: readonly LoadSecond[]): string {
  const head = ['seconds', 'parents', 'children', 'refused', 'executions', 'queued', 'held', 'in_flight', 'open', 'due', 'resident_bytes'];
  const lines = rows.map((row) => {
    const { atSeconds, seconds, counts, queued, held, inFlight, openParents, dueParents, residentBytes } = row;
    const rates = [counts.parents, counts.children, counts.children - counts.admitted, counts.executions].map((n) =>
      (n / seconds).toFixed(1),
    );
    return [atSeconds.toFixed(3), ...rates, queued, held, inFlight, openParents, dueParents, residentBytes].join(',');
  });
  return `${[head.join(','), ...lines].join('\n')}\n`;
}

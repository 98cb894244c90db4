import type { MetricFamily } from '../metrics/exposition.js';
import type { LatencyHistogram } from '../metrics/histogram.js';
import type { TapeCounts } from '../oracle/tape.js';
import type { AnswerCounts } from '../target/answers.js';
import type { TargetProgress } from '../target/result.js';
import { type BuildLabels, buildFamily } from './load-exposition.js';
import { TARGET_POINTS } from './target-metrics.js';

/** Metrics of a load on a target. Nothing names a symbol, an account or an order. */

/** What is known of a load so far. */
interface TargetSource {
  /** Undefined before all sessions have logged on. */
  readonly load: TargetProgress | undefined;
  /** Undefined without a venue behind the target. */
  readonly venue: TargetVenueSource | undefined;
  /** What our own gate says, once the load is over; undefined before, and without limits. */
  readonly oracle: TargetOracleSource | undefined;
}

interface TargetVenueSource {
  readonly counts: TapeCounts;
  readonly arrival: LatencyHistogram;
  readonly transit: LatencyHistogram;
}

interface TargetOracleSource {
  readonly leaks: number;
  readonly undecidedLeaks: number;
  readonly trueRefusals: number;
  readonly falseRefusals: number;
  readonly overshoot: { readonly dollars: number };
}

/** The label of each answer, and the count that has it. */
const ANSWERS: readonly (readonly [answer: string, name: keyof AnswerCounts])[] = [
  ['accepted', 'accepted'],
  ['refused', 'refused'],
  ['filled', 'filled'],
  ['cancelled', 'cancelled'],
  ['replaced', 'replaced'],
  ['change-refused', 'changesRefused'],
  ['not-understood', 'rejected'],
  ['ended-unasked', 'endedUnasked'],
  ['elsewhere', 'elsewhere'],
  ['again', 'duplicates'],
  ['bust', 'busts'],
  ['of-nothing', 'unmatched'],
];

/** The label of each arrival at the venue, and the count that has it. */
const ARRIVALS: readonly (readonly [arrival: string, name: keyof TapeCounts])[] = [
  ['order', 'arrived'],
  ['again', 'again'],
  ['stranger', 'strangers'],
  ['ambiguous', 'ambiguous'],
  ['cancel', 'cancels'],
  ['replace', 'replaces'],
  ['refused', 'refused'],
];

/** Returns the families in a fixed order. Before the load begins all are 0. */
export function targetFamilies(
  { load, venue, oracle }: TargetSource,
  build: BuildLabels,
  residentBytes: number,
): MetricFamily[] {
  const { issued, counts } = load ?? {};
  const points: Readonly<Record<string, LatencyHistogram | undefined>> = {
    ...load?.latencies,
    lag: load?.lag,
    arrival: venue?.arrival,
    transit: venue?.transit,
  };
  return [
    buildFamily(build),
    labelled('smars_target_messages', 'Messages by how far they came.', 'stage', [
      ['asked', issued?.asked],
      ['handed', issued?.handed],
      ['left', issued?.left],
      ['answered', load?.answered],
    ]),
    labelled('smars_target_messages_late', 'Messages over 10 ms late, by whom.', 'by', [
      ['target', load?.lateByTarget],
      ['smars', load?.lateByTool],
    ]),
    labelled(
      'smars_target_answers',
      'Answers of the target, by what they say.',
      'answer',
      ANSWERS.map(([answer, name]) => [answer, counts?.[name]]),
    ),
    plain('counter', 'smars_target_fills', 'Executions that the target reported.', counts?.fills),
    plain('counter', 'smars_target_shares', 'Shares of these executions.', counts?.shares),
    ...(venue === undefined
      ? []
      : [
          labelled(
            'smars_target_arrivals',
            'Messages that came to the venue behind the target.',
            'arrival',
            ARRIVALS.map(([arrival, name]) => [arrival, venue.counts[name]]),
          ),
        ]),
    ...(oracle === undefined ? [] : oracleFamilies(oracle)),
    {
      ...plain('gauge', 'process_resident_memory_bytes', 'Resident memory of the process.'),
      unit: 'bytes',
      samples: [[{}, residentBytes]],
    },
    {
      kind: 'histogram',
      name: 'smars_target_latency_seconds',
      help: 'Latency by point, from the intended time; service and transit from handed over.',
      unit: 'seconds',
      samples: TARGET_POINTS.flatMap((point) => {
        const histogram = points[point];
        return histogram === undefined ? [] : [[{ point }, histogram] as const];
      }),
    },
  ];
}

/** What our own gate says: known at the end only. */
function oracleFamilies(oracle: TargetOracleSource): MetricFamily[] {
  const { leaks, undecidedLeaks, trueRefusals, falseRefusals, overshoot } = oracle;
  return [
    labelled('smars_target_leaks', 'Orders let through that the limits refuse.', 'certain', [
      ['yes', leaks],
      ['no', undecidedLeaks],
    ]),
    plain('counter', 'smars_target_leaked_dollars', 'Dollars of these.', overshoot.dollars),
    labelled('smars_target_refusals', 'Refusals, by whether the limits refuse too.', 'is', [
      ['true', trueRefusals],
      ['false', falseRefusals],
    ]),
  ];
}

const labelled = (
  name: string,
  help: string,
  label: string,
  values: readonly (readonly [text: string, value: number | undefined])[],
): MetricFamily => ({
  kind: 'counter',
  name,
  help,
  samples: values.map(([text, value]) => [{ [label]: text }, value ?? 0]),
});

const plain = (kind: 'counter' | 'gauge', name: string, help: string, value = 0) => ({
  kind,
  name,
  help,
  samples: [[{}, value]] as const,
});

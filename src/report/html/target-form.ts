import * as z from 'zod';
import { parseForm, type ZodForm } from '../../forms/form.js';
import { TARGET_POINTS } from '../target-metrics.js';
import { type ColumnsByName, readColumns } from './folder.js';
import { conditions, counted, figure } from './summary-form.js';

const verdict = z.looseObject({ name: z.string(), isGood: z.boolean(), reason: z.string() });
const COUNTED = z.record(z.string(), counted);

const kill = z.looseObject({
  atSeconds: figure,
  answerNs: figure.optional(),
  lastArrivalNs: figure.optional(),
  underWay: counted,
  racing: counted,
  after: counted,
  afterDollars: counted,
  left: counted,
});
const drop = z.looseObject({
  atSeconds: figure,
  lastArrivalNs: figure.optional(),
  lastEndNs: figure.optional(),
  after: counted,
  afterDollars: counted,
  ended: counted,
  left: counted,
  leftDollars: counted,
});
const oracle = z.looseObject({
  limits: z.string(),
  letThrough: counted,
  refused: counted,
  unjudged: counted,
  trueRefusals: counted,
  falseRefusals: counted,
  leaks: counted,
  undecidedLeaks: counted,
  undecidedRefusals: counted,
  overshoot: z.looseObject({
    orders: counted,
    shares: counted,
    dollars: counted,
    mostDollars: counted,
    firstSeconds: figure.optional(),
  }),
  checks: z.array(z.looseObject({ check: z.string(), leaks: counted, refused: counted })),
  first: z.array(
    z.looseObject({
      check: z.string(),
      atSeconds: figure,
      quantity: counted,
      limitTicks: counted,
    }),
  ),
  kills: z.array(kill),
  drop: drop.optional(),
});

const SUMMARY = z.looseObject({
  version: z.literal(1),
  command: z.literal('load --target'),
  invocation: z.string().optional(),
  target: z.string(),
  flow: z.string(),
  conditions,
  seconds: counted,
  endedBy: z.string(),
  orders: counted,
  cancels: counted,
  replaces: counted,
  issued: z.object({ asked: counted, handed: counted, left: counted }),
  counts: COUNTED,
  unanswered: counted,
  lateByTarget: counted,
  lateByTool: counted,
  drain: z.looseObject({ open: counted, cancels: counted, outstanding: counted }),
  unmatched: z.array(z.string()),
  lost: z.array(z.string()),
  verdicts: z.array(verdict),
  reasons: COUNTED,
  venue: COUNTED.optional(),
  oracle: oracle.optional(),
  metrics: z.record(z.string(), figure),
  thresholds: z.array(
    z.looseObject({ threshold: z.string(), value: figure.optional(), held: z.boolean() }),
  ),
});
const SUMMARY_FORM: ZodForm<z.infer<typeof SUMMARY>> = {
  what: 'summary of smars load --target',
  schema: SUMMARY,
};

export type TargetSummary = z.infer<typeof SUMMARY>;

/** The folder that `smars load --target --out` left. */
export interface TargetFolder {
  readonly name: string;
  readonly summary: TargetSummary;
  readonly timeline: ColumnsByName | undefined;
  /** The texts of `latency/<point>.hgrm` by point. */
  readonly latency: ReadonlyMap<string, string>;
}

const COLUMNS = ['atSeconds', 'asked', 'handed', 'left', 'answered', 'refused', 'p99Ns'];

/**
 * Reads the folder of a load on a target, or returns `undefined` for another folder. `read` returns
 * the text of a file by its name. The InputError names the file, the place in it and the reason.
 */
export function readTargetFolder(
  name: string,
  read: (file: string) => string | undefined,
): TargetFolder | undefined {
  const text = read('summary.json');
  if (text === undefined || !/"command":\s*"load --target"/.test(text.slice(0, 400)))
    return undefined;
  const timeline = read('timeline.csv');
  const texts = TARGET_POINTS.map((point) => [point, read(`latency/${point}.hgrm`)] as const);
  return {
    name,
    summary: parseForm(SUMMARY_FORM, text, `${name}/summary.json`).value,
    timeline:
      timeline === undefined ? undefined : readColumns(`${name}/timeline.csv`, timeline, COLUMNS),
    latency: new Map(texts.flatMap(([point, told]) => (told === undefined ? [] : [[point, told]]))),
  };
}

import * as z from 'zod';
import { InputError, suggest } from '../../base/input-error.js';
import { parseForm, type ZodForm } from '../../forms/form.js';
import { LOAD_METRICS } from '../load-metrics.js';
import { LIMIT_NAMES } from '../load-steadiness.js';
import { conditions, counted, FIGURE_MAX } from './summary-form.js';

const rate = z.number().positive().max(FIGURE_MAX);
const KNEE = z.looseObject({
  version: z.literal(2),
  command: z.literal('load'),
  profile: z.string(),
  invocation: z.string().optional(),
  /** The metric that the bound is of, and the bound as it was given. */
  metric: z.string(),
  bound: z.string(),
  interrupted: z.boolean(),
  attempts: z.array(
    z.looseObject({
      perSecond: rate,
      seconds: counted,
      failed: z.enum(['breached', 'not taken', 'not completed', 'not steady']).nullable(),
      limit: z.enum(Object.keys(LIMIT_NAMES) as [keyof typeof LIMIT_NAMES]).nullable(),
      value: counted.optional(),
      takenPerSecond: counted,
      completedPerSecond: counted,
    }),
  ),
  isConfirmed: z.boolean(),
  heldPerSecond: rate.nullable(),
  breachedPerSecond: rate.nullable(),
  conditions,
});
const KNEE_FORM: ZodForm<z.infer<typeof KNEE>> = {
  what: 'knee.json of smars load --find-knee',
  schema: KNEE,
};
const STORY = z.looseObject({ title: z.string(), description: z.string() });

export type KneeSummary = z.infer<typeof KNEE>;

/** The folder that `smars load --find-knee --out` left. */
export interface KneeFolder {
  readonly name: string;
  readonly knee: KneeSummary;
  readonly story: z.infer<typeof STORY>;
}

/**
 * Reads the folder of a search, or returns `undefined` for another folder. `read` returns the text
 * of a file by its name. The InputError names the file, the place in it and the reason.
 */
export function readKnee(
  name: string,
  read: (file: string) => string | undefined,
): KneeFolder | undefined {
  const text = read('knee.json');
  if (text === undefined) return undefined;
  const knee = parseForm(KNEE_FORM, text, `${name}/knee.json`).value;
  if (!Object.hasOwn(LOAD_METRICS, knee.metric))
    throw new InputError(
      `${name}/knee.json: metric is '${knee.metric}'; ` +
        suggest(knee.metric, Object.keys(LOAD_METRICS)),
    );
  const told = read('profile.json');
  const form = { what: 'load profile', schema: STORY };
  const story =
    told === undefined
      ? { title: knee.profile, description: '' }
      : parseForm(form, told, `${name}/profile.json`).value;
  return { name, knee, story };
}

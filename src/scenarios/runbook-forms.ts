import { z } from 'zod';
import { ROLES } from '../risk/stops/authority.js';
import type { RunbookAct, Through } from '../session/day/runbook.js';
import { ACT_SUBJECTS } from './act-subjects.js';
import { fraction } from './parts.js';

export const RUNBOOK_ACTS = Object.keys(ACT_SUBJECTS) as [RunbookAct, ...RunbookAct[]];

/** How an act is done. */
export const WAYS = [
  'console',
  'phone',
  'remote-hands',
  'colo',
] as const satisfies readonly Through[];

const SECONDS_MAX = 86_400;

const row = z.strictObject({
  act: z.enum(RUNBOOK_ACTS),
  through: z.enum(WAYS),
  delaySeconds: z.int().min(0).max(SECONDS_MAX),
  chance: fraction,
  by: z.array(z.enum(ROLES)).min(1).max(8),
  fails: z.string().min(1).max(200).optional().describe('what is heard where it fails'),
});

/** The form of a runbook: what people at the bridge of a drill see and may do. */
export const runbook = z
  .strictObject({
    monitor: z.strictObject({
      executionsPerSecond: z.number().min(0).max(1e9),
      everySeconds: z.int().min(1).max(3600),
    }),
    acts: z.array(row).max(200),
    colleagues: z
      .array(
        z.strictObject({
          from: z.string().min(1).max(40),
          afterSeconds: z.int().min(0).max(SECONDS_MAX),
          text: z.string().min(1).max(200),
        }),
      )
      .max(100),
  })
  .superRefine(({ acts }, context) => {
    acts.forEach(({ act, through, chance, fails }, n) => {
      const before = acts.findIndex((other) => other.act === act && other.through === through);
      if (before < n)
        context.addIssue({
          code: 'custom',
          path: ['acts', n, 'through'],
          message: `${act} by ${through} is in row ${before} already`,
        });
      if (chance < 1 && fails === undefined)
        context.addIssue({
          code: 'custom',
          path: ['acts', n, 'fails'],
          message: 'must say what is heard where the act fails',
        });
    });
  });

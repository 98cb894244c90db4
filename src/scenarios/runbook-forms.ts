import { z } from 'zod';
import { ROLES } from '../risk/stops/authority.js';
import type { RunbookAct, Through } from '../session/day/runbook.js';
import { fraction } from './parts.js';

/** What an act must be told beside its name. */
export type Subject = 'none' | 'server' | 'symbol';

/** What people can do in a drill, and to what: the acts in the order of messages and reference. */
export const ACT_SUBJECTS: Readonly<Record<RunbookAct, Subject>> = {
  'read-mails': 'none',
  'acknowledge-mails': 'none',
  'trace-mails': 'none',
  'look-up-build': 'server',
  'look-up-flag': 'server',
  'compare-orders': 'server',
  'stop-firm': 'none',
  'stop-server': 'server',
  'stop-symbol': 'symbol',
  'kill-process': 'server',
  'cut-network': 'server',
  'restore-network': 'server',
  'flag-off': 'none',
  'roll-back': 'none',
  'deploy-build': 'server',
  'exchange-halt': 'none',
  'exchange-resume': 'none',
  'call-exchange': 'none',
  'call-clearing': 'none',
  'call-customers': 'none',
  're-arm-firm': 'none',
  're-arm-server': 'server',
  're-arm-symbol': 'symbol',
};
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

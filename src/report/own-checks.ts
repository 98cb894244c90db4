import type { DayResult } from '../session/result/result.js';
import { count } from './format.js';

/** A line for each custom check: how many orders it refused, and how often it threw. */
export function describeOwnChecks(checks: DayResult['ownChecks']): string {
  return checks
    .map(({ name, refused, failed, error }) => {
      const faults = failed === 0 ? '' : `; it threw ${count(failed)} times, first: ${error}`;
      return `own check ${name}: refused ${count(refused)} orders${faults}`;
    })
    .join('\n');
}

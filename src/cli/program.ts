import type { SweepProgram } from '../sweep/tasks.js';
import { readConditions } from './conditions.js';
import { readVersion } from './version.js';

/** The program that runs here, as keys of days have it. */
export function thisProgram(): SweepProgram {
  return {
    version: readVersion(),
    revision: readConditions().revision,
    nodeMajor: Number(process.versions.node.split('.')[0]),
  };
}

import type { Reporter } from 'vitest/node';
import { optionalPrograms } from './programs.js';

/** Says at the end of a run what was skipped for want of a program, and what to install. */
export class MissingPrograms implements Reporter {
  onTestRunEnd(): void {
    for (const { name, tests, install, path } of optionalPrograms()) {
      if (path === undefined)
        process.stdout.write(` Not tested: ${tests} (no ${name}: ${install})\n`);
    }
  }
}

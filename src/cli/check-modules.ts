import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { InputError } from '../base/input-error.js';
import { type Flag, type FlagValues, listFlag } from './command.js';
import { refuseOtherKind } from './file-text.js';

/** The flag that names modules of custom checks. */
export const CHECK_FLAG: Flag = {
  type: 'string',
  value: 'FILE.js',
  about: 'a module whose default export is a check of your own (defineCheck)',
  multiple: true,
};

/**
 * Returns the flag's modules as URLs, which every thread loads. Throws an InputError for a missing
 * file.
 */
export function checkModules(flags: FlagValues): string[] {
  return listFlag(flags, 'check').map((path) => {
    const file = resolve(path);
    if (!existsSync(file) || !statSync(file).isFile())
      throw new InputError(`--check ${path}: there is no such file`);
    refuseOtherKind(path, 'module of a check');
    return pathToFileURL(file).href;
  });
}

import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/input-error.js';
import { type Folder, readFolder } from '../report/html/folder.js';
import { type KneeFolder, readKnee } from '../report/html/knee-form.js';
import { readTargetFolder, type TargetFolder } from '../report/html/target-form.js';
import { readText } from './file-text.js';

/** A larger file cannot come from smars. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

/** Searches for a knee, one load on a target, or anything else that smars leaves: never a mix. */
export type ReadFolders =
  | { readonly knees: readonly KneeFolder[] }
  | { readonly target: TargetFolder }
  | { readonly folders: readonly Folder[] };

/**
 * Reads folders that smars left. `onFile` learns of each file that is looked for. Throws an
 * InputError for searches beside other folders.
 */
export function readFolders(
  paths: readonly string[],
  onFile: (path: string) => void = () => {},
): ReadFolders {
  const readIn =
    (path: string) =>
    (file: string): string | undefined => {
      onFile(join(path, file));
      return readOptional(join(path, file));
    };
  const targets = paths.map((path) => readTargetFolder(path, readIn(path)));
  const target = targets.find((folder) => folder !== undefined);
  if (target !== undefined && paths.length > 1)
    throw new InputError(
      `${target.name}: is of smars load --target, which smars report shows one by one; nothing ` +
        'compares such loads',
    );
  if (target !== undefined) return { target };
  const knees = paths.map((path) => readKnee(path, readIn(path)));
  const search = knees.findIndex((knee) => knee !== undefined);
  if (search < 0) return { folders: paths.map((path) => readFolder(path, readIn(path))) };
  const other = knees.indexOf(undefined);
  if (other >= 0)
    throw new InputError(
      `${paths[other]}: is not of smars load --find-knee, and ${paths[search]} is; ` +
        'give folders of one kind',
    );
  return { knees: knees.filter((knee) => knee !== undefined) };
}

/** A file's text, or undefined if it does not exist. */
function readOptional(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isFile()) throw new InputError(`${path}: is not a file`);
  return readText(path, 'a file of smars', FILE_BYTES_MAX);
}

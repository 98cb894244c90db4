import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/assert.js';
import { readFolder } from '../report/html/record.js';
import { type Command, EXIT, textFlag } from './command.js';
import { renderPage } from './report-page.js';
import { checkFilePlace, writeWhole } from './run-folder.js';

/** Folders on one page at the most: as many lines as one chart can hold apart. */
const FOLDERS_MAX = 8;
/** A file beyond this was not left by smars. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

export const REPORT: Command = {
  name: 'report',
  about: 'Makes report.html of the folder that run, load or whatif left with --out: one file that opens in any browser, without a network.',
  operands: 'DIR…',
  operandsMax: FOLDERS_MAX,
  flags: {
    out: {
      type: 'string',
      value: 'FILE',
      about: 'the page (default: report.html in DIR; of several folders, comparison.html in the first)',
    },
    json: { type: 'boolean', about: 'where the page is, as JSON' },
  },
  examples: ['smars report runs/mine', 'smars report runs/before runs/after --out comparison.html'],

  async run(flags, operands, terminal) {
    if (operands.length === 0)
      throw new InputError('smars report: give the folder of a run, load or whatif; each leaves one with --out DIR');
    const page = textFlag(flags, 'out') ?? join(operands[0]!, operands.length === 1 ? 'report.html' : 'comparison.html');
    const folders = operands.map((path) => {
      if (!existsSync(path)) throw new InputError(`${path}: there is no such folder`);
      if (!statSync(path).isDirectory()) throw new InputError(`${path}: is a file; a run leaves a folder`);
      return readFolder(path, (file) => readOptional(join(path, file)));
    });
    checkFilePlace(page, '--out');
    writeWhole(page, '--out', renderPage(folders));
    const answer = { version: 1, command: 'report', page, folders: operands };
    terminal.answer(flags.json === true ? `${JSON.stringify(answer, null, 2)}\n` : `${page}\n`);
    return EXIT.GOOD;
  },
};

/** A file's text, or undefined where there is none. */
function readOptional(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  const stat = statSync(path);
  if (!stat.isFile()) throw new InputError(`${path}: is not a file`);
  if (stat.size > FILE_BYTES_MAX)
    throw new InputError(
      `${path}: has ${stat.size.toLocaleString('en-US')} bytes; at most ${FILE_BYTES_MAX.toLocaleString('en-US')} are read`,
    );
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new InputError(`${path}: cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

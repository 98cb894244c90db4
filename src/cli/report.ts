import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/input-error.js';
import { readFolder } from '../report/html/folder.js';
import { type Command, EXIT, textFlag } from './command.js';
import { readText, refuseOtherKind } from './file-text.js';
import { checkPlaces, type Place, writeWhole } from './output.js';
import { renderPage } from './report-page.js';

/** Most folders of one page: a chart can keep this many lines apart. */
const FOLDERS_MAX = 8;
/** A larger file cannot come from smars. */
const FILE_BYTES_MAX = 256 * 1024 * 1024;

export const REPORT: Command = {
  name: 'report',
  about:
    'Makes report.html of the folder that run, load or whatif left with --out: one file that ' +
    'opens in any browser, without a network.',
  operands: 'DIR…',
  operandsMax: FOLDERS_MAX,
  flags: {
    out: {
      type: 'string',
      value: 'FILE',
      about:
        'the page (default: report.html in DIR; of several folders, comparison.html in the first)',
    },
    json: { type: 'boolean', about: 'where the page is, as JSON' },
  },
  examples: ['smars report runs/mine', 'smars report runs/before runs/after --out comparison.html'],

  async run(flags, operands, terminal) {
    if (operands.length === 0)
      throw new InputError(
        'smars report: give the folder of a run, load or whatif; each leaves one with --out DIR',
      );
    const page =
      textFlag(flags, 'out') ??
      join(operands[0]!, operands.length === 1 ? 'report.html' : 'comparison.html');
    const inputs: Place[] = [];
    const folders = operands.map((path) => {
      if (!existsSync(path)) throw new InputError(`${path}: there is no such folder`);
      refuseOtherKind(path, 'folder of a run');
      if (!statSync(path).isDirectory())
        throw new InputError(`${path}: is a file; a run leaves a folder`);
      return readFolder(path, (file) => {
        inputs.push({ flag: 'the file', path: join(path, file), is: 'input' });
        return readOptional(join(path, file));
      });
    });
    checkPlaces([...inputs, { flag: '--out', path: page, is: 'file' }], terminal);
    writeWhole(page, '--out', renderPage(folders));
    const answer = { version: 1, command: 'report', page, folders: operands };
    terminal.answer(flags.json === true ? `${JSON.stringify(answer, null, 2)}\n` : `${page}\n`);
    return EXIT.GOOD;
  },
};

/** A file's text, or undefined if it does not exist. */
function readOptional(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  if (!statSync(path).isFile()) throw new InputError(`${path}: is not a file`);
  return readText(path, 'a file of smars', FILE_BYTES_MAX);
}

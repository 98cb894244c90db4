import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../base/input-error.js';
import { type Command, EXIT, textFlag } from './command.js';
import { refuseOtherKind } from './file-text.js';
import { checkPlaces, type Place, writeWhole } from './output.js';
import { type ReadFolders, readFolders } from './read-folders.js';
import { renderKneePage, renderPage, renderTargetPage } from './report-page.js';

/** Most folders of one page: a chart can keep this many lines apart. */
const FOLDERS_MAX = 8;

function pageOf(found: ReadFolders): string {
  if ('target' in found) return renderTargetPage(found.target);
  return 'knees' in found ? renderKneePage(found.knees) : renderPage(found.folders);
}

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
    for (const path of operands) {
      if (!existsSync(path)) throw new InputError(`${path}: there is no such folder`);
      refuseOtherKind(path, 'folder of a run');
      if (!statSync(path).isDirectory())
        throw new InputError(`${path}: is a file; a run leaves a folder`);
    }
    const found = readFolders(operands, (path) => {
      inputs.push({ flag: 'the file', path, is: 'input' });
    });
    checkPlaces([...inputs, { flag: '--out', path: page, is: 'file' }], terminal);
    const html = pageOf(found);
    writeWhole(page, '--out', html);
    const answer = { version: 1, command: 'report', page, folders: operands };
    terminal.answer(flags.json === true ? `${JSON.stringify(answer, null, 2)}\n` : `${page}\n`);
    return EXIT.GOOD;
  },
};

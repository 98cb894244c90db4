import { InputError } from '../../base/input-error.js';
import { comparePage } from './compare-page.js';
import type { Folder } from './folder.js';
import { loadPage } from './load-page.js';
import { matrixPage } from './matrix-page.js';
import type { Page } from './model.js';
import { runPage } from './run-page.js';
import { runsPage } from './runs-page.js';
import type { LoadSummary, RunSummary, Summary, WhatifSummary } from './summary-form.js';

/**
 * Makes the page of one folder, or the comparison of several of one kind. Throws an InputError
 * where the kinds differ, and for several matrices.
 */
export function makePage(folders: readonly Folder[]): Page {
  const [first, ...others] = folders;
  const other = others.find(({ summary }) => summary.command !== first!.summary.command);
  if (other !== undefined)
    throw new InputError(
      `${other.name}: is of smars ${other.summary.command}, ` +
        `${first!.name} of smars ${first!.summary.command}; give folders of one kind`,
    );
  if (others.length > 0 && first!.summary.command === 'whatif')
    throw new InputError(`${others[0]!.name}: matrices are shown one by one; give one folder`);
  if (others.length > 0) return comparePage(folders);
  if (isOf(first!, 'run')) return runPage(first);
  if (isOf(first!, 'whatif')) return matrixPage(first);
  const load = first as Folder<LoadSummary>;
  return load.runs === undefined ? loadPage(load) : runsPage(load, load.runs);
}

function isOf(folder: Folder, command: 'run'): folder is Folder<RunSummary>;
function isOf(folder: Folder, command: 'whatif'): folder is Folder<WhatifSummary>;
function isOf({ summary }: Folder, command: Summary['command']): boolean {
  return summary.command === command;
}

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Debrief } from '../drill/debrief.js';
import type { GroupComparison } from '../drill/groups.js';
import { drillPage } from '../report/html/drill-page.js';
import type { PageShell } from '../report/html/fill.js';
import { type Folder, readFolder } from '../report/html/folder.js';
import { groupsPage } from '../report/html/groups-page.js';
import { type KneeFolder, readKnee } from '../report/html/knee-form.js';
import { kneePage } from '../report/html/knee-page.js';
import type { Page } from '../report/html/model.js';
import { shellOf, writePage } from '../report/html/page.js';
import { makePage } from '../report/html/pages.js';
import { type ProbePageInput, probePage } from '../report/html/probe-page.js';
import { readTargetFolder, type TargetFolder } from '../report/html/target-form.js';
import { targetPage } from '../report/html/target-page.js';
import { type TunePageInput, tunePage } from '../report/html/tune-page.js';

/** The page's script, as the build bundles it. */
const SCRIPT = fileURLToPath(new URL('../report/html/client.js', import.meta.url));

/** Renders some folders as one HTML page. */
export const renderPage = (folders: readonly Folder[]): string => wholePage(makePage(folders));

/** Renders searches for the highest rate as one HTML page. */
export const renderKneePage = (folders: readonly KneeFolder[]): string =>
  wholePage(kneePage(folders));

/** Renders the page of a load on a target. */
export const renderTargetPage = (folder: TargetFolder): string => wholePage(targetPage(folder));

/** Renders the page of tuned limits. */
export const renderTunePage = (input: TunePageInput): string => wholePage(tunePage(input));

/** Renders drills of several groups, one beside the other. */
export const renderGroupsPage = (compared: GroupComparison): string =>
  wholePage(groupsPage(compared));

/** Renders the debrief of a drill. */
export const renderDrillPage = (debrief: Debrief): string => wholePage(drillPage(debrief));

/** Renders the page of a probe. */
export const renderProbePage = (input: ProbePageInput): string => wholePage(probePage(input));

const wholePage = (page: Page): string => writePage(page, readParts());

/** The page of a debrief but for its data, which another page fills in. */
export const debriefShell = (): PageShell => shellOf(readParts());

function readParts() {
  const library = dirname(createRequire(import.meta.url).resolve('uplot'));
  return {
    library: readFileSync(join(library, 'uPlot.iife.min.js'), 'utf8'),
    libraryStyle: readFileSync(join(library, 'uPlot.min.css'), 'utf8'),
    script: readFileSync(SCRIPT, 'utf8'),
  };
}

/** Renders the page of a folder that is about to be written, from its files by name. */
export function pageOfFiles(
  path: string,
  files: readonly (readonly [name: string, text: string])[],
): string {
  const texts = new Map(files);
  return renderPage([readFolder(path, (file) => texts.get(file))]);
}

/** Renders the page of a search that is about to be written, from its files by name. */
export function pageOfKnee(
  path: string,
  files: readonly (readonly [name: string, text: string])[],
): string {
  const texts = new Map(files);
  return renderKneePage([readKnee(path, (file) => texts.get(file))!]);
}

/** Renders the page of a load on a target that is about to be written, from its files by name. */
export function pageOfTarget(
  path: string,
  files: readonly (readonly [name: string, text: string])[],
): string {
  const texts = new Map(files);
  return renderTargetPage(readTargetFolder(path, (file) => texts.get(file))!);
}

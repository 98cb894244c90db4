import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smars } from '../support/command.js';
import { writeTargetFolder } from '../support/target-folder.js';

/** A symbol whose name looks like markup. */
export const HOSTILE = '<img src=x onerror=alert(1)>';
/** A name as long and strange as a user may choose. */
const STRANGE = `عنصر-التحكم-${'gross-exposure-of-everything-'.repeat(4)}`;
export const KINDS = ['run', 'whatif', 'load', 'comparison', 'loads'] as const;
/** Pages by kind: their paths. */
export type ReportPages = Record<(typeof KINDS)[number] | 'target', string>;

/**
 * Makes folders with the commands, of a morning that ends early. It then puts hostile names into
 * their files, and makes the pages again.
 */
export async function makeFolders(root: string, pages: ReportPages): Promise<void> {
  const short = ['--set', 'clock.end=09:36:01'];
  const folder = (name: string): string => join(root, name);
  const good = async (...args: string[]): Promise<void> => {
    const { code, err } = await smars(...args);
    if (code !== 0) throw new Error(`smars ${args.join(' ')} ended with ${code}: ${err}`);
  };
  await good('run', 'knight-2012', ...short, '--out', folder('run'));
  await good('run', 'clean-rollout', ...short, '--out', folder('clean'));
  await good('whatif', 'knight-2012', '--short', ...short, '--out', folder('whatif'));
  await good(
    'load',
    '--rate',
    '500',
    '--duration',
    '3s',
    '--warmup',
    '200ms',
    '--servers',
    '2',
    '--kill-at',
    '2s',
    '--threshold',
    'throughput>1',
    '--out',
    folder('load'),
  );
  edit(join(folder('run'), 'paths.json'), (paths) => {
    paths.stocks[0].symbol = HOSTILE;
  });
  edit(join(folder('run'), 'scenario.json'), (scenario) => {
    scenario.title = `</script>${HOSTILE}`;
  });
  edit(join(folder('run'), 'summary.json'), ({ result }) => {
    result.events[0].text = `<!--<script>${HOSTILE}`;
    // The figures of a whole morning, which need more room than those of ten seconds.
    result.runaway.executions = 4_000_782;
    result.runaway.lastNs = result.runaway.firstNs + 2_700e9;
  });
  edit(join(folder('whatif'), 'summary.json'), ({ rows }) => {
    Object.assign(rows[1], { name: STRANGE, about: STRANGE });
  });
  cpSync(folder('load'), folder('slower'), { recursive: true });
  edit(join(folder('slower'), 'profile.json'), (profile) => {
    profile.title = STRANGE;
  });
  edit(join(folder('slower'), 'summary.json'), ({ metrics, conditions }) => {
    metrics.throughput /= 3;
    delete metrics['gate.p99'];
    conditions.node = 'v99.0.0';
  });
  const wire = '8=FIX.4.4|35=8|58='.padEnd(300, 'x');
  writeTargetFolder(folder('target'), { reasons: { [STRANGE]: 3 }, unmatched: [wire] });
  await good('report', folder('target'));
  await good('report', folder('run'));
  await good('report', folder('whatif'));
  await good('report', folder('load'), folder('slower'), '--out', folder('loads.html'));
  await good('report', folder('run'), folder('clean'));
  for (const kind of ['run', 'whatif', 'load', 'target'] as const)
    pages[kind] = join(folder(kind), 'report.html');
  pages.loads = folder('loads.html');
  pages.comparison = join(folder('run'), 'comparison.html');
}

// biome-ignore lint/suspicious/noExplicitAny: a file that smars wrote, changed in one place.
function edit(path: string, change: (value: any) => void): void {
  const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
  change(value);
  writeFileSync(path, JSON.stringify(value));
}

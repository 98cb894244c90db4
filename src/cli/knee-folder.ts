import type { ColumnSpec } from '../base/columns.js';
import type { Knee } from '../fleet/main-thread/knee.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { writeFolder } from './output.js';

/** The columns of knee.csv. */
export const KNEE_COLUMNS: readonly ColumnSpec[] = [
  { name: 'parents_per_second', kind: 'number' },
  { name: 'seconds', kind: 'number' },
  { name: 'taken_per_second', kind: 'number' },
  { name: 'completed_per_second', kind: 'number' },
  { name: 'value', kind: 'number' },
  { name: 'failed', kind: 'text' },
  { name: 'limited_by', kind: 'text' },
];

/** The curve of a search as CSV, an attempt a line, lowest rate first. Times are in ns. */
function writeKneeCsv({ attempts }: Knee): string {
  const lines = [...attempts]
    .sort((a, b) => a.perSecond - b.perSecond)
    .map(({ perSecond, seconds, takenPerSecond, completedPerSecond, value, failed, limit }) =>
      [
        perSecond,
        seconds.toFixed(3),
        takenPerSecond.toFixed(1),
        completedPerSecond.toFixed(1),
        value ?? '',
        failed ?? '',
        limit ?? '',
      ].join(','),
    );
  return `${[KNEE_COLUMNS.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}

/** Writes knee.json, knee.csv, profile.json and report.html, completely or not at all. */
export async function writeKneeFolder(
  path: string,
  answer: object,
  knee: Knee,
  profile: LoadProfile,
): Promise<void> {
  const files: [string, string][] = [
    ['knee.json', `${JSON.stringify(answer, null, 2)}\n`],
    ['knee.csv', writeKneeCsv(knee)],
    ['profile.json', `${JSON.stringify(profile, null, 2)}\n`],
  ];
  const { pageOfKnee } = await import('./report-page.js');
  files.push(['report.html', pageOfKnee(path, files)]);
  writeFolder(path, files);
}

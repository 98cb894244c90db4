import { existsSync, rmSync } from 'node:fs';

/**
 * Runs a start that opens files, or makes them. When it fails, the files go again that were not
 * there before. An undefined path is none.
 */
export async function startWithFiles<Started>(
  paths: readonly (string | undefined)[],
  start: () => Promise<Started>,
): Promise<Started> {
  const missing = paths.filter((path) => path !== undefined && !existsSync(path));
  try {
    return await start();
  } catch (error) {
    for (const path of missing) rmSync(path!, { force: true });
    throw error;
  }
}

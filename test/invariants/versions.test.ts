import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DayResult } from '../../src/session/result.js';
import { scratchFolder, startSmars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

/** Another version of Node than the one that runs the tests: its number, and where it is or why it is not to be had. */
interface OtherNode {
  readonly major: number;
  readonly path?: string | undefined;
  readonly lack?: string | undefined;
}

/** Has npm fetch another Node, as a user would: `npx -p node@24 node …`. A machine without a network has what its npm remembers, or nothing. */
function fetchNode(): OtherNode {
  const major = process.versions.node.startsWith('24.') ? 20 : 24;
  const args = ['--yes', '-p', `node@${major}`, 'node', '-p', 'process.version + process.execPath'];
  const { stdout, stderr, error } = spawnSync('npx', args, { encoding: 'utf8', timeout: 120_000 });
  const path = new RegExp(`^v${major}\\.\\d+\\.\\d+(.+)$`, 'm').exec(stdout ?? '')?.[1];
  if (path !== undefined) return { major, path };
  const reason = /npm error (.+)/.exec(stderr ?? '')?.[1] ?? error?.message ?? 'another version answered';
  return { major, lack: `npx cannot get it here: ${reason}` };
}

const other = fetchNode();
async function resultOn(node: string, args: readonly string[]): Promise<DayResult> {
  const { code, out, err } = await startSmars(['run', ...args, '--json'], { node }).ended;
  expect(code, err).toBe(0);
  const { conditions, result } = JSON.parse(out) as { conditions: { node: string }; result: DayResult };
  expect(conditions.node.startsWith(node === process.execPath ? process.version : `v${other.major}.`)).toBe(true);
  return result;
}

describe(`Node ${process.versions.node} and Node ${other.major}${other.lack === undefined ? '' : ` (${other.lack})`}`, () => {
  let folder: ReturnType<typeof scratchFolder>;
  beforeAll(() => {
    folder = scratchFolder();
  });
  afterAll(() => folder.remove());

  test.skipIf(other.path === undefined).each<[what: string, scenario: string, flags: string[]]>([
    ['the morning of knight-2012', 'knight-2012', []],
    ['the small day', 'small', []],
    [
      'the small day with linear impact, another seed and a limit on exposure',
      'small',
      ['--seed', '99', '--set', 'market.impact.model=linear', '--set', 'risk.grossExposure.mode=enforce'],
    ],
  ])('give the same bytes for %s', async (_, scenario, flags) => {
    const args = [scenario === 'small' ? writeScenario(folder.path, SMALL) : scenario, ...flags];
    const [ours, theirs] = await Promise.all([resultOn(process.execPath, args), resultOn(other.path!, args)]);
    expect(theirs).toEqual(ours);
    expect(ours.digest).toMatch(/^[0-9a-f]{16}$/);
  });
});

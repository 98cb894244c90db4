import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DayResult } from '../../src/session/result/result.js';
import { scratchFolder, startSmars } from '../support/command.js';
import { fetchNode } from '../support/nodes.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const other = fetchNode(process.versions.node.startsWith('24.') ? 20 : 24);
async function resultOn(node: string, args: readonly string[]): Promise<DayResult> {
  const { code, out, err } = await startSmars(['run', ...args, '--json'], { node }).ended;
  expect(code, err).toBe(0);
  const { conditions, result } = JSON.parse(out) as {
    conditions: { node: string };
    result: DayResult;
  };
  expect(
    conditions.node.startsWith(node === process.execPath ? process.version : `v${other.major}.`),
  ).toBe(true);
  return result;
}

const lack = other.lack === undefined ? '' : ` (${other.lack})`;

describe(`Node ${process.versions.node} and Node ${other.major}${lack}`, () => {
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
      [
        '--seed',
        '99',
        '--set',
        'market.impact.model=linear',
        '--set',
        'risk.grossExposure.mode=enforce',
      ],
    ],
  ])('give the same bytes for %s', async (_, scenario, flags) => {
    const args = [scenario === 'small' ? writeScenario(folder.path, SMALL) : scenario, ...flags];
    const [ours, theirs] = await Promise.all([
      resultOn(process.execPath, args),
      resultOn(other.path!, args),
    ]);
    expect(theirs).toEqual(ours);
    expect(ours.digest).toMatch(/^[0-9a-f]{16}$/);
  });
});

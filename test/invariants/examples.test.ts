import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, smars } from '../support/command.js';

const FOLDER = join(ROOT, 'test', 'examples');

/** What each example prints. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  'route-one-parent.mjs': /^1: \d+ to NYSE, \d+ executed at \$20\.0\d\n(?:\d+: \d+ to [A-Z]+, \d+ executed at \$20\.0\d\n)*$/,
  'gate-before-my-sender.mjs': /^sent 3: buy 100 GT @ 20\.0\d; refused 13 by parent-overrun\n$/,
  'subscribe-to-fills.mjs': /^position 500\n$/,
  'whatif-in-my-test.mjs': /^kept\n$/,
};

describe('an example', () => {
  test.each(Object.entries(PRINTED))('%s runs as it stands, and prints what it should', (name, printed) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(FOLDER, name)], { encoding: 'utf8', cwd: ROOT });
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(printed);
  });

  test('is none that no test runs', () => {
    expect(readdirSync(FOLDER).sort()).toEqual([...Object.keys(PRINTED), 'burst-check.js'].sort());
  });

  test('of a load with thresholds ends with the code that fails a build', async () => {
    const brief = ['load', '--profile', 'runaway', '--max', '--duration', '0.3s', '--warmup', '0s'];
    expect((await smars(...brief, '--threshold', 'throughput>1k')).code).toBe(0);
    expect((await smars(...brief, '--threshold', 'throughput>1000000M')).code).toBe(99);
  });
});

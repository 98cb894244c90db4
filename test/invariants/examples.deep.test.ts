import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, scratchFolder } from '../support/command.js';

const FOLDER = join(ROOT, 'test', 'examples');
const BIN = join(ROOT, 'node_modules', '.bin');
const folder = scratchFolder();
afterAll(folder.remove);

/** The output of each example. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  'route-one-parent.mjs':
    /^(?=1: \d+ to NYSE,)(?:\d+: \d+ to [A-Z]+, \d+ executed at \$20\.0\d\n)+$/,
  'gate-before-my-sender.mjs': /^sent 3: buy 100 GT @ 20\.0\d; refused 13 by parent-quantity\n$/,
  'subscribe-to-fills.mjs': /^position 500\n$/,
  'own-orders.mjs': /^2 orders, 1400 shares\n2 taken by servers on threads\n$/,
  'whatif-in-my-test.mjs': /^kept\n$/,
  'two-fix-sides.mjs': /^BROKER: D A1 GT$/m,
  'my-own-venue.mjs': /^1000 shares in \d+ orders\n$/,
  'watch-a-fleet.mjs': new RegExp(
    '^executions, p99 of the round trip known\n8 servers have acknowledged the kill\n' +
      'ended by stop; 0 children came behind a barrier\n$',
  ),
};

describe('an example', () => {
  test.each(Object.entries(PRINTED))(
    '%s runs unchanged and prints its expected output',
    (name, printed) => {
      const { status, stdout, stderr } = spawnSync(process.execPath, [join(FOLDER, name)], {
        encoding: 'utf8',
        cwd: ROOT,
      });
      expect([status, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(printed);
    },
  );

  // A check of five orders a second keeps the runaway below 100,000 a second on any machine, and
  // above one.
  test.each([
    ['100k', 0],
    ['1', 99],
  ])('load-in-ci.sh with at most %s children a second ends with %i', (bound, code) => {
    const junit = join(folder.path, `${code}.xml`);
    const env = {
      ...process.env,
      PATH: `${BIN}:${process.env.PATH}`,
      DURATION: '0.5s',
      CHILDREN_PER_SECOND: bound,
      JUNIT: junit,
    };
    const { status, stdout, stderr } = spawnSync('sh', [join(FOLDER, 'load-in-ci.sh')], {
      encoding: 'utf8',
      cwd: ROOT,
      env,
    });
    expect(status, stdout + stderr).toBe(code);
    expect(readFileSync(junit, 'utf8')).toContain(`tests="2" failures="${code === 0 ? 0 : 1}"`);
  });

  test('is run by a test in every case', () => {
    // `cli/probe.deep.test.ts` runs the gateway; vitest runs the last one with its other tests.
    const run = [
      ...Object.keys(PRINTED),
      'burst-check.js',
      'load-in-ci.sh',
      'small-gateway.mjs',
      'whatif-in-vitest.test.mjs',
    ];
    expect(readdirSync(FOLDER).sort()).toEqual(run.sort());
  });
});

import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { ROOT, scratchFolder } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);
symlinkSync(join(ROOT, 'node_modules'), join(folder.path, 'node_modules'));

const PROGRAM = `
  import { applySettings, findProfile, findScenario, fleetOf, runSession, runSessions, startFleet } from 'smars';
  const worker = (name) => new URL('./workers/' + name + '.js', import.meta.url);
  const spec = applySettings(findScenario('clean-rollout'), ['clock.end=09:30:01']);
  const { digest } = runSession(spec);
  const load = { ...fleetOf(findProfile('runaway')), durationSeconds: 600, warmupSeconds: 0 };
  const fleet = await startFleet(load, { workers: { servers: worker('servers'), venues: worker('venues') } });
  while (fleet.counts().sent === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  const { measured, endedBy } = await fleet.stop();
  const over = [];
  for await (const { result } of runSessions([{ spec }], { threads: 1, workerFile: worker('session') })) over.push(result.digest);
  console.log(JSON.stringify({ digest, over, endedBy, sent: measured.sent > 0 }));
`;

/**
 * Bundles a program with the library into a folder. piscina stays a package, since it starts its
 * own worker file.
 */
async function bundle(name: string, contents: string, workers: boolean): Promise<string> {
  const out = join(folder.path, name);
  const common: BuildOptions = {
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['piscina'],
    logLevel: 'silent',
  };
  await build({
    ...common,
    stdin: { contents, resolveDir: ROOT },
    outfile: join(out, 'program.mjs'),
  });
  const entryPoints = Object.fromEntries(
    ['servers', 'venues', 'session'].map((entry) => [entry, `smars/workers/${entry}`]),
  );
  if (workers) {
    await build({ ...common, absWorkingDir: ROOT, entryPoints, outdir: join(out, 'workers') });
    const loader = { ...common, absWorkingDir: ROOT, entryPoints: ['smars/workers/loader'] };
    await build({ ...loader, format: 'cjs', outfile: join(out, 'workers', 'loader.cjs') });
  }
  return join(out, 'program.mjs');
}

function run(program: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    cwd: folder.path,
  });
  return { status, stdout, stderr };
}

describe('a program that a bundler has put in one file with the library', () => {
  test('runs a day, a fleet, and days on threads, with its thread entries bundled', async () => {
    const { status, stdout, stderr } = run(await bundle('whole', PROGRAM, true));
    expect(status, stderr).toBe(0);
    const { digest, over, endedBy, sent } = JSON.parse(stdout) as {
      digest: string;
      over: string[];
      endedBy: string;
      sent: boolean;
    };
    expect([over, endedBy, sent]).toEqual([[digest], 'stop', true]);
  });

  test('fails with advice when the thread entries are not beside it', async () => {
    const fleet = `import { findProfile, fleetOf, runFleet } from 'smars';
      await runFleet(fleetOf(findProfile('runaway'))).catch(({ code, fault, reason }) =>
        console.log([code, fault, reason].join(' ')));`;
    const { status, stdout, stderr } = run(await bundle('moved', fleet, false));
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^SMARS_FLEET start Cannot find module .*(?:servers|venues)\.js.*; /);
    expect(stdout).toMatch(/; where a bundler has moved the library, give its `workers`\n$/);
  });

  test('can use core and risk in a browser', async () => {
    const contents = `import { generateUniverse } from 'smars/core';
      import { findCheck } from 'smars/risk';
      globalThis.x = [generateUniverse, findCheck];`;
    const { warnings } = await build({
      stdin: { contents, resolveDir: ROOT },
      bundle: true,
      platform: 'browser',
      write: false,
      logLevel: 'silent',
    });
    expect(warnings).toEqual([]);
  });
});

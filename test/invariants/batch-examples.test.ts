import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { documentBlocks } from '../support/documents.js';
import { optionalPrograms } from '../support/programs.js';

const GUIDE = 'docs/guide/sweeps.md';
const [slurm, parallel] = documentBlocks(GUIDE, 'bash').map(({ text }) => text);
const [job] = documentBlocks(GUIDE, 'yaml').map(({ text }) => text);
const python = optionalPrograms().find(({ name }) => name === 'python3-yaml')!.path;

/** Runs a script with a `smars` that prints its arguments, and returns them. */
function argumentsOf(script: string, env: Readonly<Record<string, string>>): string[] {
  const told = spawnSync('bash', ['--norc', '-c', `smars() { printf '%s\\n' "$@"; }\n${script}`], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...env },
  });
  expect([told.status, told.stderr]).toEqual([0, '']);
  return told.stdout.trimEnd().split('\n');
}

describe('the examples for batch systems', () => {
  test('of SLURM run the shard of their place in the array', () => {
    expect(slurm).toMatch(/^#!\/bin\/bash\n#SBATCH --array=1-100 /);
    expect(argumentsOf(slurm!, { SLURM_ARRAY_TASK_ID: '7' })).toEqual([
      ...['sweep', 'plan.json', '--shard', '7/100', '--out', '/shared/part-7'],
    ]);
  });

  test('of GNU parallel run each shard once', () => {
    expect(spawnSync('bash', ['-n', '-c', parallel!]).status).toBe(0);
    const [, command, list] = /^parallel -S \S+ (smars .*) ::: (.*)$/.exec(parallel!.trim())!;
    const places = spawnSync('bash', ['--norc', '-c', `echo ${list}`], { encoding: 'utf8' }).stdout;
    const shards = places
      .trim()
      .split(' ')
      .map((place) => command!.replaceAll('{}', place));
    expect(shards.map((text) => argumentsOf(text, {}).slice(-3))).toEqual(
      Array.from({ length: 8 }, (_, n) => [`${n + 1}/8`, '--out', `part-${n + 1}`]),
    );
  });

  test.runIf(python)('of Kubernetes are YAML, and run the shard after their index', () => {
    const parsed = spawnSync(
      'python3',
      ['-c', 'import json, sys, yaml; print(json.dumps(yaml.safe_load(sys.stdin)))'],
      { input: job!, encoding: 'utf8' },
    );
    const { kind, spec } = JSON.parse(parsed.stdout);
    const [container] = spec.template.spec.containers;
    expect([kind, spec.completionMode, spec.completions]).toEqual(['Job', 'Indexed', 100]);
    expect(container.command).toEqual(['bash', '-c']);
    expect(argumentsOf(container.args[0], { JOB_COMPLETION_INDEX: '0' })).toEqual([
      ...['sweep', '/in/plan.json', '--shard', '1/100', '--out', '/out/part-0'],
    ]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, expect, test, vi } from 'vitest';
import { Suite } from '../../../bench/harness/suite.js';
import { BENCHMARK } from '../../../src/report/benchmark.js';
import { scratchFolder } from '../../support/command.js';

const { path, remove } = scratchFolder();
afterAll(remove);
afterEach(() => vi.unstubAllEnvs());

test('a delay of nothing is a nanosecond, so that the result can be read', () => {
  const file = join(path, 'result.json');
  vi.stubEnv('SMARS_BENCH_RESULT', file);
  const suite = new Suite({ question: 'how late?', unit: 'kill', work: 'none' });
  suite.floorMeasured('a timer', [2]);
  suite.addDelays('last child out', [0, 5, -1]);
  suite.finish(() => []);
  const { cases } = BENCHMARK.parse(JSON.parse(readFileSync(file, 'utf8')));
  expect(cases[1]!.processes[0]).toEqual({ roundsNs: [1, 5, 1], minNs: 1, samples: 3 });
});

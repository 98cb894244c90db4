/**
 * A test runner for Stryker that loads the tests once and runs them in one process for all mutants.
 * Stryker switches mutants by a word. Starting vitest for each would take many times as long as the
 * tests.
 */
import { readdirSync } from 'node:fs';
import { register } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  DryRunStatus,
  determineHitLimitReached,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';
import { collected, endings } from './vitest.mjs';

/** The folder of the instrumented sources and the tests, from Stryker's build command. */
const BUILT = 'built';
/**
 * The room's own tests and its twins. Tests with threads or commands run the existing build, which
 * has no mutants.
 */
const FOLDER = 'test/risk';
const TWINS = ['test/invariants/gate-twin.test.js', 'test/invariants/catalogue-twin.test.js'];
/** Of the twins' random sequences: a mutant is found early or not at all. */
const DRAWS_SHARE = '0.002';

/** The test name under which a mutant fails that cannot be loaded. */
const LOADING = {
  id: 'loading',
  name: 'the modules can be loaded',
  timeSpentMs: 0,
  status: TestStatus.Failed,
};

const words = (globalThis.__stryker__ ??= {});

function testFiles() {
  const found = readdirSync(join(BUILT, FOLDER), { recursive: true }).map(
    (name) => `${FOLDER}/${name}`,
  );
  return [...found.filter((file) => file.endsWith('.test.js')).sort(), ...TWINS];
}

class LoadedTestRunner {
  #tests;
  #generation = 0;
  /** Milliseconds of each test when it last passed, so that fast tests run first. */
  #took = new Map();

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    process.env.SMARS_DRAWS = DRAWS_SHARE;
    register('./loader.mjs', import.meta.url);
  }

  /** Loads all modules anew. */
  async #load() {
    this.#generation++;
    this.#tests = undefined;
    const tests = [];
    for (const file of ['test/setup.js', ...testFiles()]) {
      collected.length = 0;
      await import(`${pathToFileURL(resolve(BUILT, file)).href}?generation=${this.#generation}`);
      for (const { name, run } of collected)
        tests.push({ id: `${file} ${name}`, name, fileName: file.replace(/js$/, 'ts'), run });
    }
    this.#tests = tests;
  }

  async #run(tests, stopsAtFailure) {
    const results = [];
    for (const { id, name, fileName, run } of tests) {
      words.currentTestId = id;
      const began = performance.now();
      let failure;
      try {
        await run();
      } catch (error) {
        failure = error instanceof Error ? error.message : String(error);
      }
      const timeSpentMs = performance.now() - began;
      words.currentTestId = undefined;
      const shared = { id, name, fileName, timeSpentMs };
      if (failure === undefined) {
        this.#took.set(id, timeSpentMs);
        results.push({ ...shared, status: TestStatus.Success });
        continue;
      }
      results.push({ ...shared, status: TestStatus.Failed, failureMessage: failure });
      if (stopsAtFailure) break;
    }
    return { status: DryRunStatus.Complete, tests: results };
  }

  async dryRun() {
    words.activeMutant = undefined;
    words.mutantCoverage = undefined;
    await this.#load();
    const result = await this.#run(this.#tests, false);
    return { ...result, mutantCoverage: words.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, mutantActivation, reloadEnvironment }) {
    words.hitLimit = hitLimit;
    words.hitCount = hitLimit === undefined ? undefined : 0;
    words.activeMutant = mutantActivation === 'static' ? activeMutant.id : undefined;
    try {
      if (reloadEnvironment || this.#tests === undefined) await this.#load();
    } catch (error) {
      return toMutantRunResult({
        status: DryRunStatus.Complete,
        tests: [{ ...LOADING, failureMessage: String(error) }],
      });
    }
    words.activeMutant = activeMutant.id;
    const chosen =
      testFilter === undefined
        ? this.#tests
        : this.#tests.filter(({ id }) => testFilter.includes(id));
    const ordered = [...chosen].sort(
      (one, other) => (this.#took.get(one.id) ?? 0) - (this.#took.get(other.id) ?? 0),
    );
    const result = await this.#run(ordered, true);
    words.activeMutant = undefined;
    return toMutantRunResult(determineHitLimitReached(words.hitCount, hitLimit) ?? result);
  }

  async dispose() {
    for (const end of endings) await end();
  }
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, 'loaded', LoadedTestRunner),
];

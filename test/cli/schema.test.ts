import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { scratchFolder, smars } from '../support/command.js';
import { accepts, type JsonSchema } from '../support/json-schema.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);

describe('smars schema', () => {
  let schema: JsonSchema;
  beforeAll(async () => {
    const { code, out, err } = await smars('schema');
    expect([code, err]).toEqual([0, '']);
    schema = JSON.parse(out) as JsonSchema;
  });

  test('prints a draft 2020-12 JSON Schema that accepts the built-in scenarios', () => {
    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'smars scenario',
      type: 'object',
    });
    for (const scenario of SCENARIOS)
      expect(accepts(schema, JSON.parse(JSON.stringify(scenario)))).toBe(true);
  });

  test('allows a file to name its schema', async () => {
    const named = { $schema: './scenario.schema.json', ...SMALL };
    expect(accepts(schema, JSON.parse(JSON.stringify(named)))).toBe(true);
    const path = writeScenario(folder.path, named);
    expect((await smars('run', path, '--set', 'clock.end=09:28:30')).code).toBe(0);
  });

  test('refuses the files that smars run refuses', async () => {
    const { clock: _, ...clockless } = SMALL;
    const wrong = [
      { ...clockless, name: 'wrong-0' },
      {
        ...SMALL,
        name: 'wrong-1',
        risk: { ...SMALL.risk, collar: { ...SMALL.risk.collar, mode: 'on' } },
      },
    ];
    for (const scenario of wrong) {
      expect(accepts(schema, JSON.parse(JSON.stringify(scenario)))).toBe(false);
      expect((await smars('run', writeScenario(folder.path, scenario))).code).toBe(2);
    }
  });

  test('--scenario prints a file that runs the same as the name', async () => {
    const { out } = await smars('schema', '--scenario', 'knight-2012-rollback');
    const printed = JSON.parse(out) as Scenario;
    expect(printed).toEqual(
      JSON.parse(JSON.stringify(SCENARIOS.find(({ name }) => name === 'knight-2012-rollback'))),
    );
    const path = writeScenario(folder.path, printed);
    const short = ['--set', 'clock.end=09:30:30', '--json'];
    const [named, read] = await Promise.all([
      smars('run', 'knight-2012-rollback', ...short),
      smars('run', path, ...short),
    ]);
    const answer = ({ out: text }: typeof read): unknown => ({
      ...(JSON.parse(text) as object),
      invocation: undefined,
    });
    expect(answer(read)).toEqual(answer(named));
  });
});

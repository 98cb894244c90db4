import { scenarioJsonSchema } from '../scenarios/load.js';
import { findScenario } from '../scenarios/scenarios.js';
import { type Command, EXIT, textFlag } from './command.js';

export const SCHEMA: Command = {
  name: 'schema',
  about: 'Prints the JSON Schema of a scenario file, or a built-in scenario as a file to start from.',
  operands: '',
  operandsMax: 0,
  flags: { scenario: { type: 'string', value: 'NAME', about: 'print this built-in scenario instead' } },
  examples: ['smars schema > scenario.schema.json', 'smars schema --scenario knight-2012 > mine.json'],

  async run(flags, _operands, terminal) {
    const name = textFlag(flags, 'scenario');
    terminal.answer(`${JSON.stringify(name === undefined ? scenarioJsonSchema() : findScenario(name), null, 2)}\n`);
    return EXIT.GOOD;
  },
};

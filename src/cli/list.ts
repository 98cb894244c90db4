import { table } from '../report/format.js';
import { CONTROLS } from '../scenarios/controls.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { type Command, EXIT } from './command.js';

export const LIST: Command = {
  name: 'list',
  about: 'Lists the built-in scenarios and the controls of the matrix.',
  operands: '',
  operandsMax: 0,
  flags: { json: { type: 'boolean', about: 'as JSON' } },
  examples: ['smars list', 'smars list --json'],

  async run(flags, _operands, terminal) {
    const scenarios = SCENARIOS.map(({ name, title, description }) => ({ name, title, description }));
    const controls = CONTROLS.map(({ name, about, settings }) => ({ name, about, settings }));
    if (flags.json === true) terminal.answer(`${JSON.stringify({ version: 1, scenarios, controls }, null, 2)}\n`);
    else {
      const stories = table(
        ['scenario', ''],
        scenarios.map(({ name, title }) => [name, title]),
        ['left', 'left'],
      );
      const matrix = table(
        ['control', ''],
        controls.map(({ name, about }) => [name, about]),
        ['left', 'left'],
      );
      terminal.answer(`${stories}\n\n${matrix}\n`);
    }
    return EXIT.GOOD;
  },
};

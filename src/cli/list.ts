import { table, wrap } from '../report/format.js';
import { CONTROLS } from '../scenarios/controls.js';
import { PROFILES } from '../scenarios/profiles.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { type Command, EXIT } from './command.js';

/** The columns of 80 that remain beside the longest control name. */
const ABOUT_WIDTH = 56;

export const LIST: Command = {
  name: 'list',
  about: 'Lists the built-in scenarios, the load profiles and the controls of the matrix.',
  operands: '',
  operandsMax: 0,
  flags: { json: { type: 'boolean', about: 'as JSON' } },
  examples: ['smars list', 'smars list --json'],

  async run(flags, _operands, terminal) {
    const scenarios = SCENARIOS.map(({ name, title, description }) => ({
      name,
      title,
      description,
    }));
    const profiles = PROFILES.map(({ name, title, description }) => ({ name, title, description }));
    const controls = CONTROLS.map(({ name, about, settings }) => ({ name, about, settings }));
    if (flags.json === true)
      terminal.answer(
        `${JSON.stringify({ version: 1, scenarios, profiles, controls }, null, 2)}\n`,
      );
    else {
      const stories = table(
        ['scenario', ''],
        scenarios.map(({ name, title }) => [name, title]),
        ['left', 'left'],
      );
      const matrix = table(
        ['control', ''],
        controls.flatMap(({ name, about }) => {
          const lines = wrap(about, ABOUT_WIDTH).split('\n');
          return lines.map((line, n) => [n === 0 ? name : '', line]);
        }),
        ['left', 'left'],
      );
      const loads = table(
        ['load profile', ''],
        profiles.map(({ name, title }) => [name, title]),
        ['left', 'left'],
      );
      terminal.answer(`${stories}\n\n${loads}\n\n${matrix}\n`);
    }
    return EXIT.GOOD;
  },
};

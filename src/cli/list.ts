import { InputError, suggest } from '../base/input-error.js';
import { table, wrap } from '../report/format.js';
import { CONTROLS } from '../scenarios/controls.js';
import { PROFILES } from '../scenarios/profiles.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { type Command, EXIT } from './command.js';
import { listSymbols } from './list-symbols.js';
import { ORDERS_FLAGS } from './own-world.js';
import { SCENARIO_FLAGS } from './scenario-source.js';
import { UNIVERSE_FLAG } from './universe-source.js';

/** The columns of 80 that remain beside the longest control name. */
const ABOUT_WIDTH = 56;

export const LIST: Command = {
  name: 'list',
  about:
    'Lists the built-in scenarios, the load profiles and the controls of the matrix; or, as ' +
    'smars list symbols, the stocks of a scenario, a load profile or a universe file.',
  operands: '[symbols [SCENARIO | PROFILE | FILE.json]]',
  operandsMax: 2,
  flags: {
    universe: UNIVERSE_FLAG,
    orders: { ...ORDERS_FLAGS.orders, about: 'with --universe from-orders: the orders' },
    ...SCENARIO_FLAGS,
    json: { type: 'boolean', about: 'as JSON' },
    csv: { type: 'boolean', about: 'with symbols: as CSV, which --universe reads' },
  },
  examples: [
    'smars list',
    'smars list --json',
    'smars list symbols knight-2012',
    'smars list symbols --universe my-stocks.csv --json',
    'smars list symbols --universe from-orders --orders my-orders.csv --csv',
  ],

  async run(flags, [what, operand], terminal) {
    if (what === 'symbols') return listSymbols(operand, flags, terminal);
    if (what !== undefined)
      throw new InputError(`smars list '${what}': is no list; ${suggest(what, ['symbols'])}`);
    for (const flag of ['universe', 'orders', 'seed', 'set', 'csv'])
      if (flags[flag] !== undefined) throw new InputError(`--${flag} goes with smars list symbols`);
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

import { InputError } from '../base/input-error.js';
import { gatewayJsonSchema } from '../gateway/settings.js';
import { limitsJsonSchema } from '../scenarios/limits-file.js';
import { profileJsonSchema, scenarioJsonSchema } from '../scenarios/parse.js';
import { findProfile } from '../scenarios/profiles.js';
import { findScenario } from '../scenarios/scenarios.js';
import { sweepJsonSchema } from '../sweep/plan.js';
import { targetJsonSchema } from '../target/settings.js';
import { venueJsonSchema } from '../venue/settings.js';
import { type Command, EXIT, type FlagValues, textFlag } from './command.js';

export const SCHEMA: Command = {
  name: 'schema',
  about:
    'Prints the JSON Schema of a scenario file, a load profile, a limits file, a gateway file, ' +
    'a venue file, a target file or a sweep plan, or a built-in one as a file to start from.',
  operands: '',
  operandsMax: 0,
  flags: {
    load: { type: 'boolean', about: 'the schema of a load profile' },
    limits: { type: 'boolean', about: 'the schema of a limits file' },
    gateway: { type: 'boolean', about: 'the schema of a gateway file' },
    venue: { type: 'boolean', about: 'the schema of a venue file' },
    target: { type: 'boolean', about: 'the schema of a target file, of smars load --target' },
    sweep: { type: 'boolean', about: 'the schema of a sweep plan' },
    scenario: { type: 'string', value: 'NAME', about: 'print this built-in scenario instead' },
    profile: { type: 'string', value: 'NAME', about: 'print this built-in load profile instead' },
    json: { type: 'boolean', about: 'as JSON, which the answer always is' },
  },
  examples: [
    'smars schema > scenario.schema.json',
    'smars schema --scenario knight-2012 > mine.json',
    'smars schema --profile runaway > mine.json',
  ],
  isData: true,

  async run(flags, _operands, terminal) {
    terminal.answer(`${JSON.stringify(chooseAnswer(flags), null, 2)}\n`);
    return EXIT.GOOD;
  },
};

function chooseAnswer(flags: FlagValues): unknown {
  const scenario = textFlag(flags, 'scenario');
  const profile = textFlag(flags, 'profile');
  const { load, limits, gateway, venue, target, sweep } = flags;
  const given = [scenario, profile, load, limits, gateway, venue, target, sweep];
  if (given.filter((each) => each !== undefined).length > 1)
    throw new InputError(
      'smars schema: --load, --limits, --gateway, --venue, --target, --sweep, --scenario and ' +
        '--profile: give one of them',
    );
  if (scenario !== undefined) return findScenario(scenario);
  if (profile !== undefined) return findProfile(profile);
  if (limits === true) return limitsJsonSchema();
  if (gateway === true) return gatewayJsonSchema();
  if (venue === true) return venueJsonSchema();
  if (target === true) return targetJsonSchema();
  if (sweep === true) return sweepJsonSchema();
  return load === true ? profileJsonSchema() : scenarioJsonSchema();
}

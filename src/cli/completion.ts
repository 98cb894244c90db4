import { InputError, suggest } from '../base/input-error.js';
import { PROBE_CHECKS } from '../probe/plan.js';
import { describeCompletion, SHELLS, type Shell } from '../report/completion.js';
import { CONTROLS } from '../scenarios/controls.js';
import { PROFILES } from '../scenarios/profiles.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { hasBenchmarks, listBenchmarks } from './bench-process.js';
import { RISK_TABLE } from './bench-risk.js';
import { COMMON_FLAGS, type Command, type CommandEntry, EXIT } from './command.js';

const names = (rows: readonly { readonly name: string }[]): string[] =>
  rows.map(({ name }) => name);

/** Values that may follow a command or one of its flags, file names aside. */
const OPERANDS: Readonly<Record<string, () => readonly string[]>> = {
  run: () => names(SCENARIOS),
  whatif: () => names(SCENARIOS),
  drill: () => names(SCENARIOS),
  load: () => names(PROFILES),
  completion: () => SHELLS,
  bench: () => [...(hasBenchmarks() ? listBenchmarks() : []), RISK_TABLE],
};
const VALUES: Readonly<Record<string, () => readonly string[]>> = {
  profile: () => names(PROFILES),
  only: () => names(CONTROLS),
  venues: () => ['auto', 'thread', 'inline'],
  waiting: () => ['spin', 'back-off', 'block', 'auto'],
};

/** The same where a flag of one command takes other values. */
const VALUES_OF: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  probe: { only: PROBE_CHECKS, skip: PROBE_CHECKS },
};

type CommandTable = Readonly<Record<string, CommandEntry>>;

/** Makes the command `completion` for the command table that contains it. */
export function completionOf(table: CommandTable): Command {
  return {
    name: 'completion',
    about:
      'Prints a script that completes commands, flags, scenarios, profiles and controls in a ' +
      'shell.',
    operands: 'bash | zsh | fish',
    operandsMax: 1,
    flags: {
      json: { type: 'boolean', about: 'the commands, flags and names that are completed, as JSON' },
    },
    examples: [
      'smars completion bash > ~/.local/share/bash-completion/completions/smars',
      'smars completion fish | source',
    ],
    isData: true,

    async run(flags, operands, terminal) {
      const shell = SHELLS.find((name) => name === operands[0]);
      if (shell === undefined) {
        const fault =
          operands[0] === undefined
            ? `a shell is missing; one of ${SHELLS.join(', ')}`
            : `'${operands[0]}' is not a shell that is known; ${suggest(operands[0], SHELLS)}`;
        throw new InputError(`smars completion: ${fault}`);
      }
      const commands = await readCommands(table);
      const answer = { version: 1, command: 'completion', shell, commands };
      terminal.answer(
        flags.json === true
          ? `${JSON.stringify(answer, null, 2)}\n`
          : describeCompletion(shell satisfies Shell, commands),
      );
      return EXIT.GOOD;
    },
  };
}

async function readCommands(table: CommandTable) {
  const entries = Object.entries(table).map(async ([name, { about, load }]) => {
    const { flags } = await load();
    return {
      name,
      about,
      operands: OPERANDS[name]?.() ?? [],
      flags: Object.entries({ ...flags, ...COMMON_FLAGS }).map(
        ([flag, { about: purpose, type }]) => ({
          name: flag,
          about: purpose,
          takesValue: type === 'string',
          values: VALUES_OF[name]?.[flag] ?? VALUES[flag]?.() ?? [],
        }),
      ),
    };
  });
  return Promise.all(entries);
}

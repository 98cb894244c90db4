/**
 * Scripts that complete `smars` in a shell. Each script contains all words, so that a press of the
 * tab key starts no process.
 */

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/**
 * A command as a shell completes it. The shell offers files for a flag that takes a value and has
 * no `values`, and for a command without `operands`.
 */
interface CompletedCommand {
  readonly name: string;
  readonly about: string;
  readonly operands: readonly string[];
  readonly flags: readonly {
    readonly name: string;
    readonly about: string;
    readonly takesValue: boolean;
    readonly values: readonly string[];
  }[];
}

/** The script for a shell. */
export function describeCompletion(shell: Shell, commands: readonly CompletedCommand[]): string {
  if (shell === 'bash') return bash(commands);
  return shell === 'zsh' ? zsh(commands) : fish(commands);
}

function bash(commands: readonly CompletedCommand[]): string {
  const values = commands.flatMap(({ name, flags }) =>
    flags
      .filter(({ takesValue }) => takesValue)
      .map((flag) => {
        const reply = flag.values.length === 0 ? files('$word') : words(flag.values);
        return `    '${name} --${flag.name}') ${reply}; return ;;`;
      }),
  );
  const cases = commands.map(
    ({ name, operands, flags }) =>
      `    ${name}) if [[ $word == -* ]]; then ${words(flags.map((flag) => `--${flag.name}`))}; ` +
      `else ${files('$word')}; ` +
      `COMPREPLY+=($(compgen -W '${operands.join(' ')}' -- "$word")); fi ;;`,
  );
  const first = words([...commands.map(({ name }) => name), '--help', '--version']);
  const [word, before, command] = ['COMP_CWORD', 'COMP_CWORD-1', '1'].map(
    (place) => `\${COMP_WORDS[${place}]}`,
  );
  return `# smars completion for bash
_smars() {
  local word=${word} before=${before} command=${command}
  COMPREPLY=()
  if ((COMP_CWORD == 1)); then ${first}; return; fi
  case "$command $before" in
${values.join('\n')}
  esac
  case $command in
${cases.join('\n')}
  esac
}
complete -o filenames -F _smars smars
`;
}

const words = (list: readonly string[]): string =>
  `COMPREPLY=($(compgen -W '${list.join(' ')}' -- "$word"))`;
const files = (word: string): string => `COMPREPLY=($(compgen -f -- "${word}"))`;

function zsh(commands: readonly CompletedCommand[]): string {
  const cases = commands.map(({ name, operands, flags }) => {
    const specs = flags.map((flag) => {
      const action = flag.values.length === 0 ? '_files' : `(${flag.values.join(' ')})`;
      const value = flag.takesValue ? `:value:${action}` : '';
      return `      '*--${flag.name}[${escapeZsh(flag.about)}]${value}' \\`;
    });
    const names = `"names:name:(${operands.join(' ')})"`;
    return (
      `    ${name})\n      _arguments \\\n${specs.join('\n')}\n` +
      `      '*:operand:_alternative ${names} "files:file:_files"' ;;`
    );
  });
  return `#compdef smars
_smars() {
  local -a commands=(
${commands.map(({ name, about }) => `    '${name}:${escapeZsh(about)}'`).join('\n')}
  )
  if ((CURRENT == 2)); then _describe command commands; return; fi
  local command=$words[2]
  shift words; ((CURRENT--))
  case $command in
${cases.join('\n')}
  esac
}
if [[ $funcstack[1] == _smars ]]; then _smars "$@"; else compdef _smars smars; fi
`;
}

/** Escapes a text for single quotes in zsh, where brackets and colons have a meaning. */
const escapeZsh = (text: string): string => text.replaceAll("'", '’').replace(/[[\]:\\]/g, '\\$&');

function fish(commands: readonly CompletedCommand[]): string {
  const all = commands.map(({ name }) => name).join(' ');
  const lines = commands.flatMap(({ name, about, operands, flags }) => [
    `complete -c smars -n 'not __fish_seen_subcommand_from ${all}' ` +
      `-f -a ${name} -d '${escapeFish(about)}'`,
    ...(operands.length === 0
      ? []
      : [`complete -c smars -n '__fish_seen_subcommand_from ${name}' -a '${operands.join(' ')}'`]),
    ...flags.map((flag) => {
      const value = !flag.takesValue
        ? ''
        : flag.values.length === 0
          ? ' -r'
          : ` -x -a '${flag.values.join(' ')}'`;
      return (
        `complete -c smars -n '__fish_seen_subcommand_from ${name}' ` +
        `-l ${flag.name}${value} -d '${escapeFish(flag.about)}'`
      );
    }),
  ]);
  return `# smars completion for fish\n${lines.join('\n')}\n`;
}

const escapeFish = (text: string): string => text.replaceAll("'", '’').replaceAll('\\', '\\\\');

import { parseArgs } from 'node:util';
import { InputError, suggest } from '../base/input-error.js';
import { wrap } from '../report/format.js';
import type { Screen } from '../report/sparkline.js';

/** A flag of a command. Values are strings; a `multiple` flag may be repeated. */
export interface Flag {
  readonly type: 'string' | 'boolean';
  readonly value?: string;
  readonly about: string;
  readonly multiple?: boolean;
}

export interface FlagValues {
  readonly [name: string]: string | boolean | (string | boolean)[] | undefined;
}

/**
 * Where a command prints. `answer` is standard output; everything else goes to standard error.
 * Control characters in any text are shown escaped: only the terminal itself writes codes that
 * colour and redraw.
 */
export interface Terminal {
  answer(text: string): void;
  /**
   * Prints a picture on standard output unescaped. The command made each of its characters, colour
   * codes included.
   */
  paint(picture: string): void;
  tell(text: string): void;
  /** Replaces the line drawn last by another; an empty text removes it. */
  redraw(line: string): void;
  /** Whether standard error is a terminal that can redraw a line. */
  readonly live: boolean;
  readonly columns: number;
  /** What standard output can show, if it is a terminal. Only terminals get pictures. */
  readonly screen?: Screen | undefined;
  /** Aborted by the first Ctrl-C or SIGTERM; its reason is the signal. */
  readonly interrupted: AbortSignal;
}

/** What `--help` tells of a command. */
export interface CommandDescription {
  readonly name: string;
  readonly about: string;
  /** The usage line after the name. */
  readonly operands: string;
  readonly operandsMax: number;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
  /** Whether it always answers with data or a script, which is printed unchanged. */
  readonly isData?: boolean;
}

/** One command of `smars`. */
export interface Command extends CommandDescription {
  run(flags: FlagValues, operands: readonly string[], terminal: Terminal): Promise<number>;
}

/** A row of the command table: `--help` needs `about`; the command itself is loaded on call. */
export interface CommandEntry {
  readonly about: string;
  load(): Promise<Command>;
}

export const EXIT = { GOOD: 0, FAILURE: 1, USAGE: 2, BREACH: 99, INTERRUPTED: 130 } as const;

/** The common name of the signal that ended a command early. */
export function interruptName({ interrupted }: Terminal): string {
  return interrupted.reason === 'SIGTERM' ? 'SIGTERM' : 'Ctrl-C';
}

/** Flags that make a command answer with data, or with a file to keep. */
export const DATA_FLAGS = ['json', 'csv', 'example'] as const;

/** Flags that every command has. */
export const COMMON_FLAGS: Readonly<Record<string, Flag>> = {
  help: { type: 'boolean', about: 'print this and exit' },
};

/**
 * Parses a command's arguments. Throws an InputError that names a wrong flag and the nearest right
 * one.
 */
export function parseCommand(
  command: CommandDescription,
  args: readonly string[],
): { flags: FlagValues; operands: string[] } {
  const known = { ...command.flags, ...COMMON_FLAGS };
  const names = Object.keys(known);
  const options = Object.fromEntries(
    names.map((name) => [
      name,
      { type: known[name]!.type, multiple: known[name]!.multiple ?? false },
    ]),
  );
  const { values, positionals, tokens } = parseArgs({
    args: args.map((arg) => (arg === '-h' ? '--help' : arg)),
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const flag = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (flag === undefined) {
      const near = suggest(
        `--${token.name}`,
        names.map((name) => `--${name}`),
      );
      throw new InputError(`smars ${command.name}: '${token.rawName}' is not a flag; ${near}`);
    }
    if (flag.type === 'string' && (token.value === undefined || token.value === ''))
      throw new InputError(`smars ${command.name}: ${token.rawName} needs a value, ${flag.value}`);
    if (flag.type === 'string' && token.inlineValue === false && /^--?[a-z]/i.test(token.value!))
      throw new InputError(
        `smars ${command.name}: ${token.rawName} needs a value, ${flag.value}; ` +
          `'${token.value}' looks like a flag`,
      );
    if (flag.type === 'boolean' && token.value !== undefined)
      throw new InputError(
        `smars ${command.name}: ${token.rawName} takes no value, was given '${token.value}'`,
      );
    if (given.has(token.name) && flag.multiple !== true)
      throw new InputError(`smars ${command.name}: --${token.name} is given twice`);
    given.add(token.name);
  }
  if (positionals.length > command.operandsMax) {
    const usage = `smars ${command.name} ${command.operands}`.trimEnd();
    throw new InputError(
      `smars ${command.name}: '${positionals[command.operandsMax]}' is one argument too many; ` +
        `usage: ${usage}`,
    );
  }
  return { flags: values as FlagValues, operands: positionals };
}

/** Formats a command's help in lines of at most `columns`. Examples stay whole, for copying. */
export function describeCommand(command: CommandDescription, columns = 80): string {
  const lines = [
    `usage: smars ${command.name} ${command.operands}`.trimEnd(),
    '',
    wrap(command.about, columns),
    '',
  ];
  const flags = Object.entries({ ...command.flags, ...COMMON_FLAGS });
  const heads = flags.map(
    ([name, flag]) => `--${name}${flag.value === undefined ? '' : ` ${flag.value}`}`,
  );
  const width = Math.max(...heads.map((head) => head.length));
  flags.forEach(([, { about, multiple }], row) => {
    const purpose = wrap(
      multiple === true ? `${about} (may be repeated)` : about,
      Math.max(columns - width - 4, 20),
    ).split('\n');
    lines.push(
      ...purpose.map((part, line) => `  ${(line === 0 ? heads[row]! : '').padEnd(width)}  ${part}`),
    );
  });
  lines.push('', 'Examples:', ...command.examples.map((example) => `  ${example}`));
  return `${lines.join('\n')}\n`;
}

/** Returns a flag's value as text, or undefined. */
export function textFlag(flags: FlagValues, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

/** Returns the values of a flag that may be repeated. */
export function listFlag(flags: FlagValues, name: string): string[] {
  const value = flags[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** Returns a flag's value as a whole number in [min, max], or undefined. */
export function integerFlag(
  flags: FlagValues,
  name: string,
  min: number,
  max: number,
): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < min || value > max) {
    throw new InputError(
      `--${name} is '${text}'; must be a whole number from ${min} to ` +
        `${max.toLocaleString('en-US')}`,
    );
  }
  return value;
}

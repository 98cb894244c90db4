#!/usr/bin/env node
import { InputError, suggest } from './base/input-error.js';
import { escapeAsJson, escapeControls, escapeLines } from './base/printable.js';
import {
  type Command,
  DATA_FLAGS,
  describeCommand,
  EXIT,
  type FlagValues,
  parseCommand,
  type Terminal,
} from './cli/command.js';
import { COMMANDS } from './cli/commands.js';
import { readDescription } from './cli/descriptions.js';
import { readVersion } from './cli/version.js';
import { isUnicode, screenOf } from './report/sparkline.js';
import { showText, type TextForm, toAscii } from './report/terminal-text.js';

const USAGE = `smars: an order-router emulator. It runs a trading firm’s servers, risk checks
and venues through a day, first of all the morning of 1 August 2012 at Knight.
Start with smars run, then smars whatif --short.

  smars <command> [--help]

${Object.entries(COMMANDS)
  .map(([name, { about }]) => `  ${name.padEnd(10)} ${about}`)
  .join('\n')}

  smars --version

Exit codes: 0 good, 1 a failure of ours or a file that could not be written,
2 wrong usage or input, 99 a threshold was breached, 130 ended by Ctrl-C or
SIGTERM (with what was measured so far).
`;

/**
 * The form of text on standard output. The width is the terminal's or COLUMNS; files and pipes have
 * no limit.
 */
const TEXT_FORM: TextForm = {
  columns: Math.max(
    20,
    process.stdout.columns || Number(process.env.COLUMNS) || Number.POSITIVE_INFINITY,
  ),
  unicode: isUnicode(process.env, true),
};

/** Converts text for standard error to what the locale can show. */
const toLocale = (text: string): string => (TEXT_FORM.unicode ? text : toAscii(text));

/** Runs one command line; returns the exit code. */
async function main(args: readonly string[], terminal: Terminal): Promise<number> {
  const [name, ...rest] = args;
  if (name === '--version') {
    terminal.answer(`${readVersion()}\n`);
    return EXIT.GOOD;
  }
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    if (name === undefined) terminal.tell(USAGE);
    else terminal.answer(showText(USAGE, TEXT_FORM));
    return name === undefined ? EXIT.USAGE : EXIT.GOOD;
  }
  if (!Object.hasOwn(COMMANDS, name))
    throw new InputError(
      `smars: '${name}' is not a command; ${suggest(name, Object.keys(COMMANDS))}`,
    );
  const described = mayAskHelp(rest) ? readDescription(name) : undefined;
  if (described !== undefined && parseCommand(described, rest).flags.help === true) {
    const text = describeCommand(described, Math.min(80, TEXT_FORM.columns));
    terminal.answer(showText(text, TEXT_FORM));
    return EXIT.GOOD;
  }
  const command = await COMMANDS[name]!.load();
  const { flags, operands } = parseCommand(command, rest);
  return command.run(flags, operands, isData(command, flags) ? terminal : forPeople(terminal));
}

/** Whether help may be asked, which the command's flags then decide. */
const mayAskHelp = (args: readonly string[]): boolean =>
  args.includes('--help') || args.includes('-h');

/** Whether the answer is data for programs, which is printed unchanged in any terminal. */
function isData(command: Command, flags: FlagValues): boolean {
  return command.isData === true || DATA_FLAGS.some((name) => flags[name] === true);
}

/** Makes a terminal whose answers fit the screen. */
function forPeople(terminal: Terminal): Terminal {
  return { ...terminal, answer: (text) => terminal.answer(showText(text, TEXT_FORM)) };
}

/**
 * The first Ctrl-C or SIGTERM asks the command to end with the results so far. A second one ends
 * the process at once.
 */
function openTerminal(): Terminal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (interrupt.signal.aborted) process.exit(EXIT.INTERRUPTED);
      interrupt.abort(signal);
    });
  }
  // A reader that closes the pipe early (head, less) has read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE')
      process.stderr.write(`smars: standard output cannot be written (${error.code})\n`);
    process.exit(error.code === 'EPIPE' ? EXIT.GOOD : EXIT.FAILURE);
  });
  // A closed standard error does not matter: only the answer must arrive.
  process.stderr.on('error', () => undefined);
  return {
    answer: (text) => void process.stdout.write(escapeAsJson(text)),
    paint: (picture) => void process.stdout.write(picture),
    tell: (text) => void process.stderr.write(toLocale(escapeLines(text))),
    redraw: (line) => void process.stderr.write(`\r\u001b[2K${toLocale(escapeControls(line))}`),
    live: process.stderr.isTTY === true,
    columns: process.stderr.columns ?? 80,
    screen:
      process.stdout.isTTY === true
        ? screenOf(process.env, process.stdout.columns || 80)
        : undefined,
    interrupted: interrupt.signal,
  };
}

const terminal = openTerminal();
main(process.argv.slice(2), terminal).then(
  (code) => {
    process.exitCode = code;
  },
  async (error: unknown) => {
    const input = error instanceof InputError;
    const told = input || error instanceof (await import('./cli/output.js')).OutputError;
    terminal.tell(
      told
        ? `${error.message}\n`
        : `smars: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exitCode = input ? EXIT.USAGE : EXIT.FAILURE;
  },
);

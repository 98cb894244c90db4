import { expect } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand, type Terminal } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';

/** A terminal of 80 columns that nobody sees, for commands that run in the test's process. */
export const SILENT: Terminal = {
  answer: () => undefined,
  tell: () => undefined,
  redraw: () => undefined,
  paint: () => undefined,
  live: false,
  columns: 80,
  interrupted: new AbortController().signal,
};

/**
 * Returns the refusal of a command line, which runs in the test's process and prints no answer.
 * Throws when it is not refused.
 */
export async function refusal(name: string, ...args: string[]): Promise<string> {
  const answers: string[] = [];
  const command = await COMMANDS[name]!.load();
  try {
    const { flags, operands } = parseCommand(command, args);
    await command.run(flags, operands, { ...SILENT, answer: (text) => answers.push(text) });
  } catch (error) {
    expect([error, answers]).toEqual([expect.any(InputError), []]);
    return (error as InputError).message;
  }
  throw new Error(`not refused: ${name} ${args.join(' ')}`);
}

import { spawn } from 'node:child_process';
import type { ProbeCommands } from '../probe/live-port.js';
import { ProbeCommandError } from '../probe/port.js';
import { type FlagValues, type Terminal, textFlag } from './command.js';

/** The user's own commands, which pull a kill switch, re-arm, or restart the target. */

const COMMAND_MS = 60_000;

/** Reads the flags; each command runs in a shell, and what it prints is told. */
export function readCommands(flags: FlagValues, terminal: Terminal): ProbeCommands {
  const of = (name: string): (() => Promise<void>) | undefined => {
    const command = textFlag(flags, name);
    return command === undefined ? undefined : () => runCommand(name, command, terminal);
  };
  return { kill: of('kill-exec'), rearm: of('rearm-exec'), restart: of('restart-exec') };
}

async function runCommand(name: string, command: string, terminal: Terminal): Promise<void> {
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: COMMAND_MS,
  });
  const tell = (text: string): void => terminal.tell(text.endsWith('\n') ? text : `${text}\n`);
  child.stdout.setEncoding('utf8').on('data', tell);
  child.stderr.setEncoding('utf8').on('data', tell);
  // A command that leaves a program behind, such as a restarted gateway, keeps its pipes open.
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (status, signal) => resolve(status ?? signal ?? 1));
  });
  child.stdout.destroy();
  child.stderr.destroy();
  if (code !== 0) throw new ProbeCommandError(`the command of --${name} ended with ${code}`);
}

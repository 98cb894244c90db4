import { readFileSync } from 'node:fs';
import type { CommandDescription } from './command.js';

/** What `--help` tells of the commands. The build writes it, so that `--help` loads no command. */
const FILE = new URL('./descriptions.json', import.meta.url);

/** Returns what `--help` tells of a command, without loading it. */
export function readDescription(name: string): CommandDescription {
  return JSON.parse(readFileSync(FILE, 'utf8'))[name] as CommandDescription;
}

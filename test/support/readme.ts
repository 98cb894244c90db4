import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './command.js';

/** One command of README.md as a person would copy it: the line where it stands, and whether it is in a block to be run or mentioned in a sentence. */
export interface ReadmeCommand {
  readonly line: number;
  readonly text: string;
  readonly kind: 'block' | 'mention';
}

const PROGRAMS = /^(?:smars|npx|npm|node)(?: |$)/;

/** Every command of README.md, in its order. A quote in a block may go on over lines; a comment behind a command is not part of it. */
export function readmeCommands(): ReadmeCommand[] {
  const lines = readFileSync(join(ROOT, 'README.md'), 'utf8').split('\n');
  const commands: ReadmeCommand[] = [];
  let fence: string | undefined;
  for (let n = 0; n < lines.length; n++) {
    const line = lines[n]!;
    const mark = /^```(\w*)/.exec(line);
    if (mark) fence = fence === undefined ? mark[1]! : undefined;
    else if (fence === 'sh') {
      let text = line;
      const begun = n;
      while (isOpen(text)) text += `\n${lines[++n]!}`;
      text = text.replace(/\s+#\s.*$/, '');
      if (PROGRAMS.test(text)) commands.push({ line: begun + 1, text, kind: 'block' });
    } else if (fence === undefined) {
      for (const [, text] of line.matchAll(/`([^`]+)`/g))
        if (PROGRAMS.test(text!)) commands.push({ line: n + 1, text: text!.replaceAll('\\|', '|'), kind: 'mention' });
    }
  }
  return commands;
}

/** Whether a quote of the text has no end yet, or its line goes on. */
function isOpen(text: string): boolean {
  const bare = text.replace(/'[^']*'/g, '').replace(/\\./g, '');
  return (bare.match(/"/g)?.length ?? 0) % 2 === 1 || text.endsWith('\\');
}

/** Whether a mention is a form to be filled in, such as `smars query DIR SQL`, and not a command. */
export function isForm({ kind, text }: ReadmeCommand): boolean {
  return kind === 'mention' && /[[\]<>|…]|\b(?:DIR|FILE|NAME|SQL|A B|[AB]\.json)\b|^(?:smars|npx smars)$/.test(text);
}

/** The blocks of README.md in a language, `''` for what commands print; `js|ts` for either. */
export function readmeBlocks(language: string): string[] {
  const text = readFileSync(join(ROOT, 'README.md'), 'utf8');
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, own]) => language.split('|').includes(own!))
    .map(([, , block]) => block!);
}

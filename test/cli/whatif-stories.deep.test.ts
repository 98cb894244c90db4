import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import type { NormalRow, StoryMatrix } from '../../src/report/stories-matrix.js';
import { linesWider, smars } from '../support/command.js';
import { PROGRESS } from '../support/matrix.js';
import { SILENT } from '../support/terminal.js';

const TWO = ['--stories', 'infinium-2010,merrill-limits', '--only', 'server-rate,position'];
const ALONE = [...TWO, '--skip-normal'];

describe('smars whatif --stories', () => {
  test('has each control over each story, as the matrix of the story alone has it', async () => {
    const [json, text, csv, alone] = await Promise.all([
      smars('whatif', ...TWO, '--json'),
      smars('whatif', ...ALONE),
      smars('whatif', ...ALONE, '--csv'),
      smars('whatif', 'infinium-2010', ...TWO.slice(2), '--skip-normal', '--json'),
    ]);
    expect([json.code, text.code, csv.code], json.err).toEqual([0, 0, 0]);
    expect(json.err).toMatch(PROGRESS);
    const { stories, normal, finished } = JSON.parse(json.out) as {
      stories: StoryMatrix[];
      normal: NormalRow[];
      finished: boolean;
    };
    expect(normal.map(({ name }) => name)).toEqual(['all', 'none', 'position', 'server-rate']);
    expect(normal[1]!.cell).toMatchObject({ firstTriesRefused: 0, parentsUnfilled: 0 });
    expect([finished, ...stories.map(({ scenario }) => scenario)]).toEqual([
      true,
      'infinium-2010',
      'merrill-limits',
    ]);
    const { rows } = JSON.parse(alone.out) as StoryMatrix;
    expect(stories[0]!.rows).toEqual(rows.map(({ normal: _, ...row }) => row));
    expect(text.out).toMatch(/^avoided, % +a +b$/m);
    expect(text.out).toMatch(/^a {2}infinium-2010 +\S+ +\d+ {2}/m);
    expect(linesWider(text.out)).toEqual([]);
    expect(csv.out).toMatch(/^story,set,seed,.*\ninfinium-2010,none,\d+,/);
  });

  test.each([
    [['--stories', 'knight-2021'], "--stories 'knight-2021': is not a story; did you mean"],
    [['--stories', 'normal-morning'], "--stories 'normal-morning': is not a story"],
    [['--stories', 'citi-2022,citi-2022'], "--stories 'citi-2022': is named twice"],
    [['--stories', 'all', '--seeds', '2'], '--stories and --seeds: give one of them'],
    [['knight-2012', '--stories', 'all'], "--stories and 'knight-2012': give one of them"],
  ])('refuses %j', async (args, fault) => {
    const answers: string[] = [];
    const command = await COMMANDS.whatif!.load();
    const { flags, operands } = parseCommand(command, args);
    const terminal = { ...SILENT, answer: (text: string) => answers.push(text) };
    const error = await command.run(flags, operands, terminal).catch((refused: unknown) => refused);
    expect([error, answers]).toEqual([expect.any(InputError), []]);
    expect((error as InputError).message).toContain(fault);
  });
});

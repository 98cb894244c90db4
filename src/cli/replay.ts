import { InputError } from '../base/input-error.js';
import { replayServer } from '../fleet/replay.js';
import { count, table } from '../report/format.js';
import { type Command, EXIT } from './command.js';
import { refuseOtherKind } from './file-text.js';
import { readRecordFile } from './record-file.js';

export const REPLAY: Command = {
  name: 'replay',
  about:
    'Plays the record of a load again, each server by itself and without threads, and ' +
    'compares its children with those of the run.',
  operands: 'FILE',
  operandsMax: 1,
  flags: { json: { type: 'boolean', about: 'the outcome as JSON' } },
  examples: ['smars load --rate 5k --duration 3s --record run.rec', 'smars replay run.rec'],

  async run(flags, operands, terminal) {
    const path = operands[0];
    if (path === undefined)
      throw new InputError('smars replay: name the file that smars load --record wrote');
    refuseOtherKind(path, 'record of smars load');
    const outcomes = readRecordFile(path).map((journal) => {
      const { sequence, childDigest, isSame } = replayServer(journal);
      return {
        server: journal.server,
        children: sequence,
        digest: digestOf(childDigest),
        recorded: digestOf(journal.tape),
        isSame,
        isFull: journal.isFull,
      };
    });
    const same = outcomes.length > 0 && outcomes.every(({ isSame }) => isSame);
    if (flags.json === true)
      terminal.answer(
        `${JSON.stringify({ version: 1, command: 'replay', same, servers: outcomes }, null, 2)}\n`,
      );
    else {
      const rows = outcomes.map((one) => [
        String(one.server),
        count(one.children),
        one.digest,
        one.recorded,
        one.isSame ? 'same' : 'DIFFERENT',
        one.isFull ? 'journal full: up to there' : '',
      ]);
      const head = ['server', 'children', 'replayed', 'recorded', '', ''];
      const sides = ['right', 'right', 'left', 'left', 'left', 'left'] as const;
      terminal.answer(`${table(head, rows, sides)}\n`);
    }
    if (!same) return EXIT.FAILURE;
    if (outcomes.some(({ children }) => children > 0)) return EXIT.GOOD;
    terminal.tell(`${path}: no server of the record sent a child, so nothing was compared\n`);
    return EXIT.USAGE;
  },
};

function digestOf(words: readonly [number, number]): string {
  return words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

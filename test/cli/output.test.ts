import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { EXIT, type Terminal } from '../../src/cli/command.js';
import {
  checkPlaces,
  makeFolders,
  OutputError,
  Outputs,
  type Place,
  writeFolder,
  writeWhole,
} from '../../src/cli/output.js';
import { MAIN, scratchFolder, smars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);
const at = (...names: string[]): string => join(folder.path, ...names);

/** A terminal that records its messages. */
function openTerminal(): { terminal: Terminal; told: string[] } {
  const told: string[] = [];
  return { terminal: { tell: (text: string) => told.push(text) } as unknown as Terminal, told };
}

const place = (is: Place['is'], flag: string, path: string): Place => ({ is, flag, path });

function faultOf(...places: Place[]): string {
  try {
    checkPlaces(places, openTerminal().terminal);
    return '';
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
}

describe('checkPlaces', () => {
  writeFileSync(at('orders.csv'), 'kept');
  mkdirSync(at('full'));
  writeFileSync(at('full', 'note'), 'kept');
  mkdirSync(at('empty'));
  symlinkSync(at('orders.csv'), at('link.csv'));
  symlinkSync(at('empty'), at('linked'));

  test.each([
    [
      [place('folder', '--out', at('rr')), place('file', '--record', at('rr'))],
      '--record RR: is the place of --out too',
    ],
    [
      [place('file', '--junit', at('rr')), place('file', '--record', at('.', 'x', '..', 'rr'))],
      ': is the place of --junit too',
    ],
    [
      [place('input', '--orders', at('orders.csv')), place('file', '--record', at('orders.csv'))],
      ': is the place of --orders too',
    ],
    [
      [place('input', '--orders', at('link.csv')), place('file', '--record', at('orders.csv'))],
      ': is the place of --orders too',
    ],
    [
      [place('folder', '--out', at('empty')), place('file', '--record', at('linked', 'rr'))],
      `: lies in --out ${at('empty')}, which must be empty`,
    ],
    [
      [place('file', '--record', at('empty', 'rr')), place('folder', '--out', at('empty'))],
      `: lies in --out ${at('empty')}, which must be empty`,
    ],
    [[place('folder', '--out', at('full'))], ': is not empty; a run leaves a folder of its own'],
    [[place('folder', '--out', at('orders.csv'))], ': is a file; a run leaves a folder'],
    [[place('file', '--junit', at('full'))], ': is a folder'],
    [[place('file', '--junit', `${at('new')}/`)], ': names a folder, and a file is written'],
    [[place('file', '--junit', at('x'.repeat(300)))], ': cannot be written (ENAMETOOLONG)'],
    [[place('folder', '--out', at('x'.repeat(300)))], ': cannot be written (ENAMETOOLONG)'],
    [[place('file', '--junit', at('none', 'x.xml'))], `: there is no folder ${at('none')}`],
  ])('refuses %j', (places, reason) => {
    expect(faultOf(...places)).toContain(reason.replace('RR', at('rr')));
    expect(readFileSync(at('orders.csv'), 'utf8')).toBe('kept');
    expect(readdirSync(folder.path).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('accepts different places', () => {
    expect(
      faultOf(
        place('folder', '--out', at('a')),
        place('file', '--record', at('a.rec')),
        place('file', '--junit', at('b')),
      ),
    ).toBe('');
    expect(
      faultOf(
        place('input', '--limits', at('orders.csv')),
        place('input', '--orders', at('orders.csv')),
      ),
    ).toBe('');
  });
});

test.runIf(existsSync('/proc/self'))('a folder of the system that takes none is refused', () => {
  for (const path of ['/proc/none', '/proc/none/run', '/proc/self/none/run']) {
    expect(() => makeFolders(path)).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(faultOf(place('folder', '--out', path))).toBe(
      `--out ${path}: cannot be written (ENOENT)`,
    );
  }
});

describe('a file', () => {
  test('is written through a link and to a device, which both remain', () => {
    writeWhole(at('link.csv'), '--record', 'new');
    expect(readFileSync(at('orders.csv'), 'utf8')).toBe('new');
    symlinkSync(at('later'), at('dangling'));
    writeWhole(at('dangling'), '--record', 'later');
    expect(readFileSync(at('later'), 'utf8')).toBe('later');
    if (existsSync('/dev/null')) writeWhole('/dev/null', '--junit', 'x');
    expect(existsSync('/dev/null') && statSync('/dev/null').isFile()).toBe(false);
  });

  test.skipIf(!existsSync('/dev/full'))('that cannot be written is named', () => {
    expect(() => writeWhole('/dev/full', '--junit', 'x')).toThrow(
      new OutputError('--junit /dev/full: cannot be written (ENOSPC)'),
    );
  });
});

describe('a folder', () => {
  test.skipIf(process.platform === 'win32')('has the permissions of the user’s mask', () => {
    const before = process.umask(0o027);
    try {
      writeFolder(at('masked'), [['deep/text', 'x']]);
    } finally {
      process.umask(before);
    }
    expect(
      [at('masked'), at('masked', 'deep'), at('masked', 'deep', 'text')].map(
        (path) => statSync(path).mode & 0o777,
      ),
    ).toEqual([0o750, 0o750, 0o640]);
  });

  test('that was there and empty stays the same one, and ends complete or empty', () => {
    mkdirSync(at('kept'));
    const { ino } = statSync(at('kept'));
    expect(() => writeFolder(at('kept'), [['a', 'x']], [['b', at('nothing')]])).toThrow(
      OutputError,
    );
    expect(readdirSync(at('kept'))).toEqual([]);
    writeFolder(at('kept'), [
      ['a', 'x'],
      ['deep/b', 'y'],
    ]);
    expect([readdirSync(at('kept')).sort(), statSync(at('kept')).ino]).toEqual([
      ['a', 'deep'],
      ino,
    ]);
  });
});

test('a failed write is reported after the answer, with exit code 1', async () => {
  const { terminal, told } = openTerminal();
  const outputs = new Outputs();
  expect(outputs.end(EXIT.BREACH, terminal)).toBe(EXIT.BREACH);
  expect(await outputs.attempt(() => 3)).toBe(3);
  const fail = () => Promise.reject(new OutputError('--out x: cannot be written (ENOSPC)'));
  expect(await outputs.attempt(fail)).toBe(undefined);
  expect([outputs.end(EXIT.GOOD, terminal), told]).toEqual([
    EXIT.FAILURE,
    ['--out x: cannot be written (ENOSPC)\n'],
  ]);
});

describe.skipIf(process.platform === 'win32')('a full disk at the end', () => {
  const LOAD =
    'load --rate 300 --servers 2 --threads 1 --venues inline --duration 0.2s --warmup 0s';
  const WHATIF = `whatif "${small}" --only gross-exposure --skip-normal`;
  test.each([
    ['run', `run "${small}"`, '--out', 'The incident in small'],
    ['run --json', `run "${small}" --json`, '--out', '{'],
    ['whatif', WHATIF, '--out', 'The incident in small'],
    ['whatif --csv', `${WHATIF} --csv`, '--out', 'set,seed,'],
    ['load', LOAD, '--out', 'normal-day, changed by --rate 300 --servers 2'],
    ['load --record', LOAD, '--record', 'normal-day, changed by --rate 300 --servers 2'],
  ])('does not affect the answer of %s', (name, command, flag, begins) => {
    const target = at(`full ${name}`);
    // The shell limits each file to 8 blocks of 512 or 1024 bytes.
    const line = `ulimit -f 8; exec "${process.execPath}" "${MAIN}" ${command} ${flag} "${target}"`;
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line], { encoding: 'utf8' });
    expect([status, stderr.split('\n').filter((text) => text.startsWith('--'))]).toEqual([
      1,
      [`${flag} ${target}: cannot be written (EFBIG)`],
    ]);
    expect(stdout.startsWith(begins)).toBe(true);
    expect(
      readdirSync(folder.path).filter((entry) => entry.startsWith('.') || entry === `full ${name}`),
    ).toEqual([]);
  });

  test('is not reached by a load with one place for record and folder', async () => {
    const { code, out, err } = await smars(
      'load',
      '--duration',
      '60m',
      '--record',
      at('one'),
      '--out',
      at('one'),
    );
    expect([code, out]).toEqual([2, '']);
    expect(err).toBe(
      `--record ${at('one')}: is the place of --out too; give each a place of its own\n`,
    );
  });
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand } from '../../src/cli/command.js';
import { COMMANDS } from '../../src/cli/commands.js';
import { CONTROLS } from '../../src/scenarios/controls.js';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import { scratchFolder, startSmars } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';
import { SILENT } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);

/**
 * Returns the refusal of a command line, in this process. Both places that may refuse it print no
 * answer.
 */
async function refusal([name, ...args]: readonly string[]): Promise<string> {
  const answers: string[] = [];
  const command = await COMMANDS[name!]!.load();
  try {
    const { flags, operands } = parseCommand(command, args);
    await command.run(flags, operands, { ...SILENT, answer: (text) => answers.push(text) });
  } catch (error) {
    expect([error, answers]).toEqual([expect.any(InputError), []]);
    return (error as InputError).message.replaceAll(`${folder.path}/`, '');
  }
  throw new Error(`not refused: ${name} ${args.join(' ')}`);
}

function file(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return path;
}

const COMMAND_NAMES = Object.keys(COMMANDS);
const SCENARIO_NAMES = SCENARIOS.map(({ name }) => name).join(', ');

describe('a wrong command line is refused with a suggestion:', () => {
  test.each<[args: string[], message: string]>([
    [['run', '--sede', '3'], "smars run: '--sede' is not a flag; did you mean '--seed'?"],
    [['whatif', '--seed-s=3'], "smars whatif: '--seed-s' is not a flag; did you mean '--seeds'?"],
    [['run', '--constructor'], "smars run: '--constructor' is not a flag; known names: "],
    [['run', '--seed'], 'smars run: --seed needs a value, N'],
    [['run', '--seed='], 'smars run: --seed needs a value, N'],
    [['run', '--seed', '1', '--seed', '2'], 'smars run: --seed is given twice'],
    [['run', '--json=yes'], "smars run: --json takes no value, was given 'yes'"],
    [['run', '--out', '--json'], "smars run: --out needs a value, DIR; '--json' looks like a flag"],
    [
      ['run', 'canary', 'clean-rollout'],
      "smars run: 'clean-rollout' is one argument too many; usage: smars run [SCENARIO | " +
        'FILE.json]',
    ],
    [
      ['list', 'symbols', 'canary', 'knight-2012'],
      "smars list: 'knight-2012' is one argument too many; usage: smars list [symbols " +
        '[SCENARIO | PROFILE | FILE.json]]',
    ],
    [['run', '--seed', '7.5'], "--seed is '7.5'; must be a whole number from 0 to 4,294,967,295"],
    [['run', '--seed', '-1'], "--seed is '-1'; must be a whole number from 0 to 4,294,967,295"],
    [
      ['run', '--seed', '4294967296'],
      "--seed is '4294967296'; must be a whole number from 0 to 4,294,967,295",
    ],
    [['run', '--seeds', '0'], "--seeds is '0'; must be a whole number from 1 to 10,000"],
    [
      ['run', '--seeds', '2', '--threads', '0x2'],
      "--threads is '0x2'; must be a whole number from 1 to 256",
    ],
    [['run', '--threads', '2'], '--threads goes with --seeds N'],
    [
      ['run', '--orders', 'x.csv', '--set', 'flow.0.orders=300'],
      '--set flow.0.orders=300 changes nothing: --orders replaces it',
    ],
    ...['load', 'gateway', 'venue'].flatMap((name): [string[], string][] => [
      [
        [name, '--metrics', 'here'],
        "--metrics 'here': must be HOST:PORT, such as 127.0.0.1:9464, with a port up to 65535",
      ],
      [[name, '--metrics-linger', '5s'], '--metrics-linger goes with --metrics HOST:PORT'],
    ]),
    [
      ['load', '--orders', 'x.csv', '--set', 'mix.flaggedShare=1'],
      '--set mix.flaggedShare=1 changes nothing: --orders replaces it',
    ],
    [
      ['run', '--seeds', '2', '--out', 'x'],
      '--seeds and --out: give one of them; a folder holds one run',
    ],
    [
      ['run', '--seeds', '2', '--shard', '1/2', '--out', 'x', '--events', 'csv'],
      '--seeds and --events: give one of them; event files are of one run',
    ],
    [['run', '--events', 'arrow'], '--events goes with --out DIR'],
    [['run', '--events', 'arow'], "--events is 'arow'; did you mean 'arrow'?"],
    [['run', '--events'], 'smars run: --events needs a value, FORMAT'],
    [['run', '--beside'], '--beside goes with --orders FILE'],
    [
      ['whatif', '--seeds', '100000'],
      `--seeds 100000: ${((CONTROLS.length + 2) * 100_001).toLocaleString('en-US')} runs; at ` +
        'most 100,000',
    ],
    [['whatif', '--short', '--only', 'fleet-audit'], '--only and --short: give one of them'],
    [
      ['whatif', '--only', 'fleet-audit,parent-quantiti'],
      "--only 'parent-quantiti': is not a control; did you mean 'parent-quantity'?",
    ],
    [['run', 'knigt-2012'], "scenario 'knigt-2012' is not known: did you mean 'knight-2012'?"],
    [['whatif', 'zzz'], `scenario 'zzz' is not known: known names: ${SCENARIO_NAMES}`],
    [
      ['schema', '--scenario', 'canarie'],
      "scenario 'canarie' is not known: did you mean 'canary'?",
    ],
    [['run', '--set', 'seed'], "--set 'seed': must be path=value"],
    [
      ['run', '--set', 'risk.parentQuantiy.mode=enforce'],
      "--set 'risk.parentQuantiy.mode=enforce': 'risk' has no field 'parentQuantiy'; did you " +
        "mean 'parentQuantity'?",
    ],
    [
      ['run', '--set', 'seed.first=3'],
      "--set 'seed.first=3': 'seed' has no field 'first'; it is not a group of fields",
    ],
    [
      ['run', '--set', 'risk.collar.percent=wide'],
      "scenario 'knight-2012' with --set risk.collar.percent=wide: risk.collar.percent: is " +
        '"wide"; must be a number from 0 to 100',
    ],
    [
      ['run', '--set', 'clock.start=10:16'],
      'scenario \'knight-2012\' with --set clock.start=10:16: clock.end: is "10:15:01"; must ' +
        'lie after the start, 10:16',
    ],
  ])('%j', async (args, message) => {
    const lines = (await refusal(args)).split('\n');
    expect(lines.length).toBe(1);
    if (message.endsWith(': ')) expect(lines[0]!.startsWith(message)).toBe(true);
    else expect(lines[0]).toBe(message);
  });
});

describe('a wrong scenario file is refused with its path:', () => {
  mkdirSync(join(folder.path, 'folder.json'));
  file('comma.json', '{\n  "name": "mine",\n}\n');
  file('word.json', '{\n  "seed": 1,\n  "seed": two\n}\n');
  file('cut.json', `${JSON.stringify(SMALL, null, 2).slice(0, 600)}`);
  file('empty.json', '');
  file('list.json', '[]');
  file('huge.json', ' '.repeat(16 * 1024 * 1024 + 1));
  const parent = { ...SMALL.risk.parentQuantity, tolerence: 3 };
  writeScenario(folder.path, {
    ...SMALL,
    name: 'unknown',
    risk: { ...SMALL.risk, parentQuantity: parent },
  });
  const { router: _, ...routerless } = SMALL;
  writeScenario(folder.path, {
    ...routerless,
    name: 'several',
    title: 5,
    clock: { ...SMALL.clock, tickMs: 0 },
    flow: [{ ...SMALL.flow[0], kind: 'auktion' }, ...SMALL.flow.slice(1)],
  });

  test.each<[name: string, message: string | RegExp]>([
    ['nothing.json', 'nothing.json: there is no such file'],
    ['nowhere/nothing', 'nowhere/nothing: there is no such file'],
    ['comma.json/below', 'comma.json/below: there is no such file'],
    ['folder.json', 'folder.json: is a directory, not a scenario file'],
    ['comma.json', 'comma.json:2:17: is not JSON: a comma follows the last item; remove it'],
    [
      'word.json',
      /^word\.json:3:11: is not JSON: 'two' is not a value; a text must be in double quotes/,
    ],
    [
      'cut.json',
      /^cut\.json:33:6: is not JSON: the text ends here; the '}' for line 29 is missing$/,
    ],
    ['empty.json', 'empty.json: is empty'],
    ['list.json', 'list.json:1:1: the whole: is []; must be an object'],
    ['huge.json', 'huge.json: has 16,777,217 bytes; a scenario file has at most 16,777,216'],
    [
      'unknown.json',
      'unknown.json:157:7: risk.parentQuantity.tolerence: is not a field here; did you mean ' +
        "'toleranceShares'?",
    ],
  ])('%s', async (name, message) => {
    for (const command of ['run', 'whatif']) {
      const said = await refusal([command, join(folder.path, name)]);
      if (typeof message === 'string') expect(said).toBe(message);
      else expect(said).toMatch(message);
    }
  });

  test('every fault is listed with its place', async () => {
    const faults = (await refusal(['run', join(folder.path, 'several.json')])).split('\n');
    expect(faults.map((fault) => fault.split(': ')[1]).sort()).toEqual([
      'clock.tickMs',
      'flow.0.kind',
      'router',
      'title',
    ]);
    expect(faults).toContain('several.json:1:1: router: is missing');
    expect(faults).toContain('several.json:3:12: title: is 5; must be a text');
  });
});

describe.concurrent('a refusal exits with 2 and one sentence on standard error:', () => {
  test.each<[args: string[], message: string]>([
    [['rnu'], "smars: 'rnu' is not a command; did you mean 'run'?"],
    [['--run'], "smars: '--run' is not a command; did you mean 'run'?"],
    [
      ['constructor'],
      `smars: 'constructor' is not a command; known names: ${COMMAND_NAMES.join(', ')}`,
    ],
    [['run', '--sede', '3'], "smars run: '--sede' is not a flag; did you mean '--seed'?"],
    [['whatif', '--seeds', 'many'], "--seeds is 'many'; must be a whole number from 1 to 100,000"],
    [
      ['run', '--set', 'sead=1'],
      "--set 'sead=1': a scenario has no field 'sead'; did you mean 'seed'?",
    ],
    [['run', 'nothing.json'], 'nothing.json: there is no such file'],
    [['run', './'], './: is a directory, not a scenario file'],
    [
      ['run', 'bad.json'],
      "bad.json:1:10: is not JSON: the text ends here; the '}' for line 1 is missing",
    ],
  ])('%j', async (args, message) => {
    file('bad.json', '{"seed": ');
    const outcome = await startSmars(args, { cwd: folder.path }).ended;
    expect(outcome).toEqual({ code: 2, signal: null, out: '', err: `${message}\n` });
  });
});

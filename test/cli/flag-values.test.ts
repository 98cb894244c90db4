import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commands.js';
import { scratchFolder } from '../support/command.js';
import { RUNAWAY } from '../support/folders.js';
import { SMALL, writeScenario } from '../support/scenarios.js';
import { refusal } from '../support/terminal.js';

const folder = scratchFolder();
afterAll(folder.remove);
const small = writeScenario(folder.path, SMALL);
writeFileSync(join(folder.path, 'summary.json'), JSON.stringify(RUNAWAY));
const orders = join(folder.path, 'orders.csv');
const plan = join(folder.path, 'plan.json');
writeFileSync(plan, JSON.stringify({ scenarios: [small], seeds: { first: 1, count: 1 } }));
writeFileSync(orders, 'ClOrdID,Symbol,Side,OrderQty,TransactTime\na,GT,1,100,10:00:00\n');

const limits = join(folder.path, 'limits.json');
writeFileSync(limits, JSON.stringify({ version: 1, firm: {} }));
const PROBED = ['--target', 'fix://127.0.0.1:9', '--limits', limits];

/** Texts that look like numbers but are not. */
const NO_NUMBERS = [
  'NaN',
  'Infinity',
  '1e3',
  '0x10',
  '-1',
  '+1',
  ' 5',
  '5 ',
  '１',
  '1,000',
  '1_000',
  'many',
  '5.',
  '.5',
  '--',
  '99999999999999999999999999',
];

type Kind =
  | 'whole'
  | 'number'
  | 'time'
  | 'amount'
  | 'name'
  | 'bound'
  | 'place'
  | 'setting'
  | 'revision'
  /** Any text, which a shell runs. */
  | 'command';
/** Every flag that takes a value: its kind, and the arguments that it needs. */
const FLAGS: Readonly<Record<string, readonly [kind: Kind, ...beside: string[]]>> = {
  'run --seed': ['whole', small],
  'run --set': ['setting', small],
  'run --orders': ['place', small],
  'run --universe': ['place', small],
  'run --limits': ['place', small],
  'run --check': ['place', small],
  'run --seeds': ['whole', small],
  'run --nats': ['name', small, '--seeds', '2'],
  'run --shard': ['name', small, '--seeds', '2', '--out', join(folder.path, 'part')],
  'run --from': ['place', small, '--seeds', '2'],
  'run --threads': ['whole', small, '--seeds', '2'],
  'run --out': ['place'],
  'run --events': ['name', small, '--out', join(folder.path, 'out')],
  'whatif --nats': ['name', small],
  'whatif --shard': ['name', small, '--out', join(folder.path, 'part')],
  'whatif --from': ['place', small],
  'whatif --seed': ['whole', small],
  'whatif --set': ['setting', small],
  'whatif --orders': ['place', small],
  'whatif --normal': ['name', small],
  'whatif --only': ['name', small],
  'whatif --sets': ['name', small],
  'whatif --stories': ['name'],
  'whatif --loss-below': ['amount', small],
  'whatif --penalty': ['amount', small],
  'whatif --universe': ['place', small],
  'whatif --limits': ['place', small],
  'whatif --limits-of': ['name', small],
  'whatif --check': ['place', small],
  'whatif --seeds': ['whole', small],
  'whatif --threads': ['whole', small],
  'whatif --out': ['place'],
  'drill --seed': ['whole', small],
  'drill --set': ['setting', small],
  'drill --speed': ['whole', small],
  'drill --port': ['whole', small],
  'drill --duration': ['time', small],
  'drill --out': ['place', small],
  'drill --score': ['place'],
  'drill --export': ['place', small],
  'tune --normal': ['name'],
  'tune --seed': ['whole'],
  'tune --set': ['setting'],
  'tune --orders': ['place'],
  'tune --universe': ['place'],
  'tune --story': ['name'],
  'tune --total-tolerance': ['number', '--story', small],
  'tune --page': ['place'],
  'tune --days': ['whole'],
  'tune --tolerance': ['number'],
  'tune --margin': ['number'],
  'tune --only': ['name'],
  'tune --limits': ['place'],
  'tune --windows': ['number'],
  'tune --classes': ['whole'],
  'tune --threads': ['whole'],
  'tune --out': ['place'],
  'tune --nats': ['name'],
  'tune --shard': ['name', '--out', join(folder.path, 'part')],
  'tune --from': ['place'],
  'sweep --out': ['place', plan],
  'sweep --shard': ['name', plan, '--out', join(folder.path, 'sweep')],
  'sweep --nats': ['name', plan, '--out', join(folder.path, 'sweep')],
  'worker --nats': ['name'],
  'worker --threads': ['whole', '--nats', 'nats://127.0.0.1:1'],
  'worker --idle': ['time', '--nats', 'nats://127.0.0.1:1'],
  'sweep --threads': ['whole', plan, '--out', join(folder.path, 'sweep')],
  'load --profile': ['name'],
  'load --rate': ['number'],
  'load --find-knee': ['bound'],
  'load --orders': ['place'],
  'load --speed': ['number', '--orders', orders],
  'load --duration': ['time'],
  'load --warmup': ['time'],
  'load --servers': ['whole'],
  'load --threads': ['whole'],
  'load --venues': ['name'],
  'load --waiting': ['name'],
  'load --batch': ['whole'],
  'load --lazy': ['whole'],
  'load --seed': ['whole'],
  'load --set': ['setting'],
  'load --kill-at': ['time'],
  'load --metrics': ['name'],
  'load --metrics-linger': ['time', '--metrics', ':0'],
  'load --kill-scope': ['name', '--kill-at', '1s'],
  'load --kill-act': ['name', '--kill-at', '1s'],
  'load --kills': ['whole'],
  'load --threshold': ['bound'],
  'load --junit': ['place', '--threshold', 'throughput>0'],
  'load --universe': ['place'],
  'load --limits': ['place'],
  'load --check': ['place'],
  'load --repeat': ['whole'],
  'load --record': ['place'],
  'load --events': ['name', '--out', join(folder.path, 'out')],
  'load --out': ['place'],
  'load --target': ['name'],
  'load --target-file': ['place', '--target', 'fix://127.0.0.1:9'],
  'load --fix-version': ['name', '--target', 'fix://127.0.0.1:9'],
  'load --target-is-mine': ['name', '--target', 'fix://127.0.0.1:9'],
  'load --venue': ['name', '--target', 'fix://127.0.0.1:9'],
  'load --venue-file': ['place', '--target', 'fix://127.0.0.1:9', '--venue', '127.0.0.1:0'],
  'load --wait': ['time', '--target', 'fix://127.0.0.1:9', '--venue', '127.0.0.1:0'],
  'load --correlate': ['whole', '--target', 'fix://127.0.0.1:9', '--venue', '127.0.0.1:0'],
  'load --mass-cancel': ['name', '--target', 'fix://127.0.0.1:9'],
  'load --target-ca': ['place', '--target', 'fixs://127.0.0.1:9'],
  'load --mix': ['name', '--target', 'fix://127.0.0.1:9'],
  'load --phases': ['name', '--target', 'fix://127.0.0.1:9'],
  'load --settle': ['time', '--target', 'fix://127.0.0.1:9'],
  'gateway --listen': ['name'],
  'gateway --tls-cert': ['place', '--tls-key', orders],
  'gateway --tls-key': ['place', '--tls-cert', orders],
  'gateway --profile': ['name'],
  'gateway --servers': ['whole'],
  'gateway --threads': ['whole'],
  'gateway --seed': ['whole'],
  'gateway --set': ['setting'],
  'gateway --limits': ['place'],
  'gateway --universe': ['place'],
  'gateway --orders': ['place'],
  'gateway --speed': ['number', '--orders', orders],
  'gateway --record': ['place'],
  'gateway --events': ['name', '--out', join(folder.path, 'out')],
  'gateway --out': ['place'],
  'gateway --duration': ['time'],
  'gateway --metrics': ['name'],
  'gateway --metrics-linger': ['time', '--metrics', ':0'],
  'venue --listen': ['name'],
  'venue --tls-cert': ['place', '--tls-key', orders],
  'venue --tls-key': ['place', '--tls-cert', orders],
  'venue --universe': ['place'],
  'venue --trouble': ['name'],
  'venue --seed': ['whole'],
  'venue --duration': ['time'],
  'venue --metrics': ['name'],
  'venue --metrics-linger': ['time', '--metrics', ':0'],
  'venue --out': ['place'],
  'venue --events': ['name', '--out', join(folder.path, 'out')],
  'venue --recover': ['place'],
  'probe --target': ['name', ...PROBED.slice(2)],
  'probe --target-file': ['place', ...PROBED],
  'probe --fix-version': ['name', ...PROBED],
  'probe --target-is-mine': ['name', ...PROBED],
  'probe --target-ca': ['place', '--target', 'fixs://127.0.0.1:9', ...PROBED.slice(2)],
  'probe --limits': ['place', ...PROBED.slice(0, 2)],
  'probe --venue': ['name', ...PROBED],
  'probe --venue-file': ['place', ...PROBED, '--venue', '127.0.0.1:0'],
  'probe --symbol': ['name', ...PROBED],
  'probe --universe': ['place', ...PROBED],
  'probe --only': ['name', ...PROBED],
  'probe --skip': ['name', ...PROBED],
  'probe --rate': ['whole', ...PROBED],
  'probe --max-orders': ['whole', ...PROBED],
  'probe --max-time': ['time', ...PROBED],
  'probe --answer': ['time', ...PROBED],
  'probe --wait': ['time', ...PROBED, '--venue', '127.0.0.1:0'],
  'probe --correlate': ['whole', ...PROBED, '--venue', '127.0.0.1:0'],
  'probe --mass-cancel': ['name', ...PROBED],
  'load --kill-exec': ['command'],
  'probe --kill-exec': ['command'],
  'probe --rearm-exec': ['command'],
  'probe --restart-exec': ['command'],
  'probe --junit': ['place', ...PROBED],
  'probe --out': ['place', ...PROBED],
  'list --universe': ['place', 'symbols'],
  'list --seed': ['whole', 'symbols'],
  'list --set': ['setting', 'symbols'],
  'list --orders': ['place', 'symbols', '--universe', 'from-orders'],
  'report --out': ['place', folder.path],
  'limits --universe': ['place'],
  'limits --explain': ['name', '--scenario', small],
  'limits --server': ['whole', '--scenario', small, '--explain', 'GT'],
  'limits --account': ['name', '--scenario', small, '--explain', 'GT'],
  'limits --scenario': ['name'],
  'compare --judge': ['name', folder.path, folder.path],
  'bench --save': ['place'],
  'bench --against': ['revision'],
  'bench --rounds': ['whole'],
  'schema --scenario': ['name'],
  'schema --profile': ['name'],
};
const of = (...kinds: readonly Kind[]) =>
  Object.entries(FLAGS).filter(([, [kind]]) => kinds.includes(kind));

test('this file tries every flag that takes a value', async () => {
  const known: string[] = [];
  for (const [name, { load }] of Object.entries(COMMANDS)) {
    const { flags } = await load();
    known.push(
      ...Object.entries(flags)
        .filter(([, { type }]) => type === 'string')
        .map(([flag]) => `${name} --${flag}`),
    );
  }
  expect(Object.keys(FLAGS).sort()).toEqual(known.sort());
});

describe('a wrong number or one out of range is refused with its flag and value:', () => {
  test.each(of('whole', 'number', 'time', 'amount'))('%s', async (flag, [kind, ...beside]) => {
    const [command = '', name = ''] = flag.split(' ');
    const wrong = kind === 'whole' ? [...NO_NUMBERS, '5.5', '5s'] : NO_NUMBERS;
    for (const value of wrong) {
      const said = await refusal(command, ...beside, `${name}=${value}`);
      expect(said).toMatch(
        new RegExp(`^${name} is '${value.replaceAll(/[.+]/g, '\\$&')}'; must be `),
      );
    }
  });

  test.each([
    ['load', '--duration', '0'],
    ['load', '--duration', '0ms'],
    ['load', '--duration', '86401'],
    ['load', '--warmup', '3601s'],
    ['load', '--kill-at', '200000'],
    ['load', '--rate', '0'],
    ['load', '--speed', '0'],
    ['load', '--threads', '9'],
    ['load', '--servers', '65'],
    ['load', '--lazy', '65536'],
    ['load', '--batch', '65536'],
    ['whatif', '--penalty', '101B'],
  ])('%s %s %s is refused without naming an inner field', async (command, flag, value) => {
    const beside = flag === '--speed' ? ['--orders', orders] : command === 'whatif' ? [small] : [];
    expect(await refusal(command, ...beside, flag, value)).toMatch(
      new RegExp(`^${flag} is '${value}'; must (?:be|not be) `),
    );
  });
});

describe('a wrong name or path is refused with its flag or itself:', () => {
  test.each(of('name', 'bound', 'revision', 'setting'))('%s', async (flag, [, ...beside]) => {
    const [command = '', name = ''] = flag.split(' ');
    for (const value of ['nonesuch', ' ', '１', ',', '+', '=', '__proto__', 'constructor']) {
      const said = await refusal(command, ...beside, `${name}=${value}`);
      expect([said, said.startsWith(name) || said.includes(value)]).toEqual([said, true]);
    }
  });

  test.each(of('place'))('%s', async (flag, [, ...beside]) => {
    const [command = '', name = ''] = flag.split(' ');
    const value = join(orders, 'below', 'file');
    expect(await refusal(command, ...beside, `${name}=${value}`)).toContain(value);
  });

  test.each([
    ['sweep', plan],
    ['whatif', '--shard', '1/2', '--seeds', '2'],
    ['tune', '--shard', '1/2'],
  ])('a file where %s leaves a folder', async (name, ...flags) => {
    expect(await refusal(name, ...flags, '--out', orders)).toBe(
      `--out ${orders}: cannot be written (EEXIST, a file is in the way)`,
    );
  });

  test.each(Object.keys(FLAGS))('%s needs a value', async (flag) => {
    const [command = '', name = ''] = flag.split(' ');
    expect(await refusal(command, `${name}=`)).toMatch(
      new RegExp(`^smars ${command}: ${name} needs a value, `),
    );
  });
});

test('a flag and a --set of the same field are refused', async () => {
  expect(await refusal('run', small, '--seed', '1', '--set', 'seed=2')).toBe(
    "--seed and --set 'seed=2': both set 'seed'; give one of them",
  );
  expect(await refusal('load', '--servers', '1', '--set', 'servers=2')).toBe(
    "--servers and --set 'servers=2': both set 'servers'; give one of them",
  );
  expect(await refusal('load', '--rate', '5', '--set', 'arrivals.perSecond=2')).toBe(
    "--rate and --set 'arrivals.perSecond=2': both set 'arrivals'; give one of them",
  );
});

test('a built-in name of another kind is refused with the command that takes it', async () => {
  expect(await refusal('run', 'normal-day')).toBe(
    "'normal-day' is a load profile, not a scenario; smars load takes it",
  );
  expect(await refusal('load', 'knight-2012')).toBe(
    "'knight-2012' is a scenario, not a load profile; smars run and smars whatif take it",
  );
});

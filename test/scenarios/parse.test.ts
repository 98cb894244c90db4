import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import {
  applyProfileSettings,
  applySettings,
  parseProfile,
  parseScenario,
  scenarioJsonSchema,
  validateScenario,
} from '../../src/scenarios/parse.js';
import { PROFILES } from '../../src/scenarios/profiles.js';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import { faultsOf, faultsWith, plain, SMALL } from '../support/scenarios.js';

describe('a scenario file', () => {
  test('is read as written', () => {
    expect(parseScenario(JSON.stringify(SMALL, null, 2), 'mine.json')).toEqual(plain(SMALL));
  });

  test('is refused with the line of any stray character', () => {
    const text = JSON.stringify({ ...SMALL, title: 'plain', description: 'plain' }, null, 2);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (at) => {
        // The character is valid inside a string.
        fc.pre((text.slice(0, at).match(/"/g)?.length ?? 0) % 2 === 0);
        const { length } = text.slice(0, at).split('\n');
        const [message] = faultsOf(() =>
          parseScenario(`${text.slice(0, at)}§${text.slice(at)}`, 'mine.json'),
        );
        expect(message).toMatch(new RegExp(`^mine\\.json:${length}:\\d+: is not JSON: `));
      }),
    );
  });

  test('reports every fault with line and column, in text order', () => {
    const { router: _, ...scenario } = plain(SMALL);
    const wrong = { ...scenario, clock: { ...SMALL.clock, end: '9:61' }, seed: -1 };
    const text = JSON.stringify(wrong, null, 2);
    const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
    expect(faultsOf(() => parseScenario(text, 'mine.json'))).toEqual([
      'mine.json:1:1: router: is missing',
      expect.stringMatching(new RegExp(`^mine\\.json:${lineOf('"seed"')}:11: seed: is -1; `)),
      `mine.json:${lineOf('"end"')}:12: clock.end: is "9:61"; must be a time of day, HH:MM or ` +
        'HH:MM:SS',
    ]);
  });

  test('reports every fault of data with path, value and reason', () => {
    const [first, ...others] = SMALL.flow;
    const { router: _, ...scenario } = plain(SMALL);
    const wrong = {
      ...scenario,
      seed: -1,
      colour: 'red',
      flow: [{ ...first, orders: 0 }, ...others],
      risk: { ...SMALL.risk, collar: 'wide' },
    };
    const [head, ...faults] = faultsOf(() => validateScenario(wrong, 'mine.json'));
    expect(head).toBe('mine.json: 5 faults');
    expect(faults.sort()).toEqual([
      expect.stringMatching(/^colour: is not a field here; (?:did you mean|known names: )/),
      'flow.0.orders: is 0; must be at least 1',
      'risk.collar: is "wide"; must be an object',
      'router: is missing',
      'seed: is -1; must be a whole number from 0 to 4,294,967,295',
    ]);
  });

  test.each<[what: string, changes: object, fault: string]>([
    [
      'a name with capitals',
      { name: 'Mine' },
      'name: is "Mine"; must be lower-case letters, digits and dashes',
    ],
    [
      'a time that does not exist',
      { clock: { ...SMALL.clock, end: '24:00' } },
      'clock.end: is "24:00"; must be a time of day, HH:MM or HH:MM:SS',
    ],
    [
      'a pre-market tick so fine that the day would not end',
      { clock: { ...SMALL.clock, preMarketTickMs: 1e-9 } },
      'clock.preMarketTickMs: is 1e-9; ',
    ],
    [
      'an equally fine tick that divides a second',
      { clock: { ...SMALL.clock, tickMs: 2 ** -30 } },
      'clock.tickMs: is 9.313225746154785e-10; ',
    ],
    [
      'prices beyond a 32-bit count of ticks',
      { universe: { ...SMALL.universe, price: { median: 11.9, sdLn: 5 } } },
      'universe.price: is {"median":11.9,"sdLn":5}; its highest value must be 200,000 at most',
    ],
    [
      'a volatility beyond the limit',
      { universe: { ...SMALL.universe, dailyVolatility: { median: 5.1, sdLn: 0 } } },
      'universe.dailyVolatility: is {"median":5.1,"sdLn":0}; its highest value must be 5 at most',
    ],
    [
      'an unknown build',
      { actions: [{ at: '09:31', do: 'deploy', servers: [1], build: 2007 }] },
      'actions.0.build: is 2007; ',
    ],
    ['a null title', { title: null }, 'title: is null; '],
    [
      'an algorithm that floods its day',
      {
        flow: [
          {
            kind: 'algorithm',
            ...{ from: '09:30', to: '09:30:10', side: 'buy', firstPlace: 0, endPlace: 1 },
            sizes: { median: 100, sdLn: 0, roundTo: 100, max: 100 },
            everySeconds: 1,
            timesTyped: 100_001,
          },
        ],
      },
      'flow.0.timesTyped: is 100001; makes 1000010 orders, and at most 1000000 are possible',
    ],
    [
      'an unknown kind of stream',
      { flow: [{ ...SMALL.flow[0], kind: 'auktion' }] },
      'flow.0.kind: is "auktion"; ',
    ],
  ])('is refused with the path of %s', (_, changes, fault) => {
    expect(
      faultsWith(changes).some((line) => line.replace('mine.json: ', '').startsWith(fault)),
    ).toBe(true);
  });

  test('names the nearest field for an unknown one, at any depth', () => {
    expect(faultsWith({ risk: { ...SMALL.risk, grossExposur: {} } })).toEqual([
      "mine.json: risk.grossExposur: is not a field here; did you mean 'grossExposure'?",
    ]);
    const sizes = { median: 300, sdLn: 0.8, roundTo: 100, max: 5000, maxx: 1 };
    expect(faultsWith({ flow: [{ ...SMALL.flow[0], sizes }] })).toEqual([
      "mine.json: flow.0.sizes.maxx: is not a field here; did you mean 'max'?",
    ]);
  });

  test('is refused if it sets a prototype', () => {
    const text = JSON.stringify(SMALL).replace(/^\{/, '{"__proto__":{"seed":1},');
    expect(faultsOf(() => parseScenario(text, 'mine.json'))[0]).toBe(
      "mine.json:1:2: '__proto__' is not a name here",
    );
  });
});

describe('settings', () => {
  const set = (...settings: string[]) => applySettings(SMALL, settings);

  test('change the named fields in a copy', () => {
    const before = JSON.stringify(SMALL);
    const after = set(
      'seed=1',
      'risk.collar.percent=5',
      'deployment.rollout.steps.2.outcome=copied',
      'actions=[]',
      'title=8 servers',
    );
    expect([after.seed, after.risk.collar.percent, after.title]).toEqual([1, 5, '8 servers']);
    expect(after.deployment.rollout.steps.map(({ outcome }) => outcome)).toEqual([
      'copied',
      'copied',
      'copied',
    ]);
    expect(JSON.stringify(SMALL)).toBe(before);
  });

  test('return the scenario itself when there are none', () => {
    expect(set()).toBe(SMALL);
  });

  test('take a value as JSON, or else as text, which may hold an equals sign', () => {
    expect(set('title="5"').title).toBe('5');
    expect(set('title=a=b').title).toBe('a=b');
    expect(set('flow=[]').flow).toEqual([]);
    expect(faultsOf(() => set('title=5'))[0]).toMatch(/title: is 5; /);
  });

  test('are refused if one undoes an earlier one', () => {
    expect(faultsOf(() => set('seed=1', 'seed=2'))[0]).toBe(
      "--set 'seed=2': sets 'seed' again, after 'seed=1'; give one of them",
    );
    expect(
      faultsOf(() =>
        set(
          'risk.collar.percent=1',
          'risk.collar={"mode":"off","percent":2,"auctionOrders":false}',
        ),
      )[0],
    ).toMatch(
      /sets 'risk\.collar\.percent' again, after 'risk\.collar\.percent=1'; give one of them$/,
    );
    expect(
      set('risk.collar={"mode":"off","percent":2,"auctionOrders":false}', 'risk.collar.percent=1')
        .risk.collar.percent,
    ).toBe(1);
  });

  test.each([
    ['seed=1e400', "--set 'seed=1e400', value:1:1: 1e400 is too large for a number"],
    [
      'seed=9007199254740993',
      "--set 'seed=9007199254740993', value:1:1: 9007199254740993 has more digits than a " +
        'number holds',
    ],
    [
      'flow=[1,]',
      "--set 'flow=[1,]', value:1:3: is not JSON: a comma follows the last item; remove it",
    ],
    [
      'risk.collar={"mode":"off","mode":"warn"}',
      `--set 'risk.collar={"mode":"off","mode":"warn"}', value:1:15: 'mode' is given a second time`,
    ],
    [`flow=${'['.repeat(20_000)}`, /, value:1:65: is nested more than 64 deep$/],
    ['seed= 5', /: seed: is " 5"; /],
    ['seed=0x10', /: seed: is "0x10"; /],
    ['seed=\uFF11', /: seed: is "\uFF11"; /],
    ['seed=', /: seed: is ""; /],
    ['seed=NaN', /: seed: is "NaN"; /],
    ['date=2012-02-30', /: date: is "2012-02-30"; must be a date of the calendar/],
    ['date=2012-13-01', /: date: is "2012-13-01"; must be a date of the calendar/],
  ])('refuse the value of %j with the reason', (setting, message) => {
    const [fault, ...more] = faultsOf(() => set(setting));
    expect(more).toEqual([]);
    if (typeof message === 'string') expect(fault!.startsWith(message)).toBe(true);
    else expect(fault).toMatch(message);
  });

  test.each([
    ['seed', "--set 'seed': must be path=value"],
    ['=1', "--set '=1': must be path=value"],
    ['sed=1', "--set 'sed=1': a scenario has no field 'sed'; did you mean 'seed'?"],
    [
      'risk.colar.mode=off',
      "--set 'risk.colar.mode=off': 'risk' has no field 'colar'; did you mean 'collar'?",
    ],
    ['seed.low=1', "--set 'seed.low=1': 'seed' has no field 'low'; it is not a group of fields"],
    ['flow.length=0', "--set 'flow.length=0': 'flow' has no field 'length'; "],
    ['flow.9.orders=1', "--set 'flow.9.orders=1': 'flow' has no field '9'; "],
    ['risk..mode=off', "--set 'risk..mode=off': 'risk' has no field ''; "],
    ['__proto__.seed=1', "--set '__proto__.seed=1': a scenario has no field '__proto__'; "],
    [
      'constructor.prototype.seed=1',
      "--set 'constructor.prototype.seed=1': a scenario has no field 'constructor'; ",
    ],
  ])('refuse %j with the reason', (setting, message) => {
    const [fault, ...more] = faultsOf(() => set('title=3 servers', setting));
    expect(more).toEqual([]);
    expect(fault!.startsWith(message)).toBe(true);
  });

  test('report all wrong values together, naming the scenario and the settings', () => {
    const [head, ...faults] = faultsOf(() => set('seed=1.5', 'risk.collar.mode=on'));
    expect(head).toBe("scenario 'small' with --set seed=1.5 --set risk.collar.mode=on: 2 faults");
    expect(faults[0]).toBe('seed: is 1.5; must be a whole number from 0 to 4,294,967,295');
    expect(faults[1]).toBe(
      'risk.collar.mode: is "on"; must be one of off, warn, enforce, shadow, measure',
    );
  });

  test('return a valid scenario or throw, and never change the one given', () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom('off', 'enforce', '09:29', 'copied', 0, 1, -1, 1e9, [], {}),
    );
    const setting = fc
      .tuple(anyPath(plain(SMALL)), value)
      .map(([path, to]) => `${path}=${JSON.stringify(to)}`);
    const before = JSON.stringify(SMALL);
    let taken = 0;
    fc.assert(
      fc.property(fc.array(setting, { minLength: 1, maxLength: 3 }), (settings) => {
        const outcome = attempt(() => applySettings(SMALL, settings));
        expect(JSON.stringify(SMALL)).toBe(before);
        if (outcome instanceof Error) {
          expect(outcome).toBeInstanceOf(InputError);
          return;
        }
        taken++;
        expect(validateScenario(plain(outcome), 'again')).toEqual(plain(outcome));
        const last = settings.at(-1)!;
        const path = last.slice(0, last.indexOf('='));
        expect(JSON.stringify(valueAt(plain(outcome), path))).toBe(
          JSON.stringify(JSON.parse(last.slice(path.length + 1))),
        );
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(10);
  });

  test('apply to a load profile under the same rules', () => {
    const [profile] = PROFILES;
    const text = JSON.stringify(profile);
    expect(parseProfile(text, 'profile.json')).toEqual(JSON.parse(text));
    expect(applyProfileSettings(profile!, ['title=Mine'])).toEqual({
      ...JSON.parse(text),
      title: 'Mine',
    });
    expect(faultsOf(() => applyProfileSettings(profile!, ['titel=Mine']))[0]).toBe(
      "--set 'titel=Mine': a load profile has no field 'titel'; did you mean 'title'?",
    );
    expect(JSON.stringify(profile)).toBe(text);
  });
});

describe('a date in a scenario', () => {
  const step = { server: 1, build: 2012, outcome: 'copied' };
  const withDate: Readonly<Record<string, (date: string) => object>> = {
    date: (date) => ({ date }),
    'deployment.rollout.steps.0.date': (date) => ({
      deployment: {
        ...SMALL.deployment,
        rollout: { ...SMALL.deployment.rollout, steps: [{ ...step, date }] },
      },
    }),
  };

  test('is tested here wherever the schema has one', () => {
    const dates: string[] = [];
    const walk = (node: Record<string, unknown>, path: string): void => {
      for (const [key, of] of Object.entries(node)) {
        if (typeof of !== 'object' || of === null) continue;
        if (key === 'date') dates.push(path);
        walk(of as Record<string, unknown>, `${path}/${key}`);
      }
    };
    walk(scenarioJsonSchema(), '');
    expect(dates).toHaveLength(Object.keys(withDate).length);
  });

  test.each(Object.entries(withDate))(
    '%s must be a calendar date that files can hold',
    (path, change) => {
      for (const date of ['2012-08-01', '2012-02-29', '1987-01-02', '2099-12-31'])
        expect(validateScenario({ ...plain(SMALL), ...change(date) }, 'mine.json').name).toBe(
          'small',
        );
      for (const date of [
        '2012-13-01',
        '2012-02-30',
        '2011-02-29',
        '0000-01-01',
        '9999-12-31',
        '1677-09-20',
        '2012-8-1',
        '20120801',
        '',
        ' 2012-08-01',
      ])
        expect(faultsWith(change(date))).toEqual([
          `mine.json: ${path}: is "${date}"; must be a date of the calendar, YYYY-MM-DD, of ` +
            'the years 1987 to 2099',
        ]);
    },
  );
});

test('a scenario survives the round trip through JSON with settings applied', () => {
  for (const scenario of SCENARIOS) {
    const moved = applySettings(scenario, [
      'seed=4294967295',
      'market.wander=false',
      'after.blockDiscount=0.5',
    ]);
    expect(parseScenario(JSON.stringify(moved), 'moved.json')).toEqual(moved);
  }
});

function attempt<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    return error as Error;
  }
}

function valueAt(root: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], root);
}

/** Draws any path in a value, joined with dots. */
function anyPath(root: unknown): fc.Arbitrary<string> {
  const paths: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (path !== '') paths.push(path);
    if (typeof value === 'object' && value !== null)
      for (const [key, next] of Object.entries(value))
        walk(next, path === '' ? key : `${path}.${key}`);
  };
  walk(root, '');
  return fc.constantFrom(...paths);
}

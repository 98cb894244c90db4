import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/assert.js';
import {
  applyProfileSettings,
  applySettings,
  parseProfile,
  parseScenario,
  scenarioJsonSchema,
  validateScenario,
} from '../../src/scenarios/load.js';
import { PROFILES } from '../../src/scenarios/profiles.js';
import { SCENARIOS } from '../../src/scenarios/scenarios.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { SMALL } from '../support/scenarios.js';

/** A scenario as a file has it: without what is undefined. */
function plain(scenario: Scenario): Record<string, unknown> {
  return JSON.parse(JSON.stringify(scenario)) as Record<string, unknown>;
}

/** The lines of the InputError that is thrown. */
function faultsOf(act: () => unknown): string[] {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message.split('\n').map((line) => line.trim());
  }
  throw new Error('nothing was thrown');
}

/** What a scenario says when one of its fields is something else. */
function faultsWith(changes: object): string[] {
  return faultsOf(() => validateScenario({ ...plain(SMALL), ...changes }, 'mine.json'));
}

describe('a scenario file', () => {
  test('is read as it is written', () => {
    expect(parseScenario(JSON.stringify(SMALL, null, 2), 'mine.json')).toEqual(plain(SMALL));
  });

  test('with a strange character anywhere is refused in its line', () => {
    const text = JSON.stringify({ ...SMALL, title: 'plain', description: 'plain' }, null, 2);
    fc.assert(
      fc.property(fc.nat({ max: text.length - 1 }), (at) => {
        // Within a string the character is not strange, and behind the last brace there is nothing
        // left.
        fc.pre((text.slice(0, at).match(/"/g)?.length ?? 0) % 2 === 0);
        const { length } = text.slice(0, at).split('\n');
        const [message] = faultsOf(() =>
          parseScenario(`${text.slice(0, at)}§${text.slice(at)}`, 'mine.json'),
        );
        expect(message).toMatch(new RegExp(`^mine\\.json:${length}:\\d+: is not JSON: `));
      }),
    );
  });

  test('tells every fault with line and column, in the order of the text', () => {
    const { router: _, ...scenario } = plain(SMALL);
    const wrong = { ...scenario, clock: { ...SMALL.clock, end: '9:61' }, seed: -1 };
    const text = JSON.stringify(wrong, null, 2);
    const lineOf = (part: string): number => text.slice(0, text.indexOf(part)).split('\n').length;
    expect(faultsOf(() => parseScenario(text, 'mine.json'))).toEqual([
      'mine.json:1:1: router: is missing',
      expect.stringMatching(new RegExp(`^mine\\.json:${lineOf('"seed"')}:11: seed: is -1; `)),
      `mine.json:${lineOf('"end"')}:12: clock.end: is "9:61"; must be a time of day, HH:MM or HH:MM:SS`,
    ]);
  });

  test('has the faults that no field can tell by itself told with line and column as well', () => {
    const text = JSON.stringify(
      { ...SMALL, clock: { ...SMALL.clock, end: SMALL.clock.start } },
      null,
      2,
    );
    expect(faultsOf(() => parseScenario(text, 'mine.json'))[0]).toMatch(
      /^mine\.json:\d+:12: clock\.end: is "09:28"; must lie after/,
    );
  });

  test('tells every fault with place, value and reason', () => {
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
      'a time that is none',
      { clock: { ...SMALL.clock, end: '24:00' } },
      'clock.end: is "24:00"; must be a time of day, HH:MM or HH:MM:SS',
    ],
    [
      'an end before the start',
      { clock: { ...SMALL.clock, end: '09:28' } },
      'clock.end: is "09:28"; must lie after the start, 09:28',
    ],
    [
      'a tick that does not divide a second',
      { clock: { ...SMALL.clock, tickMs: 300 } },
      'clock.tickMs: is 300; must divide a second',
    ],
    [
      'a tick so fine that the day would not end',
      { clock: { ...SMALL.clock, preMarketTickMs: 1e-9 } },
      'clock.preMarketTickMs: is 1e-9; ',
    ],
    [
      'a tick as fine that divides a second',
      { clock: { ...SMALL.clock, tickMs: 2 ** -30 } },
      'clock.tickMs: is 9.313225746154785e-10; ',
    ],
    [
      'stocks dearer than a count of ticks can say',
      { universe: { ...SMALL.universe, price: { median: 11.9, sdLn: 5 } } },
      'universe.price: is {"median":11.9,"sdLn":5}; its highest value must be 200,000 at most',
    ],
    [
      'stocks wilder than any',
      { universe: { ...SMALL.universe, dailyVolatility: { median: 5.1, sdLn: 0 } } },
      'universe.dailyVolatility: is {"median":5.1,"sdLn":0}; its highest value must be 5 at most',
    ],
    [
      'the flag on a server that there is not',
      { deployment: { ...SMALL.deployment, flagServers: [1, 9] } },
      'deployment.flagServers.1: is 9; there are 3 servers',
    ],
    [
      'a step for a server that there is not',
      { deployment: { ...SMALL.deployment, rollout: { ...SMALL.deployment.rollout, servers: 2 } } },
      'deployment.rollout.steps.2.server: is 3; there are 2 servers',
    ],
    [
      'a kill of no server',
      { actions: [{ at: '09:31', do: 'kill', scope: 'server' }] },
      'actions.0.server: is missing',
    ],
    [
      'a kill of a fourth',
      { actions: [{ at: '09:31', do: 'kill', scope: 'server', server: 4 }] },
      'actions.0.server: is 4; there are 3 servers',
    ],
    [
      'a build that there never was',
      { actions: [{ at: '09:31', do: 'deploy', servers: [1], build: 2007 }] },
      'actions.0.build: is 2007; ',
    ],
    [
      'a list of too few orders',
      { flow: [{ ...SMALL.flow[0], orders: 6 }] },
      'flow.0.orders: is 6; must be at least one for each stock',
    ],
    [
      'a stream beyond the universe',
      { universe: { ...SMALL.universe, stocks: 13 } },
      'flow.0: is {"kind":"auction",',
    ],
    ['a title that is null', { title: null }, 'title: is null; '],
    [
      'a stream that covers no stock',
      { flow: [{ ...SMALL.flow[3], firstPlace: 9, endPlace: 9 }] },
      'flow.0: is {"kind":"pre-market",',
    ],
    [
      'a stream that ends as it begins',
      { flow: [{ ...SMALL.flow[3], to: '09:28:20' }] },
      'flow.0.to: is "09:28:20"; must lie after 09:28:20',
    ],
    [
      'an algorithm that floods its day',
      {
        flow: [
          {
            kind: 'algorithm',
            from: '09:30',
            to: '09:30:10',
            side: 'buy',
            firstPlace: 0,
            endPlace: 1,
            sizes: { median: 100, sdLn: 0, roundTo: 100, max: 100 },
            everySeconds: 1,
            timesTyped: 100_001,
          },
        ],
      },
      'flow.0.timesTyped: is 100001; makes 1000010 orders, 1000000 at the most',
    ],
    [
      'a canary on a server that there is not',
      { operations: { ...SMALL.operations, canary: { ...SMALL.operations.canary, server: 4 } } },
      'operations.canary.server: is 4; there are 3 servers',
    ],
    [
      'a build for a server that there is not beside one that there is',
      { actions: [{ at: '09:31', do: 'deploy', servers: [1, 4], build: 2005 }] },
      'actions.0.servers: is [1,4]; there are 3 servers',
    ],
    [
      'a stream of a kind unknown',
      { flow: [{ ...SMALL.flow[0], kind: 'auktion' }] },
      'flow.0.kind: is "auktion"; ',
    ],
  ])('with %s is refused with its place', (_, changes, fault) => {
    expect(
      faultsWith(changes).some((line) => line.replace('mine.json: ', '').startsWith(fault)),
    ).toBe(true);
  });

  test('names the nearest field for one that is not known, at any depth', () => {
    expect(faultsWith({ risk: { ...SMALL.risk, grossExposur: {} } })).toEqual([
      "mine.json: risk.grossExposur: is not a field here; did you mean 'grossExposure'?",
    ]);
    const sizes = { median: 300, sdLn: 0.8, roundTo: 100, max: 5000, maxx: 1 };
    expect(faultsWith({ flow: [{ ...SMALL.flow[0], sizes }] })).toEqual([
      "mine.json: flow.0.sizes.maxx: is not a field here; did you mean 'max'?",
    ]);
  });

  test('may not smuggle in a prototype', () => {
    const text = JSON.stringify(SMALL).replace(/^\{/, '{"__proto__":{"seed":1},');
    expect(faultsOf(() => parseScenario(text, 'mine.json'))[0]).toBe(
      "mine.json:1:2: '__proto__' is not a name here",
    );
  });
});

describe('settings', () => {
  const set = (...settings: string[]) => applySettings(SMALL, settings);

  test('change the fields that they name in a copy', () => {
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

  test('that are none give the scenario itself', () => {
    expect(set()).toBe(SMALL);
  });

  test('have a value that is JSON, or else text, and may hold an equals sign', () => {
    expect(set('title="5"').title).toBe('5');
    expect(set('title=a=b').title).toBe('a=b');
    expect(set('flow=[]').flow).toEqual([]);
    expect(faultsOf(() => set('title=5'))[0]).toMatch(/title: is 5; /);
  });

  test('that undo an earlier one are refused, whichever path is the longer', () => {
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
      "--set 'seed=9007199254740993', value:1:1: 9007199254740993 has more digits than a number holds",
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
  ])('%j has a value that is refused for what is wrong with it', (setting, message) => {
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
  ])('%j is refused with the reason', (setting, message) => {
    const [fault, ...more] = faultsOf(() => set('title=3 servers', setting));
    expect(more).toEqual([]);
    expect(fault!.startsWith(message)).toBe(true);
  });

  test('whose values do not belong there are refused together, with the scenario and the settings', () => {
    const [head, ...faults] = faultsOf(() => set('seed=1.5', 'risk.collar.mode=on'));
    expect(head).toBe("scenario 'small' with --set seed=1.5 --set risk.collar.mode=on: 2 faults");
    expect(faults[0]).toBe('seed: is 1.5; must be a whole number from 0 to 4,294,967,295');
    expect(faults[1]).toBe('risk.collar.mode: is "on"; must be one of off, warn, enforce, shadow');
  });

  test('are never half applied: what is given is another valid scenario, or nothing, and the one given stays as it was', () => {
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

  test('of a load profile are taken and refused likewise', () => {
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

test('a soft level above the hard one beside it is refused, unless it is the default that came by itself', () => {
  const advShare = (softPercent: number) => ({
    risk: { ...SMALL.risk, cumulativeAdv: { mode: 'warn', percent: 0.001, softPercent } },
  });
  expect(faultsWith(advShare(0.4))).toEqual([
    'mine.json: risk.cumulativeAdv.softPercent: is 0.4; must not be above percent, 0.001',
  ]);
  expect(validateScenario({ ...plain(SMALL), ...advShare(0.5) }, 'mine.json').name).toBe('small');
});

describe('every date of a scenario', () => {
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

  test('is tried here', () => {
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
    '%s is one of the calendar that the files can hold',
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
          `mine.json: ${path}: is "${date}"; must be a date of the calendar, YYYY-MM-DD, of the years 1987 to 2099`,
        ]);
    },
  );

  test('on which the day is to be simulated is a trading day', () => {
    const closed = {
      '2012-08-04': 'a Saturday',
      '2012-08-05': 'a Sunday',
      '2012-07-04': 'Independence Day',
      '2012-10-29': 'closed for Hurricane Sandy',
    };
    for (const [date, what] of Object.entries(closed)) {
      const fault = `mine.json: date: is "${date}"; must be a trading day: ${date} is ${what}`;
      expect(faultsWith({ date })).toEqual([fault]);
    }
    const open = plain({ ...SMALL, date: '2012-08-03' });
    expect(validateScenario(open, 'mine.json')).toEqual(open);
  });

  test('on which the exchange closes early ends the clock by that close', () => {
    const ending = (end: string) =>
      plain({ ...SMALL, date: '2012-07-03', clock: { ...SMALL.clock, end } });
    expect(validateScenario(ending('13:00'), 'mine.json')).toEqual(ending('13:00'));
    expect(faultsWith(ending('13:00:01'))).toEqual([
      'mine.json: clock.end: is "13:00:01"; must not lie after the close of 2012-07-03, 13:00',
    ]);
  });
});

test('a scenario survives its own text, whatever is set in it', () => {
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

/** Any path that there is in a value, with dots. */
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

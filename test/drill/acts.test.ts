import { describe, expect, test } from 'vitest';
import { ask, type Drill, drillScenario, openDrill } from '../../src/drill/drill.js';
import { ROLES } from '../../src/risk/stops/authority.js';
import { validateScenario } from '../../src/scenarios/parse.js';
import { DEFAULT_RUNBOOK } from '../../src/scenarios/runbooks.js';
import { summariseDay } from '../../src/session/result/result.js';
import { finish, goTo, heard, open, replay, SHORT } from '../support/drill.js';
import { faultsOf, plain, SMALL } from '../support/scenarios.js';

describe('the error account', () => {
  test('is listed, unwound in a stock and in all, and sold to a dealer, each as a line', () => {
    const runbook = {
      ...DEFAULT_RUNBOOK,
      acts: DEFAULT_RUNBOOK.acts.map((row) => ({ ...row, delaySeconds: 1, chance: 1 })),
    };
    const drill = goTo(openDrill(drillScenario({ ...SHORT, runbook })), 30);
    ask(drill, { act: 'stop-firm', through: 'console' }, ['trader']);
    ask(goTo(drill, 32), { act: 'list-holdings', through: 'console' }, ['trader']);
    goTo(drill, 34);
    const [, symbol, side] = /together\. (\S+) (long|short)/.exec(heard(drill, 'answer')[0]!)!;
    const unwind = { act: 'unwind-stock', through: 'console', symbol: symbol! } as const;
    ask(drill, { ...unwind, part: 0.5 }, ['trader']);
    ask(drill, { act: 'unwind-all', through: 'console' }, ['trader']);
    ask(goTo(drill, 100), { act: 'block-sale', through: 'phone' }, ['supervisor']);
    const result = finish(drill);
    expect(heard(drill, 'asked').slice(2)).toEqual([
      `34 Unwind ${symbol} (50 % of it), at the console: in 1 s.`,
      '34 Unwind the error account, at the console: in 1 s.',
      '100 Sell the error account to a dealer, by telephone: in 1 s.',
    ]);
    expect(heard(drill, 'done').slice(1)).toEqual([
      `36 The desk unwinds 50 % of the error account in ${symbol}, over 10 min by trader.`,
      '36 The desk unwinds the error account, over 10 min by trader.',
      '102 A dealer takes the error account by supervisor.',
    ]);
    expect(['long', 'short']).toContain(side);
    expect(result.runaway.longDollars + result.runaway.shortDollars).toBe(0);
    expect(result.desk!.leftShares).toBe(0);
    expect(result.desk!.blockShares).toBeGreaterThan(0);
    expect(replay(drill)).toEqual(result);
  });

  test('that is empty is said to be, and a part belongs to acts that trade', () => {
    const drill = open();
    ask(drill, { act: 'list-holdings', through: 'console' }, ROLES);
    ask(drill, { act: 'unwind-all', through: 'console' }, ROLES);
    goTo(drill, 5);
    expect(heard(drill, 'answer')).toEqual(['-59 The error account holds nothing.']);
    expect(heard(drill, 'refused')).toEqual(['1 Unwind: the error account holds nothing.']);
    expect(() => ask(drill, { act: 'stop-firm', through: 'console', part: 0.5 }, ROLES)).toThrow(
      'part: does nothing in stop-firm',
    );
  });
});

describe('a strategy', () => {
  const stopped = (behaviour: string): Drill => {
    const drill = goTo(open(), 10);
    ask(drill, { act: 'stop-strategy', through: 'console', behaviour }, ['trader']);
    return goTo(drill, 71);
  };

  test('that ran away ends by its stop, goes on by two roles, and plays again', () => {
    const drill = stopped('power-peg');
    const before = summariseDay(drill.day).runaway.unmatchedExecutions;
    goTo(drill, 90);
    ask(drill, { act: 're-arm-strategy', through: 'phone', behaviour: 'power-peg' }, ROLES);
    goTo(drill, 150);
    expect(summariseDay(drill.day).runaway.unmatchedExecutions).toBe(before);
    const result = finish(drill);
    expect(heard(drill, 'done').map((text) => text.replace(/^\S+ /, ''))).toEqual([
      'Kill switch: strategy power-peg by trader: asked for at the bridge.',
      'Re-arm of strategy power-peg by risk-officer and supervisor: asked for at the bridge.',
    ]);
    expect(result.runaway.unmatchedExecutions).toBeGreaterThan(before);
    expect(result.acts.map(({ scope, behaviour }) => [scope, behaviour])).toEqual([
      ['behaviour', 'power-peg'],
      ['behaviour', 'power-peg'],
    ]);
    expect(replay(drill)).toEqual(result);
  });

  test('that people take for the culprit stops its own orders only', () => {
    const nothing = finish(open());
    const { runaway, servers } = finish(stopped('retail-liquidity'));
    expect(runaway.unmatchedExecutions).toBeGreaterThan(nothing.runaway.unmatchedExecutions / 2);
    const filled = (of: typeof servers): number => of[0]!.parentsFilled + of[1]!.parentsFilled;
    expect(filled(servers)).toBeLessThan(filled(nothing.servers));
  });

  test('must be one that the day has, and is killed, not halted', () => {
    const drill = open();
    const stop = { act: 'stop-strategy', through: 'console' } as const;
    expect(() => ask(drill, { ...stop, behaviour: 'powerpeg' }, ROLES)).toThrow(
      "behaviour: 'powerpeg' is not known here; did you mean 'power-peg'?",
    );
    expect(() => ask(drill, { ...stop, behaviour: 'resting' }, ROLES)).toThrow('not known here');
    const act = { at: '09:31', scope: 'behaviour' } as const;
    const faults = (...actions: object[]): string[] =>
      faultsOf(() => validateScenario({ ...plain(SMALL), actions }, 'mine.json'));
    expect(faults({ ...act, do: 'halt', behaviour: 'power-peg' })).toEqual([
      'mine.json: 2 faults',
      'actions.0.scope: is "behaviour"; must be one of firm, server, symbol, account',
      expect.stringMatching(/^actions\.0\.behaviour: is not a field here; known names: at, do, /),
    ]);
    expect(
      faults({ ...act, do: 'kill' }, { ...act, do: 'kill', behaviour: 'power-peg', server: 1 }),
    ).toEqual([
      'mine.json: 2 faults',
      'actions.0.behaviour: is missing',
      'actions.1.server: is 1; does nothing in a kill of scope behaviour',
    ]);
  });
});

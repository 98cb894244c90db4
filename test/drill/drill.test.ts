import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import type { Ask } from '../../src/drill/acts.js';
import {
  ask,
  type Drill,
  drillScenario,
  openDrill,
  playedScenario,
  secondsOf,
  stepDrill,
} from '../../src/drill/drill.js';
import { ROLES } from '../../src/risk/stops/authority.js';
import { applySettings, validateScenario } from '../../src/scenarios/parse.js';
import { DEFAULT_RUNBOOK } from '../../src/scenarios/runbooks.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import { summariseDay } from '../../src/session/result/result.js';
import { runSession } from '../../src/session/session.js';
import { faultsOf, plain, SMALL } from '../support/scenarios.js';

const SHORT = applySettings(SMALL, ['clock.end=09:33']);
const open = (): Drill => openDrill(drillScenario(SHORT));

/** Steps a drill until a second since the bell, or to its end. */
function goTo(drill: Drill, seconds = 1e6): Drill {
  while (secondsOf(drill) < seconds && !stepDrill(drill));
  return drill;
}
const finish = (drill: Drill): ReturnType<typeof summariseDay> => summariseDay(goTo(drill).day);
/** Plays the scenario that a drill leaves, as its file has it. */
const replay = (drill: Drill): ReturnType<typeof runSession> => {
  const file: unknown = JSON.parse(JSON.stringify(playedScenario(drill)));
  return runSession(validateScenario(file, 'scenario.json'));
};
const heard = ({ told }: Drill, kind: string): string[] =>
  told.filter((one) => one.kind === kind).map(({ seconds, text }) => `${seconds} ${text}`);

test.each(Array.from({ length: 4 }, (_, seed) => seed))(
  'acts at random times give a scenario that plays to the same digest (seed %i)',
  (seed) => {
    const drill = openDrill({ ...drillScenario(SHORT), seed });
    const random = new RandomStream(seed, 'trainee');
    const rows = DEFAULT_RUNBOOK.acts;
    while (!drill.isOver) {
      if (random.fraction() < 0.06) {
        const { act, through } = rows[random.below(rows.length)]!;
        const server = 1 + random.below(3);
        const { symbol } = drill.day.market.stocks[random.below(20)]!;
        ask(drill, { act, through, server, symbol }, ROLES);
      }
      stepDrill(drill);
    }
    expect(drill.day.actions.length).toBeGreaterThan(3);
    const result = summariseDay(drill.day);
    expect(replay(drill)).toEqual(result);
    expect(result.reconciliation).toEqual({ shares: 0, cashDollars: 0, feesDollars: 0 });
  },
);

describe('a drill in which nobody acts', () => {
  test('is the day of its scenario, without the acts by which people ended it', () => {
    const drill = openDrill(
      drillScenario({
        ...SHORT,
        actions: [
          { at: '09:31', do: 'notice', text: 'the exchange calls' },
          { at: '09:32', do: 'kill', scope: 'firm' },
        ],
      }),
    );
    const result = finish(drill);
    expect(heard(drill, 'call')).toEqual(['61 The exchange calls.']);
    expect(result.digest).toBe(replay(drill).digest);
    expect(result.runaway.untilNs).toBeGreaterThan(179e9);
  });

  test('begins at 07:30 where the morning begins before nine', () => {
    expect(drillScenario(findScenario('knight-2012')).clock.start).toBe('07:30');
    expect(drillScenario(SHORT).clock.start).toBe('09:28');
  });
});

describe('an act', () => {
  test('takes effect after its delay, and is told when asked for and when done', () => {
    const drill = goTo(open(), 60);
    ask(drill, { act: 'stop-server', through: 'console', server: 3 }, ['operations']);
    ask(drill, { act: 'look-up-build', through: 'console', server: 3 }, ['operations']);
    goTo(drill, 160);
    expect(heard(drill, 'asked')).toEqual([
      '60 Stop server 3, at the console: at once.',
      '60 Look up the build of server 3, at the console: in 90 s.',
    ]);
    expect(heard(drill, 'done')).toEqual([
      '61 Kill switch: server 3 by operations: asked for at the bridge.',
    ]);
    expect(heard(drill, 'answer')).toEqual([
      '151 Server 3 runs build 2005. The rollout meant build 2012.',
    ]);
    const { servers, runaway } = finish(drill);
    expect(runaway.lastNs).toBeLessThan(61e9);
    expect(servers[2]!.unmatchedExecutions).toBeGreaterThan(0);
  });

  test('may fail, and then changes nothing', () => {
    const fails = { ...DEFAULT_RUNBOOK.acts.find(({ act }) => act === 'flag-off')!, chance: 0 };
    const scenario = { ...SHORT, runbook: { ...DEFAULT_RUNBOOK, acts: [fails] } };
    const drill = openDrill(
      drillScenario({ ...scenario, clock: { ...SHORT.clock, end: '09:36' } }),
    );
    ask(goTo(drill, 1), { act: 'flag-off', through: 'phone' }, ROLES);
    goTo(drill);
    expect(heard(drill, 'failed')).toEqual([
      '302 Turn the flag off: nobody who knows the flag picks up.',
    ]);
    expect(drill.day.servers.every(({ router }) => router.flagMask !== 0)).toBe(true);
  });

  test('of the flag reaches every server, and ends the runaway', () => {
    const drill = openDrill(drillScenario({ ...SHORT, clock: { ...SHORT.clock, end: '09:36' } }));
    drill.chances.fraction();
    for (let tries = 0; tries < 20; tries++)
      ask(drill, { act: 'flag-off', through: 'phone' }, ['operations']);
    const { servers, runaway } = finish(drill);
    expect(servers.map(({ honoursFlag }) => honoursFlag)).toEqual([false, false, false]);
    expect(runaway.lastNs).toBeLessThan(181e9);
  });

  test('is refused with its reason where nobody may ask for it, or it names nothing', () => {
    const drill = open();
    const refused = (request: object, roles = ROLES as readonly (typeof ROLES)[number][]) =>
      faultsOf(() => ask(drill, request as Ask, roles));
    expect(refused({ act: 'stop-firn', through: 'console' })).toEqual([
      "act: 'stop-firn' is not in the runbook; did you mean 'stop-firm'?",
    ]);
    expect(refused({ act: 'stop-firm', through: 'colo' })).toEqual([
      "through: 'colo' is no way to stop-firm; known names: console",
    ]);
    expect(refused({ act: 'stop-server', through: 'console', server: 4 })).toEqual([
      'server: is 4; must be 1 to 3',
    ]);
    expect(refused({ act: 'stop-symbol', through: 'console', symbol: 'NOPE' })[0]).toMatch(
      /^symbol: 'NOPE' is not known here/,
    );
    expect(refused({ act: 'roll-back', through: 'console' }, ['trader'])).toEqual([
      "act: 'roll-back' may be asked for by operations, not by trader",
    ]);
    expect(drill.day.actions).toEqual([]);
    goTo(drill);
    expect(refused({ act: 'stop-firm', through: 'console' })).toEqual([
      "act: 'stop-firm' comes after the end of the drill",
    ]);
  });
});

test('a re-arm is by two roles, and refused where nothing is stopped', () => {
  const drill = goTo(open(), 10);
  ask(drill, { act: 'stop-firm', through: 'console' }, ROLES);
  stepDrill(drill);
  ask(drill, { act: 're-arm-firm', through: 'phone' }, ROLES);
  stepDrill(drill);
  ask(drill, { act: 're-arm-firm', through: 'phone' }, ROLES);
  const result = finish(drill);
  const by = 're-arm of the firm by risk-officer and supervisor';
  expect(heard(drill, 'done').at(-1)).toBe(`72 R${by.slice(1)}: asked for at the bridge.`);
  expect(heard(drill, 'refused')).toEqual(['73 Re-arm of the firm: nothing has stopped it.']);
  expect(replay(drill).digest).toBe(result.digest);
});

test('a runbook in a file is checked, with the place of each fault', () => {
  const row = DEFAULT_RUNBOOK.acts[0]!;
  const acts = [row, row, { ...row, act: 'roll-back', chance: 0.5 }];
  expect(
    faultsOf(() =>
      validateScenario({ ...plain(SMALL), runbook: { ...DEFAULT_RUNBOOK, acts } }, 'mine.json'),
    ),
  ).toEqual([
    'mine.json: 2 faults',
    'runbook.acts.1.through: is "console"; read-mails by console is in row 0 already',
    'runbook.acts.2.fails: is missing',
  ]);
});

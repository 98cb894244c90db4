import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { formatTimeOfDay, parseTimeOfDay } from '../../src/base/units.js';
import { WORKING_BEHAVIOURS } from '../../src/deployment/builds.js';
import { ACT_GROUPS, type Ask } from '../../src/drill/acts.js';
import {
  ask,
  type Drill,
  drillScenario,
  openDrill,
  playedScenario,
  secondsOf,
  stepDrill,
} from '../../src/drill/drill.js';
import { frameOf, sceneOf } from '../../src/drill/view.js';
import { ROLES } from '../../src/risk/stops/authority.js';
import { ACT_SUBJECTS } from '../../src/scenarios/act-subjects.js';
import { validateScenario } from '../../src/scenarios/parse.js';
import { DEFAULT_RUNBOOK } from '../../src/scenarios/runbooks.js';
import { findScenario, SCENARIOS } from '../../src/scenarios/scenarios.js';
import { summariseDay } from '../../src/session/result/result.js';
import { finish, goTo, heard, open, replay, SHORT } from '../support/drill.js';
import { faultsOf, plain, SMALL } from '../support/scenarios.js';

test.each(Array.from({ length: 4 }, (_, seed) => seed))(
  'acts at random times give a scenario that plays to the same digest (seed %i)',
  (seed) => {
    const drill = openDrill({ ...drillScenario(SHORT), seed });
    const random = new RandomStream(seed, 'trainee');
    const rows = DEFAULT_RUNBOOK.acts.filter(({ act }) => ACT_SUBJECTS[act] !== 'account');
    while (!drill.isOver) {
      if (random.fraction() < 0.06) {
        const { act, through } = rows[random.below(rows.length)]!;
        const server = 1 + random.below(3);
        const { symbol } = drill.day.market.stocks[random.below(20)]!;
        const behaviour = WORKING_BEHAVIOURS[random.below(3)]!;
        const subjects = { none: {}, server: { server }, symbol: { symbol }, account: {} };
        const subject = { ...subjects, behaviour: { behaviour } }[ACT_SUBJECTS[act]];
        const part = ACT_GROUPS[act] === 'trade' && { part: (1 + random.below(4)) / 4 };
        ask(drill, { act, through, ...subject, ...part }, ROLES);
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
    expect(refused({ act: 'stop-firm', through: 'console', server: 1 })).toEqual([
      'server: does nothing in stop-firm',
    ]);
    expect(refused({ act: 'look-up-flag', through: 'phone', server: 1, symbol: 'GT' })).toEqual([
      'symbol: does nothing in look-up-flag',
    ]);
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

describe('a drill', () => {
  test('leaves what people did to its trainee: watchers, and what another drill asked for', () => {
    const asked = { by: ['operations'], asked: '09:31' } as const;
    const said = { at: '09:31', do: 'notice', text: 'the exchange calls' } as const;
    const outage = { at: '09:32', do: 'disconnect', server: 1 } as const;
    const watch = {
      at: '09:30',
      do: 'watch',
      executionsPerSecond: 300,
      everySeconds: 15,
      killAboveDollars: 1e6,
      decideSeconds: 60,
    } as const;
    const actions = [
      said,
      outage,
      watch,
      { at: '09:32', do: 'kill', scope: 'firm' },
      { at: '09:32', do: 'deploy', servers: [3], build: 2012 },
      { at: '09:32', do: 'flag', servers: [3], honoured: false, ...asked },
      { at: '09:32', do: 'record', act: 'read-mails', through: 'console', ...asked },
      { at: '09:33', do: 'disconnect', server: 2, ...asked },
    ] as const;
    expect(drillScenario({ ...SHORT, actions }).actions).toEqual([said, outage]);
  });

  test('hears each colleague at that colleague’s time, whatever their order in the file', () => {
    const ask2 = [
      { from: 'late', afterSeconds: 9, text: 'Still?' },
      { from: 'early', afterSeconds: 2, text: 'Already?' },
    ];
    const drill = openDrill(
      drillScenario({ ...SHORT, runbook: { ...DEFAULT_RUNBOOK, colleagues: ask2 } }),
    );
    goTo(drill, 60);
    const [early, late] = drill.told.filter(({ kind }) => kind === 'colleague');
    expect([early!.from, late!.from, late!.seconds - early!.seconds]).toEqual(['early', 'late', 7]);
  });

  test('may be asked for what takes longer than the day: it comes too late, and plays', () => {
    const slow = { ...DEFAULT_RUNBOOK.acts[0]!, delaySeconds: 86_400 };
    const drill = openDrill(
      drillScenario({ ...SHORT, runbook: { ...DEFAULT_RUNBOOK, acts: [slow] } }),
    );
    ask(drill, { act: slow.act, through: slow.through }, ROLES);
    const { digest } = finish(drill);
    expect(drill.day.actions.map(({ at }) => at)).toEqual(['23:59:59']);
    expect(heard(drill, 'answer')).toEqual([]);
    expect(replay(drill).digest).toBe(digest);
  });

  test('keeps the reason of a look-up and of a failure in its scenario', () => {
    const drill = openDrill(drillScenario(SHORT));
    const look = { act: 'look-up-build', through: 'console', server: 3 } as const;
    ask(drill, { ...look, reason: 'it sends most' }, ROLES);
    const line = playedScenario(drill).actions[0]!;
    expect(line).toMatchObject({ do: 'record', reason: 'it sends most' });
    const told = replay(drill).events.map(({ text }) => text);
    expect(told.join('\n')).toContain(
      'look up the build of server 3, at the console by operations',
    );
    expect(told.join('\n')).toContain(': it sends most, asked for at 09:28:00');
  });

  test('re-arms by two different roles, whoever asks', () => {
    const rows = DEFAULT_RUNBOOK.acts.filter(({ act }) => act === 're-arm-firm');
    const acts = [
      ...rows.map((row) => ({ ...row, by: ['supervisor'] as const })),
      DEFAULT_RUNBOOK.acts.find(({ act }) => act === 'stop-firm')!,
    ];
    const drill = openDrill(drillScenario({ ...SHORT, runbook: { ...DEFAULT_RUNBOOK, acts } }));
    ask(drill, { act: 'stop-firm', through: 'console' }, ROLES);
    stepDrill(drill);
    ask(drill, { act: 're-arm-firm', through: 'phone' }, ROLES);
    finish(drill);
    expect(heard(drill, 'done').at(-1)).toContain('by supervisor and risk-officer');
    expect(heard(drill, 'refused')).toEqual([]);
  });
});

test('a re-arm takes two seats where two roles have it, who ask for the same in time', () => {
  const drill = openDrill(drillScenario(SMALL));
  const rearm = { act: 're-arm-firm', through: 'phone' } as const;
  ask(drill, { act: 'stop-firm', through: 'console' }, ROLES);
  stepDrill(drill);
  expect(ask(drill, rearm, ['risk-officer']).text).toBe(
    'Re-arm the firm: it waits for supervisor to ask for the same.',
  );
  ask(drill, rearm, ['risk-officer']);
  ask(drill, { ...rearm, act: 're-arm-server', server: 3 }, ['supervisor']);
  expect(drill.day.actions.length).toBe(1);
  goTo(drill, secondsOf(drill) + 301);
  ask(drill, rearm, ['supervisor']);
  expect(drill.day.actions.length).toBe(1);
  ask(drill, rearm, ['risk-officer']);
  const { digest } = finish(drill);
  expect(drill.day.actions.map((one) => ('by' in one ? one.by : []))).toEqual([
    ['risk-officer'],
    ['supervisor', 'risk-officer'],
  ]);
  expect(heard(drill, 'refused')).toEqual([]);
  expect(replay(drill).digest).toBe(digest);
});

test('people let only orders through that reduce, and cancel what rests, if anything does', () => {
  const drill = goTo(open(), 10);
  ask(drill, { act: 'cancel-resting', through: 'console' }, ROLES);
  ask(drill, { act: 'reduce-firm', through: 'console' }, ROLES);
  const { digest, runaway } = finish(drill);
  expect(heard(drill, 'done')).toEqual([
    '11 The firm may only reduce by risk-officer: asked for at the bridge.',
  ]);
  expect(heard(drill, 'refused')).toEqual(['16 Cancel: no order rests at a venue now.']);
  expect(runaway.unmatchedExecutions).toBeLessThan(finish(open()).runaway.unmatchedExecutions / 2);
  expect(replay(drill).digest).toBe(digest);
});

test('an account of the scenario can be stopped and let go; there is no act without one', () => {
  const layers = { accounts: { FUND: { maxQuantity: { mode: 'enforce', shares: 1e6 } } } };
  const story = validateScenario(
    plain({ ...SHORT, risk: { ...SHORT.risk, layers } as typeof SHORT.risk }),
    'mine.json',
  );
  const drill = openDrill(drillScenario(story));
  const offered = ({ day, scenario }: Drill): number =>
    sceneOf({ day, scenario } as Drill, {
      name: 'bridge',
      isTrainer: false,
      isLeading: true,
      roles: ROLES,
    }).acts.filter(({ subject }) => subject === 'account').length;
  expect([offered(drill), offered(open())]).toEqual([2, 0]);
  const stop = { act: 'stop-account', through: 'console' } as const;
  expect(() => ask(drill, { ...stop, account: 'FUN' }, ROLES)).toThrow(
    "account: 'FUN' is not known here; did you mean 'FUND'?",
  );
  ask(drill, { ...stop, account: 'FUND' }, ROLES);
  goTo(drill, 61);
  ask(drill, { act: 're-arm-account', through: 'phone', account: 'FUND' }, ROLES);
  const { digest } = finish(drill);
  expect(heard(drill, 'done').map((text) => text.replace(/^\S+ /, ''))).toEqual([
    'Kill switch: account FUND by trader: asked for at the bridge.',
    'Re-arm of account FUND by risk-officer and supervisor: asked for at the bridge.',
  ]);
  expect(replay(drill).digest).toBe(digest);
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

test('a record in a file names what its act is about, and nothing else', () => {
  const record = { at: '09:31', do: 'record', through: 'console' } as const;
  const actions = [
    { ...record, act: 'look-up-build' },
    { ...record, act: 'stop-symbol' },
    { ...record, act: 'read-mails', server: 1, symbol: 'GT' },
  ];
  expect(faultsOf(() => validateScenario({ ...plain(SMALL), actions }, 'mine.json'))).toEqual([
    'mine.json: 4 faults',
    'actions.0.server: is missing',
    'actions.1.symbol: is missing',
    'actions.2.server: is 1; does nothing in a record of read-mails',
    'actions.2.symbol: is "GT"; does nothing in a record of read-mails',
  ]);
});

test.each(SCENARIOS.map(({ name }) => name).filter((name) => !name.startsWith('normal-')))(
  '%s can be drilled: it begins, is seen, an act works, it ends, and plays again',
  (name) => {
    const whole = drillScenario(findScenario(name));
    const endNs = parseTimeOfDay(whole.clock.start) + 10e9;
    const drill = openDrill({
      ...whole,
      clock: { ...whole.clock, end: formatTimeOfDay(endNs) },
    });
    ask(drill, { act: 'stop-firm', through: 'console' }, ROLES);
    const { digest } = finish(drill);
    expect(drill.day.actions.filter(({ do: act }) => act === 'kill').length).toBe(1);
    expect(heard(drill, 'done').length).toBe(1);
    expect(replay(drill).digest).toBe(digest);
    expect(heard(drill, 'over').length).toBe(1);
    const frame = frameOf(drill, { speed: 1, isPaused: false, isTrainer: true });
    expect([frame.isBegun, frame.isOver]).toEqual([true, true]);
    expect(frame.truth!.servers.length).toBe(drill.day.servers.length);
  },
);

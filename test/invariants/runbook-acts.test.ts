import { expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { ask, type Drill, drillScenario, openDrill, stepDrill } from '../../src/drill/drill.js';
import { frameOf, sceneOf } from '../../src/drill/view.js';
import { applySettings, scenarioJsonSchema, validateScenario } from '../../src/scenarios/parse.js';
import type { Runbook } from '../../src/session/day/runbook.js';
import { plain, SMALL } from '../support/scenarios.js';

/** Each field of a runbook, and what it is set to in place of its value in RUNBOOK. */
const CHANGES: Readonly<Record<string, unknown>> = {
  'monitor.executionsPerSecond': 2,
  'monitor.everySeconds': 7,
  'acts.0.act': 'stop-firm',
  'acts.0.through': 'colo',
  'acts.0.delaySeconds': 12,
  'acts.0.chance': 0,
  'acts.0.by': ['trader'],
  'acts.0.fails': 'the line is busy',
  'colleagues.0.from': 'technology',
  'colleagues.0.afterSeconds': 20,
  'colleagues.0.text': 'Shall we stop?',
};

const RUNBOOK: Runbook = {
  monitor: { executionsPerSecond: 1000, everySeconds: 1 },
  acts: [
    {
      act: 'exchange-halt',
      through: 'phone',
      delaySeconds: 5,
      chance: 1,
      by: ['operations'],
      fails: 'nobody picks up',
    },
  ],
  colleagues: [{ from: 'trading desk', afterSeconds: 3, text: 'Is this us?' }],
};

/** What people at the bridge see and hear while operations ask for the same acts at the bell. */
function seenWith(change: string, value: unknown): string {
  const runbook = structuredClone(RUNBOOK);
  const names = change.split('.');
  const last = names.pop()!;
  let around = runbook as unknown as Record<string, unknown>;
  for (const name of names) around = around[name] as Record<string, unknown>;
  if (change !== '') around[last] = value;
  const scenario = applySettings({ ...SMALL, runbook }, ['clock.end=09:30:30']);
  const drill = openDrill(drillScenario(validateScenario(plain(scenario), 'mine.json')));
  const seat = { name: 'operations', isTrainer: false, isLeading: true, roles: ['operations'] };
  const seen: unknown[] = [sceneOf(drill, seat)];
  do {
    if (drill.day.cursor.nowNs[0] === 0) seen.push(askOperations(drill));
    const frame = frameOf(drill, { speed: 1, isPaused: false, isTrainer: false });
    seen.push(frame.monitor, frame.servers);
  } while (!stepDrill(drill));
  return JSON.stringify([seen, drill.told]);
}

function askOperations(drill: Drill): string {
  try {
    return ask(drill, { act: 'exchange-halt', through: 'phone' }, ['operations']).text;
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return (error as InputError).message;
  }
}

type Node = { properties?: Record<string, Node>; items?: Node };
/** The paths of a schema's leaves; of a list, those of its first row. */
const leavesOf = ({ properties, items }: Node, path: readonly string[] = []): string[] =>
  properties !== undefined
    ? Object.entries(properties).flatMap(([name, of]) => leavesOf(of, [...path, name]))
    : items?.properties !== undefined
      ? leavesOf(items, [...path, '0'])
      : [path.join('.')];

test('every field of a runbook is tried', () => {
  const { properties } = scenarioJsonSchema() as Node;
  expect(Object.keys(CHANGES).toSorted()).toEqual(leavesOf(properties!.runbook!).toSorted());
});

const plainly = seenWith('', undefined);

test.each(Object.keys(CHANGES))('%s of a runbook acts in a drill', (field) => {
  if (field !== 'acts.0.fails') {
    expect(seenWith(field, CHANGES[field])).not.toBe(plainly);
    return;
  }
  // What is heard of a failure is heard of a failure alone.
  const failing = (fails: unknown): string =>
    seenWith('acts.0', { ...RUNBOOK.acts[0], chance: 0, fails });
  expect(failing(CHANGES[field])).toContain('exchanges to refuse our orders: the line is busy');
  expect(failing(RUNBOOK.acts[0]!.fails)).toContain(
    'exchanges to refuse our orders: nobody picks up',
  );
});

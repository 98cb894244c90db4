import { expect, test } from 'vitest';
import { CONTROLS, withControls } from '../../src/scenarios/controls.js';
import { applySettings } from '../../src/scenarios/parse.js';
import { runSession } from '../../src/session/session.js';
import { BASE_ROW, JOINT, JOINT_ROWS, readCell, readNormal } from '../../src/whatif/cells.js';
import { SMALL } from '../support/scenarios.js';

const control = CONTROLS.find(({ name }) => name === 'server-rate')!;
const settings = ['clock.end=09:30:30', 'risk.serverRate.perSecond=20'];
const scenario = withControls(applySettings(SMALL, settings), [control]);
const result = runSession(scenario);

test('a cell has the first breach of a control, and what was executed after it', () => {
  const trip = result.events.find(({ check }) => check === 'server-rate')!;
  const cell = readCell(result, [control]);
  expect(cell.trippedNs).toBe(trip.timeNs);
  expect(cell.leakedExecutions).toBe(result.runaway.unmatchedExecutions - trip.unmatchedExecutions);
  expect(cell.refused).toBe(result.children - result.admitted);
  expect(cell.refused).toBeGreaterThan(0);
  expect(readCell(result, [])).toMatchObject({ trippedNs: null, leakedExecutions: 0 });
});

test('a normal cell counts parents by first try and by what was not filled', () => {
  const { tries, parents, children } = result;
  expect(readNormal(result, [control])).toMatchObject({
    firstTries: tries.firstTries,
    firstTriesRefused: tries.firstTriesRefused,
    parentsEntered: tries.orders,
    parentsUnfilled: tries.ordersUnfilled,
    parents,
    children,
  });
});

test('rows of several controls have names that no control has', () => {
  expect(JOINT_ROWS).toEqual(Object.values(JOINT));
  const taken = CONTROLS.map(({ name }) => name);
  for (const name of [BASE_ROW, ...JOINT_ROWS]) expect(taken).not.toContain(name);
});

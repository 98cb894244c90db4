import { expect, test } from 'vitest';
import { applySettings } from '../../../src/scenarios/parse.js';
import { drawInputs, keepInputs } from '../../../src/session/day/inputs.js';
import { SMALL } from '../../support/scenarios.js';

test('inputs are drawn once for days with the same stocks, orders and seed', () => {
  const draw = keepInputs();
  const first = draw(SMALL, 7);
  expect(first).toEqual(drawInputs(SMALL, 7));
  expect(draw(applySettings(SMALL, ['risk.collar.mode=enforce']), 7)).toBe(first);
  const others = [
    draw(SMALL, 8),
    draw(applySettings(SMALL, ['universe.stocks=201']), 7),
    draw(applySettings(SMALL, ['deployment.flagBit=3']), 7),
  ];
  expect(others).not.toContain(first);
  expect(others[2]).toEqual(drawInputs(applySettings(SMALL, ['deployment.flagBit=3']), 7));
});

test('the last two inputs are kept', () => {
  const draw = keepInputs();
  const [first, second] = [draw(SMALL, 1), draw(SMALL, 2)];
  expect([draw(SMALL, 1), draw(SMALL, 2)]).toEqual([first, second]);
  expect(draw(SMALL, 1)).toBe(first);
  draw(SMALL, 3);
  draw(SMALL, 4);
  expect(draw(SMALL, 1)).not.toBe(first);
});

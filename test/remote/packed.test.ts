import { describe, expect, test } from 'vitest';
import { createOrderFlow } from '../../src/orders/flow.js';
import { packInput, packTask, unpackInput } from '../../src/remote/packed.js';
import { findScenario } from '../../src/scenarios/scenarios.js';

const PROGRAM = { version: '1', revision: 'r', nodeMajor: 20 };
const spec = findScenario('clean-rollout');

describe('the input of a day', () => {
  test('is the same on the other side, orders included', () => {
    const flow = {
      ...createOrderFlow(3),
      count: 3,
      clOrdIds: ['a', 'b "c"', ''],
      date: '2012-08-01',
    };
    flow.arrivalNs.set([1.5, 2, 3e12]);
    flow.quantity.set([100, 200, 2_000_000]);
    flow.account.set([0, 1, 65_535]);
    const { text, digest } = packInput({ spec, orders: { flow, beside: true } });
    expect(unpackInput(text, digest)).toEqual({
      spec,
      isShadow: false,
      orders: { flow, beside: true },
    });
    expect(packInput({ spec, orders: { flow, beside: false } }).digest).not.toBe(digest);
  });

  test('is refused if its bytes are not those of its digest, or if it is no day', () => {
    const { text, digest } = packInput({ spec });
    expect(() => unpackInput(`${text} `, digest)).toThrow(`input ${digest}: its bytes are others`);
    const wrong = packInput({ spec: { ...spec, seed: -1 } });
    expect(() => unpackInput(wrong.text, wrong.digest)).toThrow(`input ${wrong.digest}: seed: `);
  });

  test('has a key that program, content and seed determine', () => {
    const { digest } = packInput({ spec });
    const keys = [
      packTask(PROGRAM, digest, 1),
      packTask(PROGRAM, digest, 2),
      packTask({ ...PROGRAM, revision: 's' }, digest, 1),
      packTask(PROGRAM, packInput({ spec, isShadow: true }).digest, 1),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
    expect(packTask(PROGRAM, packInput({ spec: { ...spec } }).digest, 1).key).toBe(keys[0]);
  });
});

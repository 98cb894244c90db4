import { describe, expect, test } from 'vitest';
import { createOrderFlow, type OrderFlow } from '../../src/orders/flow.js';
import { DayPacker, unpackFlow, unpackInput } from '../../src/remote/packed.js';
import { findScenario } from '../../src/scenarios/scenarios.js';
import type { DaySpec } from '../../src/session/day/spec.js';
import type { DayTask } from '../../src/session/session-pool.js';
import { measuringDay, tunableChecks } from '../../src/session/tune/training.js';

const PROGRAM = { version: '1', revision: 'r', nodeMajor: 20 };
const spec = findScenario('clean-rollout');
const noFlow = (): never => {
  throw new Error('there are no orders');
};

/** Packs tasks, and returns them with the texts that they name. */
function packAll(...tasks: DayTask[]) {
  const texts = new Map<string, string>();
  const packer = new DayPacker(PROGRAM, (digest, text) => {
    expect(texts.has(digest)).toBe(false);
    texts.set(digest, text);
  });
  const packed = tasks.map((task) => packer.pack(task));
  const flowOf = async (digest: string): Promise<OrderFlow> =>
    unpackFlow(texts.get(digest)!, digest);
  return {
    packed,
    texts,
    unpack: (digest: string) => unpackInput(texts.get(digest)!, digest, flowOf),
  };
}

describe('the input of a day', () => {
  const flow = {
    ...createOrderFlow(3),
    count: 3,
    clOrdIds: ['a', 'b "c"', ''],
    date: '2012-08-01',
  };
  flow.arrivalNs.set([1.5, 2, 3e12]);
  flow.quantity.set([100, 200, 2_000_000]);
  flow.account.set([0, 1, 65_535]);

  test('is the same on the other side, orders included, which are packed once', async () => {
    const orders = { flow, beside: true };
    const other = { ...spec, title: 'another' };
    const { packed, texts, unpack } = packAll(
      { spec, orders },
      { spec: other, orders },
      { spec, orders: { flow, beside: false } },
      { spec, orders, seed: 5 },
    );
    expect(await unpack(packed[0]!.input)).toEqual({ spec, isShadow: false, orders });
    expect((await unpack(packed[1]!.input)).spec).toEqual(other);
    expect(packed[3]!.input).toBe(packed[0]!.input);
    expect(new Set(packed.map(({ input }) => input)).size).toBe(3);
    expect(texts.size).toBe(4);
  });

  test('has what smars tune measures, and nothing else that a scenario has not', async () => {
    const terms = { windowsSeconds: [1, 60], classes: 3, hasGrid: true };
    const measuring = measuringDay(spec, tunableChecks(), terms);
    const { packed, unpack } = packAll({ spec: measuring });
    expect((await unpack(packed[0]!.input)).spec).toEqual(measuring);
    const odd = { ...spec, risk: { ...spec.risk, measuring: { classes: -1 } } };
    const wrong = packAll({ spec: odd as unknown as DaySpec });
    await expect(wrong.unpack(wrong.packed[0]!.input)).rejects.toThrow('input ');
  });

  test('is refused if its bytes are not those of its digest, or if it is no day', async () => {
    const { packed, texts } = packAll({ spec, orders: { flow, beside: true } });
    for (const [digest, text] of texts)
      if (digest === packed[0]!.input)
        await expect(unpackInput(`${text} `, digest, noFlow)).rejects.toThrow('bytes are others');
      else
        expect(() => unpackFlow(`${text} `, digest)).toThrow(
          `input ${digest}: its bytes are others`,
        );
    const wrong = packAll({ spec: { ...spec, seed: -1 } });
    const { input } = wrong.packed[0]!;
    await expect(wrong.unpack(input)).rejects.toThrow(`input ${input}: seed: `);
  });

  test('has no checks of one machine', () => {
    expect(() => packAll({ spec, checks: ['file:///c.mjs'] })).toThrow('--check: ');
  });

  test('has a key that program, content and seed determine', () => {
    const keys = [
      ...packAll({ spec, seed: 1 }, { spec, seed: 2 }, { spec, seed: 1, isShadow: true }).packed,
      new DayPacker({ ...PROGRAM, revision: 's' }).pack({ spec, seed: 1 }),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
    expect(packAll({ spec: { ...spec }, seed: 1 }).packed[0]!.key).toBe(keys[0]);
  });
});

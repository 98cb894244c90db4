import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { Side, Verdict } from '../../../src/orders/codes.js';
import {
  type CheckDefinition,
  type CustomChecks,
  defineCheck,
  loadChecks,
  mergeCustom,
  openCustomChecks,
  summariseCustom,
  tellCustom,
} from '../../../src/risk/gate/custom-checks.js';
import { scratchFolder } from '../../support/command.js';
import { judge, type LoneGate, loneGate } from '../../support/gate.js';

const folder = scratchFolder();
afterAll(folder.remove);

/** Writes a module into the scratch folder; returns its URL. */
function writeModule(name: string, text: string): string {
  const path = join(folder.path, name);
  writeFileSync(path, text);
  return pathToFileURL(path).href;
}

/** Returns a gate with custom checks. */
function gateWith(
  definitions: readonly CheckDefinition[],
  server = 3,
): LoneGate & { custom: CustomChecks } {
  const custom = openCustomChecks(definitions, server, 8, 16);
  const lone = loneGate(
    { maxQuantity: { mode: 'enforce', shares: 500 } },
    [{}, { side: 'sell', symbol: 5 }],
    { server },
  );
  return { ...lone, gate: { ...lone.gate, custom }, custom };
}

/** Returns a check that only asks a question. */
const asks = (name: string, admit: CheckDefinition['admit']): CheckDefinition => ({
  name,
  parameters: {},
  rows: 'one',
  columns: {},
  admit,
});

describe('the order that a custom check sees', () => {
  test('has its parent, instrument, size, price, sequence and time', () => {
    const seen: object[] = [];
    const lone = gateWith([asks('all', (order) => seen.push({ ...order }) > 0)]);
    judge(lone, [{}, { parent: 1, quantity: 7, priceTicks: 199_000 }], 5);
    expect(seen).toEqual([
      {
        server: 3,
        parent: 0,
        orderId: 100,
        symbol: 0,
        side: Side.BUY,
        quantity: 100,
        priceTicks: 200_000,
        sequence: 1,
        nowNs: 5,
      },
      {
        server: 3,
        parent: 1,
        orderId: 101,
        symbol: 5,
        side: Side.SELL,
        quantity: 7,
        priceTicks: 199_000,
        sequence: 2,
        nowNs: 5,
      },
    ]);
  });

  test('has passed every other check', () => {
    let asked = 0;
    const lone = gateWith([asks('none', () => ++asked < 0)]);
    expect(judge(lone, [{ quantity: 501 }, { quantity: 500 }])).toEqual([
      'max-quantity',
      'own-check',
    ]);
    expect(asked).toBe(1);
  });

  test('reserves nothing if the check refuses it', () => {
    const lone = gateWith([asks('none', () => false)]);
    judge(lone, [{}]);
    expect(lone.parents.working[0]).toBe(0);
    expect(lone.gate.cells.exposureMoney[0]).toBe(0);
    expect(lone.gate.cells.admitted[0]).toBe(0);
  });
});

describe('custom checks on one server', () => {
  test('are asked in order, up to the first that refuses', () => {
    const asked: string[] = [];
    const note = (name: string, answer: boolean) =>
      asks(name, () => asked.push(name) > 0 && answer);
    const { custom, ...lone } = gateWith([
      note('yes', true),
      note('no', false),
      note('late', true),
    ]);
    expect(judge(lone, [{}, {}], 9)).toEqual(['own-check', 'own-check']);
    expect(asked).toEqual(['yes', 'no', 'yes', 'no']);
    expect(custom.checks.map(({ refused, failed, firstNs }) => [refused, failed, firstNs])).toEqual(
      [
        [0, 0, Number.NaN],
        [2, 0, 9],
        [0, 0, Number.NaN],
      ],
    );
  });

  test('admit only with `true`: any other truthy value refuses', () => {
    expect(judge(gateWith([asks('odd', (() => 1) as never)]), [{}])).toEqual(['own-check']);
  });

  test('keep the time of their first refusal', () => {
    const { custom, ...lone } = gateWith([asks('no', () => false)]);
    judge(lone, [{}], 4);
    judge(lone, [{}], 8);
    expect(custom.checks[0]).toMatchObject({ refused: 2, firstNs: 4 });
  });

  test.each([
    ['one', 1],
    ['symbols', 8],
    ['parents', 16],
  ] as const)('have columns with rows for %s, and readied by their reset', (rows, length) => {
    const counting = defineCheck({
      name: 'counting',
      parameters: { start: 3 },
      rows,
      columns: { count: 'i32' },
      admit: () => true,
      reset: ({ count }, { start }) => count.fill(start),
    });
    const { checks } = openCustomChecks([counting as never], 1, 8, 16);
    expect([...(checks[0]!.state as { count: Int32Array }).count]).toEqual(
      new Array(length).fill(3),
    );
  });

  test('are handed their parameters and their state', () => {
    const count = defineCheck({
      name: 'count',
      parameters: { most: 2 },
      rows: 'one',
      columns: { sent: 'i32' },
      admit: (_, { sent }, { most }) => ++sent[0]! <= most,
    });
    expect(judge(gateWith([count as never]), [{}, {}, {}])).toEqual([
      'admitted',
      'admitted',
      'own-check',
    ]);
  });

  test('refuse the order if they throw, and keep the first error', () => {
    let times = 0;
    const { custom, ...lone } = gateWith([
      asks('broken', () => {
        if (++times === 1) throw new Error('no such column');
        throw 'in words';
      }),
    ]);
    expect(judge(lone, [{}, {}], 6)).toEqual(['own-check', 'own-check']);
    expect(custom.checks[0]).toMatchObject({
      refused: 2,
      failed: 2,
      error: 'no such column',
      firstNs: 6,
    });
  });

  test('report a thrown value that is no Error by its text', () => {
    const { custom, ...lone } = gateWith([
      asks('broken', () => {
        throw 'in words';
      }),
    ]);
    judge(lone, [{}]);
    expect(custom.checks[0]!.error).toBe('in words');
  });

  test('learn the venues’ answers, with the parent', () => {
    const told: object[] = [];
    const listens = {
      ...asks('listens', () => true),
      fill: (fill: object) => void told.push({ ...fill }),
    };
    const lone = gateWith([listens, asks('deaf', () => true)]);
    tellCustom(lone.custom, lone.parents, 1, 30, 70, 199_900, 12);
    expect(told).toEqual([
      {
        server: 3,
        parent: 1,
        orderId: 101,
        symbol: 5,
        side: Side.SELL,
        executed: 30,
        cancelled: 70,
        priceTicks: 199_900,
        nowNs: 12,
      },
    ]);
    expect(lone.custom.checks.map(({ failed }) => failed)).toEqual([0, 0]);
  });

  test('count as failed if they throw at an answer, which the next check still gets', () => {
    let told = 0;
    const throws = {
      ...asks('throws', () => true),
      fill: () => {
        throw new Error('too late');
      },
    };
    const { custom, parents } = gateWith([
      throws,
      { ...asks('listens', () => true), fill: () => void told++ },
    ]);
    tellCustom(custom, parents, 0, 1, 0, 1, 0);
    expect(custom.checks[0]).toMatchObject({ refused: 0, failed: 1, error: 'too late' });
    expect(told).toBe(1);
  });

  test('refuse under their own verdict', () => {
    expect(Verdict.OWN_CHECK).toBeGreaterThan(0);
    expect(judge(gateWith([asks('no', () => false)]), [{}])).toEqual(['own-check']);
  });
});

describe('the results of custom checks', () => {
  test('on several servers add up; the first refusal and error are the first of any', () => {
    const definitions = [asks('a', () => true), asks('b', () => true)];
    const servers = [1, 2, 3].map((server) => openCustomChecks(definitions, server, 1, 1));
    Object.assign(servers[0]!.checks[1]!, { refused: 2, firstNs: 7 });
    Object.assign(servers[1]!.checks[1]!, { refused: 3, failed: 1, error: 'x', firstNs: 5 });
    Object.assign(servers[2]!.checks[1]!, { failed: 4, error: 'y' });
    expect(summariseCustom([undefined, ...servers])).toEqual([
      { name: 'a', refused: 0, failed: 0, error: null, firstNs: null },
      { name: 'b', refused: 5, failed: 5, error: 'x', firstNs: 5 },
    ]);
  });

  test('are empty if no server has any', () => {
    expect(summariseCustom([undefined, undefined])).toEqual([]);
    expect(summariseCustom([])).toEqual([]);
    expect(mergeCustom([[], []])).toEqual([]);
  });

  test('on several threads add up; the first refusal is the first of any', () => {
    const one = { name: 'a', refused: 2, failed: 0, error: null, firstNs: 7 };
    const still = { name: 'b', refused: 0, failed: 0, error: null, firstNs: null };
    expect(
      mergeCustom([
        [one, still],
        [],
        [{ ...one, refused: 3, failed: 1, error: 'x', firstNs: 5 }, still],
      ]),
    ).toEqual([{ name: 'a', refused: 5, failed: 1, error: 'x', firstNs: 5 }, still]);
  });
});

describe('a definition', () => {
  const sound = {
    name: 'a-1',
    parameters: {},
    rows: 'one',
    columns: { a: 'i32' },
    admit: () => true,
  };
  const defined = (change: object) => () => defineCheck({ ...sound, ...change } as never);

  test('is returned unchanged if it is sound', () => {
    expect(defineCheck(sound as never)).toBe(sound);
    for (const name of ['a', '9', 'a'.repeat(64), 'twap-2'])
      expect(defined({ name })).not.toThrow();
    expect(defined({ fill: () => undefined, reset: () => undefined })).not.toThrow();
  });

  test.each<[object, string]>([
    [{ name: 'A' }, "defineCheck: name is 'A'; must be lower-case letters, digits and dashes"],
    [{ name: '-a' }, "name is '-a'"],
    [{ name: 'a b' }, "name is 'a b'"],
    [{ name: 'a'.repeat(65) }, 'must be lower-case letters'],
    [{ name: '' }, "name is ''"],
    [{ name: 7 }, "name is '7'"],
    [{ parameters: null }, "defineCheck: check 'a-1': parameters must be an object"],
    [{ parameters: 3 }, 'parameters must be an object'],
    [{ rows: 'symbol' }, "check 'a-1': rows is 'symbol'; did you mean 'symbols'?"],
    [{ columns: null }, 'columns must be an object of names and types'],
    [{ columns: 'i32' }, 'columns must be an object of names and types'],
    [{ columns: { ok: 'f64', a: 'i31' } }, "column a is of type 'i31'"],
    [{ columns: { a: 'toString' } }, "column a is of type 'toString'"],
    [{ admit: undefined }, 'admit must be a function'],
    [{ admit: true }, 'admit must be a function'],
    [{ fill: 1 }, 'fill must be a function'],
    [{ reset: 'x' }, 'reset must be a function'],
  ])('with %j is refused, with the reason', (change, reason) => {
    expect(defined(change)).toThrow(InputError);
    expect(defined(change)).toThrow(reason);
  });

  test.each([[null], [undefined], [3], ['check']])('is refused if it is %j', (definition) => {
    expect(() => defineCheck(definition as never)).toThrow(
      'defineCheck: a check must be an object, as defineCheck gives it',
    );
  });
});

/** The text of a module with a check that admits every order. */
const moduleOf = (fields: string): string =>
  `export default { ${fields}, parameters: {}, admit: () => true };`;

describe('a module with a check', () => {
  test.each([
    ['has no default export', `export const admit = () => true;`, /a check must be an object/],
    [
      'has no name',
      `export default { parameters: {}, rows: 'one', columns: {}, admit: () => true };`,
      /name is 'undefined'/,
    ],
    [
      'has a column of no type',
      moduleOf(`name: 'x', rows: 'one', columns: { a: 'i33' }`),
      /column a is of type 'i33'; did you mean .?i32/,
    ],
    [
      'has rows that are not known',
      moduleOf(`name: 'x', rows: 'symbol', columns: {}`),
      /rows is 'symbol'; did you mean .?symbols/,
    ],
    [
      'does not admit',
      `export default { name: 'x', parameters: {}, rows: 'one', columns: {} };`,
      /admit must be a function/,
    ],
    ['cannot be read', `export default {`, /cannot be loaded as a check/],
  ])('that %s is refused, with its name', async (name, text, reason) => {
    const url = writeModule(`${name.replaceAll(' ', '-')}.mjs`, text);
    await expect(loadChecks([url])).rejects.toThrow(reason);
    await expect(loadChecks([url])).rejects.toThrow(url);
  });

  test('is loaded once: two with the same name are refused', async () => {
    const [first, second] = ['first.mjs', 'second.mjs'].map((name) =>
      writeModule(name, moduleOf(`name: 'a', rows: 'one', columns: {}`)),
    ) as [string, string];
    const other = writeModule('other.mjs', moduleOf(`name: 'b', rows: 'one', columns: {}`));
    expect((await loadChecks([first, other])).map(({ name }) => name)).toEqual(['a', 'b']);
    await expect(loadChecks([first, second])).rejects.toThrow(
      `${second}: there is a check 'a' already`,
    );
  });
});

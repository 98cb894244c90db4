import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LEVEL_SHIFT } from '../../../src/risk/counts/tables.js';
import { blockOf } from '../../../src/risk/limits/blocks.js';
import { compileLimits, limitsAt } from '../../../src/risk/limits/compile.js';
import { allocateLimits, type GateLimits } from '../../../src/risk/limits/limits.js';
import { catalogueSpace, loneGate } from '../../support/gate.js';
import { NO_LIMITS } from '../../support/server.js';
import { accountOf, anyLayers, mergePlainly } from '../plain-layers.js';

const SYMBOLS = [...'ABCDEFGH'];
const LIMITS: GateLimits = {
  ...NO_LIMITS,
  maxQuantity: { mode: 'enforce', shares: 500 },
  position: { mode: 'warn', dollars: 1000 },
};

/** Draws layers, a server, an account's code and a symbol. */
function atAnyPlace(
  numRuns: number,
  check: (risk: GateLimits, server: number, code: number, symbol: string) => void,
): void {
  const places = [
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 0, max: 4 }),
    fc.constantFrom('A', 'B', 'C', 'D'),
  ] as const;
  fc.assert(
    fc.property(anyLayers(true), ...places, (layers, server, code, symbol) => {
      check({ ...LIMITS, layers }, server, code, symbol);
    }),
    { seed: 20120801, numRuns },
  );
}

/** Returns `count` rows of a table's columns, from `begin` on. */
const rowsOf = (table: object, begin: number, count: number) =>
  Object.values(table)
    .filter((column) => ArrayBuffer.isView(column))
    .map((column) => [...(column as Float64Array).subarray(begin, begin + count)]);

describe('the compiled limits of a server', () => {
  test('equal a plain merge of the layers at any place', () => {
    atAnyPlace(1000, (risk, server, code, symbol) => {
      const compiled = compileLimits(risk, server, SYMBOLS);
      const place = compiled.classes.classOf[SYMBOLS.indexOf(symbol)]!;
      const example = compiled.classes.examples[place] ?? symbol;
      const account = accountOf(risk.layers!, code);
      const merged = mergePlainly(risk, { server, account, symbol: example });
      expect(limitsAt(compiled, code, place)).toEqual(merged);
    });
  });

  test('give blocks to the first pass and bounds to the second, as a plain merge would', () => {
    atAnyPlace(100, (layered, server, code, symbol) => {
      const risk = { ...layered, explain: true };
      const row = SYMBOLS.indexOf(symbol);
      const { gate, parents } = loneGate(risk, [{ symbol: row, account: code }], {
        server,
        space: catalogueSpace(risk, 3),
      });
      const account = accountOf(risk.layers!, code);
      const first = allocateLimits(mergePlainly(risk, { server, account, symbol }));
      const block = gate.layers === undefined ? 0 : blockOf(gate.layers, parents, 0);
      const { limits, details } = gate.layers ?? gate;
      expect(rowsOf(limits, 8 * block, 8)).toEqual(rowsOf(first.limits, 0, 8));
      expect(rowsOf(details, block, 1)).toEqual(rowsOf(first.details, 0, 1));

      const second = loneGate(mergePlainly(risk, { server, symbol })).gate.catalogue!;
      const { bounds, symbolBounds } = gate.catalogue!;
      const levels = symbolBounds.class[row]! << LEVEL_SHIFT;
      const rows = 1 << LEVEL_SHIFT;
      expect(rowsOf(bounds, levels, rows)).toEqual(rowsOf(second.bounds, 0, rows));
    });
  });
});

import { describe, expect, test } from 'vitest';
import { Verdict } from '../../../../src/orders/codes.js';
import { readFindings } from '../../../../src/risk/counts/findings.js';
import { rearmScope } from '../../../../src/risk/people.js';
import type { Authority } from '../../../../src/risk/stops/authority.js';
import { answer, catalogueSpace, judge, loneGate } from '../../../support/gate.js';
import { killWords } from '../../../support/server.js';

const BY: Authority = { roles: ['risk-officer'], reason: 'limit reviewed', nowNs: 0 };

describe('the share of the daily volume over the day', () => {
  const LIMIT = { cumulativeAdv: { mode: 'enforce', percent: 1, softPercent: 0.5 } } as const;

  test('counts both sides and working orders, and blocks the symbol beyond the hard level', () => {
    const lone = loneGate(LIMIT, [{}, { side: 'sell' }, { symbol: 1 }]);
    expect(judge(lone, [{ quantity: 300 }, { parent: 1, quantity: 200 }])).toEqual([
      'admitted',
      'admitted',
    ]);
    expect(lone.gate.catalogue!.breaches.soft[Verdict.CUMULATIVE_ADV]).toBe(0);
    expect(judge(lone, [{ quantity: 500 }])).toEqual(['admitted']);
    expect(lone.gate.catalogue!.breaches.soft[Verdict.CUMULATIVE_ADV]).toBe(1);
    expect(judge(lone, [{ quantity: 1 }, { parent: 1, quantity: 1 }, { parent: 2 }])).toEqual([
      'cumulative-adv',
      'halted',
      'admitted',
    ]);
  });

  test('gives back cancelled shares and keeps executed ones; a person re-arms the symbol', () => {
    const lone = loneGate(LIMIT);
    judge(lone, [{ quantity: 1000 }]);
    answer(lone, [{ executed: 900, cancelled: 100 }]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 1 }])).toEqual([
      'admitted',
      'cumulative-adv',
    ]);
    answer(lone, [{ cancelled: 100 }]);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['halted']);
    rearmScope(lone.gate.catalogue!.firm, lone.kill, { kind: 'symbol', symbol: 0 }, BY);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 1 }])).toEqual([
      'admitted',
      'cumulative-adv',
    ]);
  });
});

describe('the position in a symbol', () => {
  const LIMIT = { position: { mode: 'enforce', dollars: 2000 } } as const;

  test('is the worst that working orders can lead to, on either side', () => {
    const lone = loneGate(LIMIT, [{}, { side: 'sell' }]);
    expect(judge(lone, [{ quantity: 100 }, { parent: 1, quantity: 100 }])).toEqual([
      'admitted',
      'admitted',
    ]);
    expect(judge(loneGate(LIMIT), [{ quantity: 1, priceTicks: 20_000_000 }])).toEqual(['admitted']);
    expect(judge(loneGate(LIMIT), [{ quantity: 1, priceTicks: 20_000_001 }])).toEqual(['position']);
  });

  test('admits only reducing orders beyond the limit, until a person re-arms the symbol', () => {
    const lone = loneGate(LIMIT, [{}, { side: 'sell' }]);
    judge(lone, [{ quantity: 100 }]);
    answer(lone, [{ executed: 100 }]);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['position']);
    expect(
      judge(lone, [{ quantity: 1 }, { parent: 1, quantity: 100 }, { parent: 1, quantity: 1 }]),
    ).toEqual(['reducing', 'admitted', 'reducing']);
    answer(lone, [{ parent: 1, executed: 100 }]);
    expect(judge(lone, [{ quantity: 1 }])).toEqual(['reducing']);
    rearmScope(lone.gate.catalogue!.firm, lone.kill, { kind: 'symbol', symbol: 0 }, BY);
    expect(judge(lone, [{ quantity: 100 }])).toEqual(['admitted']);
  });

  test('does not count refused orders', () => {
    const lone = loneGate({ ...LIMIT, maxQuantity: { mode: 'enforce', shares: 100 } });
    expect(judge(lone, [{ quantity: 101 }, { quantity: 100 }])).toEqual([
      'max-quantity',
      'admitted',
    ]);
  });
});

describe('the gross exposure of a server', () => {
  test('counts working and executed orders, and beyond it puts the server into reducing', () => {
    const lone = loneGate({ serverGross: { mode: 'enforce', dollars: 4000 } }, [
      {},
      { side: 'sell' },
    ]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 100 }])).toEqual(['admitted', 'admitted']);
    answer(lone, [{ executed: 60, cancelled: 40 }]);
    expect(judge(lone, [{ quantity: 40 }, { quantity: 1 }, { quantity: 1 }])).toEqual([
      'admitted',
      'server-gross',
      'reducing',
    ]);
    expect(
      judge(lone, [
        { parent: 1, quantity: 61 },
        { parent: 1, quantity: 60 },
      ]),
    ).toEqual(['reducing', 'admitted']);
  });
});

describe('the open exposure of the firm', () => {
  const LIMIT = { openExposure: { mode: 'enforce', dollars: 2000 } } as const;

  test('is of both sides and of all servers, and ends with every answer', () => {
    const space = catalogueSpace(LIMIT, 2);
    const parents = [{}, { side: 'sell' }] as const;
    const [a, b] = [1, 2].map((server) => loneGate(LIMIT, parents, { server, space }));
    expect(judge(a!, [{ quantity: 60 }])).toEqual(['admitted']);
    expect(judge(b!, [{ parent: 1, quantity: 41 }])).toEqual(['open-exposure']);
    expect(judge(b!, [{ parent: 1, quantity: 40 }])).toEqual(['admitted']);
    answer(a!, [{ executed: 50, cancelled: 10 }]);
    expect(judge(b!, [{ quantity: 61 }, { quantity: 60 }])).toEqual(['open-exposure', 'admitted']);
  });

  test('is reported with this order, and warns on the way to its limit', () => {
    const lone = loneGate(LIMIT);
    judge(lone, [{ quantity: 58 }]);
    expect(judge(lone, [{ quantity: 54 }])).toEqual(['open-exposure']);
    const found = readFindings(lone.gate.catalogue!.findings);
    expect(found.at(0)).toMatchObject({ check: 'open-exposure', outcome: 'rung', scope: 'firm' });
    const { value, bound } = found.find(({ outcome }) => outcome === 'refused')!;
    expect([value, bound]).toEqual([(58 + 54) * 200_000, 20_000_000]);
  });
});

describe('the net exposure of the firm', () => {
  const LIMIT = { netExposure: { mode: 'enforce', dollars: 2000 } } as const;

  test('is bounded on each side, and an execution of the other side makes room', () => {
    const lone = loneGate(LIMIT, [{}, { side: 'sell' }]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 1 }])).toEqual(['admitted', 'net-exposure']);
    expect(
      judge(lone, [
        { parent: 1, quantity: 100 },
        { parent: 1, quantity: 1 },
      ]),
    ).toEqual(['admitted', 'net-exposure']);
    answer(lone, [{ parent: 1, executed: 100 }]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 1 }])).toEqual(['admitted', 'net-exposure']);
  });

  test('is one sum for all servers, and their credit comes back when orders are cancelled', () => {
    const space = catalogueSpace(LIMIT, 2);
    const [a, b] = [1, 2].map((server) => loneGate(LIMIT, [{}], { server, space }));
    expect(judge(a!, [{ quantity: 60 }])).toEqual(['admitted']);
    expect(judge(b!, [{ quantity: 41 }, { quantity: 40 }])).toEqual(['net-exposure', 'admitted']);
    answer(a!, [{ cancelled: 60 }]);
    expect(judge(b!, [{ quantity: 61 }, { quantity: 60 }])).toEqual(['net-exposure', 'admitted']);
  });

  test('is reported with this order: working and executed, less the other side', () => {
    const lone = loneGate(LIMIT, [{}, { side: 'sell' }]);
    judge(lone, [{ quantity: 58 }, { parent: 1, quantity: 11 }]);
    answer(lone, [{ parent: 1, executed: 11 }]);
    expect(judge(lone, [{ quantity: 54 }])).toEqual(['net-exposure']);
    const { value, bound } = readFindings(lone.gate.catalogue!.findings).at(-1)!;
    expect([value, bound]).toEqual([(58 - 11 + 54) * 200_000, 20_000_000]);
  });

  test('leases the credit that the server lacks, and no more', () => {
    const lone = loneGate(LIMIT);
    const { net, firm } = lone.gate.catalogue!;
    judge(lone, [{ quantity: 2 }]);
    expect([firm.net[0]!.leftUnits[0], net.creditMoney[0]]).toEqual([19, 600_000]);
    judge(lone, [{ quantity: 4, priceTicks: 175_000 }]);
    expect([firm.net[0]!.leftUnits[0], net.creditMoney[0]]).toEqual([18, 900_000]);
  });

  test('does not stop offsetting trades of longs against shorts', () => {
    const lone = loneGate(LIMIT, [{}, { side: 'sell', symbol: 1 }]);
    for (let turn = 0; turn < 50; turn++) {
      expect(judge(lone, [{ quantity: 100 }, { parent: 1, quantity: 100 }])).toEqual([
        'admitted',
        'admitted',
      ]);
      answer(lone, [{ executed: 100 }, { parent: 1, executed: 100 }]);
    }
  });
});

describe('the ladder of an aggregate limit', () => {
  test('warns at 50, 75, 85, 90 and 95 per cent, once for each crossing', () => {
    const lone = loneGate({ serverGross: { mode: 'enforce', dollars: 2000 } });
    const rungs = () =>
      readFindings(lone.gate.catalogue!.findings).map(
        ({ check, outcome, bound }) => `${check} ${outcome} ${bound / 10_000}`,
      );
    judge(lone, [{ quantity: 49 }]);
    expect(rungs()).toEqual([]);
    judge(lone, [{ quantity: 1 }]);
    judge(lone, [{ quantity: 24 }]);
    expect(rungs()).toEqual(['server-gross rung 1000']);
    judge(lone, [{ quantity: 21 }]);
    expect(rungs().slice(1)).toEqual([
      'server-gross rung 1500',
      'server-gross rung 1700',
      'server-gross rung 1800',
      'server-gross rung 1900',
    ]);
    answer(lone, [{ cancelled: 49 }]);
    judge(lone, [{ quantity: 4 }]);
    expect(rungs().slice(5)).toEqual([]);
    answer(lone, [{ cancelled: 6 }]);
    judge(lone, [{ quantity: 6 }]);
    expect(rungs().slice(5)).toEqual(['server-gross rung 1000']);
  });

  test('of the firm is climbed by all servers together; one of them warns of each rung', () => {
    const limits = { grossExposure: { mode: 'enforce', dollars: 4000 }, explain: true } as const;
    const space = catalogueSpace(limits, 2);
    const firm = loneGate(limits).firm;
    const kill = killWords();
    const gates = [1, 2].map((server) => loneGate(limits, [{}], { server, space, firm, kill }));
    for (const lone of gates) expect(judge(lone, [{ quantity: 100 }])).toEqual(['admitted']);
    const found = gates.map(({ gate }) =>
      readFindings(gate.catalogue!.findings).map(({ bound }) => bound / 10_000),
    );
    expect(found).toEqual([[2000], [3000, 3400, 3600, 3800]]);
  });

  test('of the net exposure is the firm’s, and follows the fuller side', () => {
    const limits = { netExposure: { mode: 'enforce', dollars: 2000 } } as const;
    const lone = loneGate(limits, [{}, { side: 'sell', symbol: 1 }], {
      server: 2,
      space: catalogueSpace(limits, 2),
    });
    const rungs = () =>
      readFindings(lone.gate.catalogue!.findings).map(
        ({ check, outcome, scope, scopeId, value, bound }) => [
          check,
          outcome,
          scope,
          scopeId,
          value / 10_000,
          bound / 10_000,
        ],
      );
    judge(lone, [{ quantity: 45 }, { parent: 1, quantity: 49 }]);
    expect(rungs()).toEqual([['net-exposure', 'rung', 'firm', 0, 1000, 1000]]);
    judge(lone, [{ parent: 1, quantity: 26 }]);
    expect(rungs().slice(1)).toEqual([['net-exposure', 'rung', 'firm', 0, 1500, 1500]]);
  });

  test('of a server is reported under its number', () => {
    const limits = { serverGross: { mode: 'enforce', dollars: 2000 } } as const;
    const lone = loneGate(limits, [{}], { server: 2, space: catalogueSpace(limits, 2) });
    judge(lone, [{ quantity: 50 }], 3);
    expect(readFindings(lone.gate.catalogue!.findings)).toMatchObject([
      { outcome: 'rung', scope: 'server', scopeId: 2, sequence: 0, atNs: 3 },
    ]);
  });
});

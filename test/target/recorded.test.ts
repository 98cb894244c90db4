import { describe, expect, test } from 'vitest';
import { parseOrderBytes } from '../../src/flow/order-file.js';
import { planRecorded, recordFlow } from '../../src/target/recorded.js';

const HEADER = 'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime,TimeInForce,TargetSubID,Account';

/** The messages of a CSV file for two sessions. */
function record(...lines: string[]) {
  const names = { symbols: [], collectsSymbols: true, retailFlag: 1, servers: 2 };
  const bytes = new TextEncoder().encode([HEADER, ...lines].join('\n'));
  const flow = parseOrderBytes(bytes, 'o.csv', names);
  return recordFlow(flow, flow.symbols!, 2, 'o.csv');
}

const text = (codes: Uint8Array): string => String.fromCharCode(...codes);

describe('recorded orders', () => {
  test('become messages with side, price, time in force, session and account of each', () => {
    const { actions, symbols, accounts } = record(
      'A,GT,1,100,11.5,10:00:02,,,',
      'B,HOG,5,200,,10:00:01,3,2,DESK',
      'C,GT,6,300,12,10:00:03,,,OTHER',
      'D,GT,2,400,12.0001,10:00:03,,,DESK',
      'E,GT,2,500,1,09:00:00,2,,',
    );
    expect([symbols, accounts]).toEqual([
      ['GT', 'HOG'],
      ['DESK', 'OTHER'],
    ]);
    expect([...actions.quantity]).toEqual([500, 200, 100, 300, 400]);
    expect([...actions.limitTicks]).toEqual([10_000, 0, 115_000, 120_000, 120_001]);
    expect([...actions.dueNs].map((ns) => ns / 1e9)).toEqual([0, 3601, 3602, 3603, 3603]);
    expect([text(actions.sideCode), text(actions.tifCode)]).toEqual(['25162', '23000']);
    // B names the second session; the others go to the two in turn.
    expect([...actions.session]).toEqual([0, 1, 1, 0, 1]);
    expect([...actions.account]).toEqual([0, 1, 0, 2, 1]);
    expect([...actions.symbol]).toEqual([0, 1, 0, 0, 0]);
  });

  test('keep that they sweep', () => {
    const names = { symbols: ['GT'], retailFlag: 1, servers: 1 };
    const bytes = new TextEncoder().encode(
      `${HEADER},ExecInst\nA,GT,1,1,11.5,10:00:00,,,,f\nB,GT,1,1,11.5,10:00:01,,,,`,
    );
    const { actions } = recordFlow(parseOrderBytes(bytes, 'o.csv', names), ['GT'], 1, 'o.csv');
    expect([...actions.isSweep]).toEqual([1, 0]);
  });

  test('are refused where a target could not be told what they say', () => {
    const names = { symbols: ['GT', 'Ж'], retailFlag: 1, servers: 1 };
    const flowOf = (line: string) =>
      parseOrderBytes(
        new TextEncoder().encode(
          `ClOrdID,Symbol,Side,OrderQty,TransactTime,RetailFlag,Account\n${line}`,
        ),
        'o.csv',
        names,
      );
    const record1 = (line: string, symbols = ['GT']) =>
      recordFlow(flowOf(line), symbols, 1, 'o.csv');
    expect(() => record1('R-7,GT,1,1,10:00:00,Y,')).toThrow(
      "o.csv: order 'R-7': RetailFlag: a tar",
    );
    expect(() => record1('R-7,GT,1,1,10:00:00,N,Ж')).toThrow("account 'Ж' has a character that");
    expect(() => record1('A,Ж,1,1,10:00:00,N,', ['GT', 'Ж'])).toThrow("symbol 'Ж' has a char");
  });

  test('are due at their own times, faster, or at random times of a rate', () => {
    const lines = Array.from(
      { length: 60 },
      (_, n) => `A${n},GT,1,${n + 1},,10:00:${10 + (n >> 1)},,,`,
    );
    const own = planRecorded(record(...lines), { kind: 'own', speed: 1 });
    expect([own.actions.count, own.seconds]).toEqual([60, 29]);
    const fast = planRecorded(record(...lines), { kind: 'own', speed: 10 });
    expect([fast.seconds, fast.actions.dueNs[59]]).toEqual([2.9, 2.9e9]);
    const cut = planRecorded(record(...lines), { kind: 'own', speed: 10 }, 1);
    // Ten seconds of the file, two orders in each.
    expect([cut.actions.count, cut.seconds]).toEqual([20, 0.9]);
    const rate = (seed: number) =>
      planRecorded(record(...lines), { kind: 'rate', perSecond: 1000, seed }).actions;
    const [a, b] = [rate(1), rate(2)];
    expect([...a.quantity.subarray(0, 60)]).toEqual(lines.map((_, n) => n + 1));
    expect([...a.dueNs]).toEqual([...a.dueNs].sort((x, y) => x - y));
    expect(a.dueNs[59]! / 60e6).toBeGreaterThan(0.5);
    expect(a.dueNs[59]! / 60e6).toBeLessThan(2);
    expect(a.dueNs).not.toEqual(b.dueNs);
    expect(a.dueNs).toEqual(rate(1).dueNs);
  });
});

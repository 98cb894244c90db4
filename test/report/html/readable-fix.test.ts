import { describe, expect, test } from 'vitest';
import { readableFix } from '../../../src/report/html/readable-fix.js';

describe('a message of the evidence', () => {
  test.each([
    [
      '+0.031 s > session 1 D 11=P1-8 55=WZE 54=1 38=1100 44=3.60',
      '+0.031 s > session 1 NewOrderSingle (D) ClOrdID (11) P1-8, Symbol (55) WZE, ' +
        'Side (54) 1 buy, OrderQty (38) 1100, Price (44) 3.60',
    ],
    [
      '+0.044 s < 8 11=P1-8 39=8 103=3 58=check=max-quantity measure=1100 11=1; too much',
      '+0.044 s < ExecutionReport (8) ClOrdID (11) P1-8, OrdStatus (39) 8 rejected, ' +
        'OrdRejReason (103) 3, Text (58) check=max-quantity measure=1100 11=1; too much',
    ],
    [
      '+0.010 s venue < D 11=V7 55=GT 54=5 38=1',
      '+0.010 s venue < NewOrderSingle (D) ClOrdID (11) V7, Symbol (55) GT, ' +
        'Side (54) 5 sell short, OrderQty (38) 1',
    ],
    [
      '+0.010 s > session 2 D 11=P2 55=GT 54=1 38=1 40=1',
      '+0.010 s > session 2 NewOrderSingle (D) ClOrdID (11) P2, Symbol (55) GT, ' +
        'Side (54) 1 buy, OrderQty (38) 1, OrdType (40) 1 market',
    ],
    [
      '+1.000 s < j 11=P2 58=no such thing',
      '+1.000 s < BusinessMessageReject (j) ClOrdID (11) P2, Text (58) no such thing',
    ],
  ])('%s is told in words', (line, told) => expect(readableFix(line)).toBe(told));

  test('keeps a type and a field that have no name', () => {
    expect(readableFix('+0.0 s < Z 11=P1 6000=x')).toBe('+0.0 s < Z ClOrdID (11) P1, 6000=x');
  });
});

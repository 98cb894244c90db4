import { expect, test } from 'vitest';
import { money } from '../../src/base/units.js';
import { verdictCode, verdictText } from '../../src/gateway/verdicts.js';
import { Verdict } from '../../src/orders/codes.js';
import { Floor } from '../support/gateway-floor.js';

test('a verdict is told with measure and bound, for a program and in words', () => {
  const net = { value: money(1_200_000.5), bound: money(1_000_000), unit: 'money' } as const;
  expect(verdictText(Verdict.NET_EXPOSURE, 3, net)).toBe(
    'check=net-exposure scope=server:3 measure=1200000.5 bound=1000000 unit=USD; ' +
      'net exposure would be 1,200,000.5 USD; the limit is 1,000,000',
  );
  const shares = { value: 5000, bound: 50, unit: 'shares' } as const;
  expect(verdictText(Verdict.MAX_QUANTITY, 1, shares)).toBe(
    'check=max-quantity scope=server:1 measure=5000 bound=50 unit=shares; ' +
      'max quantity would be 5,000 shares; the limit is 50',
  );
  const ticks = { value: 204_901, bound: 204_900, unit: 'ticks' } as const;
  expect(verdictText(Verdict.COLLAR, 1, ticks)).toBe(
    'check=collar scope=server:1 measure=20.4901 bound=20.49 unit=USD; ' +
      'collar would be 20.4901 USD; the limit is 20.49',
  );
});

test('the measure of a rate has no words, and a check without a figure has none', () => {
  const rate = { value: 1_500_000, bound: 1_000_000, unit: 'ns' } as const;
  expect(verdictText(Verdict.SERVER_RATE, 2, rate)).toBe(
    'check=server-rate scope=server:2 measure=0.0015 bound=0.001 unit=s',
  );
  const yes = { value: 1, bound: 0, unit: 'choice' } as const;
  for (const refused of [yes, undefined, { ...rate, value: Number.POSITIVE_INFINITY }])
    expect(verdictText(Verdict.KILLED, 2, refused)).toBe('check=killed scope=server:2');
});

test('OrdRejReason says whether a limit refused, a stop, or a duplicate', () => {
  const { KILLED, HALTED, REDUCING, DUPLICATE_ORDERS, MAX_QUANTITY } = Verdict;
  const verdicts = [KILLED, HALTED, REDUCING, DUPLICATE_ORDERS, MAX_QUANTITY];
  expect(verdicts.map(verdictCode)).toEqual([2, 2, 2, 6, 3]);
});

test('the client reads why a gate refused its order', () => {
  const floor = new Floor();
  const client = floor.client('4.4');
  floor.order(client, 'A');
  floor.refusal = { value: 500, bound: 50, unit: 'shares' };
  floor.gateway.refused(0, Verdict.MAX_QUANTITY, 1);
  expect(floor.states(client)).toEqual([
    '8 8 8 0 0 check=max-quantity scope=server:1 measure=500 bound=50 unit=shares; ' +
      'max quantity would be 500 shares; the limit is 50',
  ]);
});

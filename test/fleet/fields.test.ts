import { expect, test } from 'vitest';
import { atLeast, powerOfTwo, refuse, within } from '../../src/fleet/fields.js';

test('a whole number is taken from its lowest to its highest value, and nothing else', () => {
  for (const value of [1, 2, 64]) expect(() => within('servers', value, 1, 64)).not.toThrow();
  for (const value of [0, 65, 1.5, Number.NaN])
    expect(() => within('servers', value, 1, 64)).toThrow(
      `fleet.servers: a whole number from 1 to 64 expected, was ${value}`,
    );
});

test('a number from a bound on is finite', () => {
  expect(() => atLeast('epochMs', 0.5, 0.5)).not.toThrow();
  for (const value of [0.4, Number.POSITIVE_INFINITY, Number.NaN])
    expect(() => atLeast('epochMs', value, 0.5)).toThrow('fleet.epochMs: a number from 0.5 on');
});

test('a ring is a power of two within its range', () => {
  expect(() => powerOfTwo('ringRecords', 1024, 64, 2048)).not.toThrow();
  expect(() => powerOfTwo('ringRecords', 1000, 64, 2048)).toThrow('a power of two expected');
  expect(() => powerOfTwo('ringRecords', 32, 64, 2048)).toThrow('from 64 to 2048 expected');
});

test('a refusal names field, wish and value', () => {
  expect(() => refuse('waiting', 'doze', 'spin or block')).toThrow(
    'fleet.waiting: spin or block expected, was doze',
  );
});

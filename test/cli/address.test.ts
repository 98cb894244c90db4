import { describe, expect, test } from 'vitest';
import { parseAddress, showAddress } from '../../src/cli/address.js';

describe('parseAddress', () => {
  test.each([
    ['127.0.0.1:9464', '127.0.0.1', 9464],
    ['localhost:0', 'localhost', 0],
    [':9464', '127.0.0.1', 9464],
    ['9464', '127.0.0.1', 9464],
    ['[::1]:65535', '::1', 65_535],
  ])('takes %s', (text, host, port) => {
    expect(parseAddress('metrics', text, 9464)).toEqual({ host, port });
  });

  test.each([
    '',
    'localhost',
    'a:b',
    'localhost:65536',
    '::1:80',
    '[::1]',
    'a b:1',
    ':-1',
    '1:2:3',
  ])("refuses '%s' with the form it should have", (text) => {
    expect(() => parseAddress('metrics', text, 9464)).toThrow(
      `--metrics '${text}': must be HOST:PORT, such as 127.0.0.1:9464`,
    );
  });
});

describe('showAddress', () => {
  test('puts brackets around an IPv6 host', () => {
    expect(showAddress({ host: '::1', port: 80 })).toBe('[::1]:80');
    expect(showAddress({ host: 'localhost', port: 80 })).toBe('localhost:80');
  });
});

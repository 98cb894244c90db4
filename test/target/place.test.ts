import { describe, expect, test } from 'vitest';
import { parseTarget, showTarget } from '../../src/target/place.js';

describe('the place of a target', () => {
  test.each([
    ['fix://127.0.0.1:9876', { host: '127.0.0.1', port: 9876, isTls: false }],
    ['fixs://gw.test:443', { host: 'gw.test', port: 443, isTls: true }],
    ['fix://[::1]:65535', { host: '::1', port: 65_535, isTls: false }],
  ])('reads %s, and shows it again', (text, place) => {
    expect(parseTarget('--target', text)).toEqual(place);
    expect(showTarget(place)).toBe(text);
  });

  test.each([
    '127.0.0.1:9876',
    'fix://127.0.0.1',
    'fix://127.0.0.1:0',
    'fix://127.0.0.1:65536',
    'fix://:9876',
    'http://127.0.0.1:80',
    'fix://127.0.0.1:9876/x',
    'fix://::1:9876',
  ])('refuses %s with what is right', (text) => {
    expect(() => parseTarget('--target', text)).toThrow(
      `--target is '${text}'; must be fix://HOST:PORT, or fixs://HOST:PORT for TLS, such as ` +
        'fix://127.0.0.1:9876',
    );
  });

  test('refuses a password in a URL without showing it', () => {
    expect(() => parseTarget('--target', 'fix://me:secret@127.0.0.1:9876')).toThrow(
      /^--target: a target has no name and no password; (?!.*secret)/,
    );
  });
});

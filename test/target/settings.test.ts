import { describe, expect, test } from 'vitest';
import { parseForm } from '../../src/forms/form.js';
import { checkTarget, defaultTarget, TARGET, targetJsonSchema } from '../../src/target/settings.js';

const read = (value: object) => parseForm(TARGET, JSON.stringify(value), 't.json').value;
const check = (value: object) => () => checkTarget(read(value), 't.json');

describe('the settings of a target', () => {
  test('are by default those of smars gateway and smars venue', () => {
    expect(defaultTarget()).toEqual(read({}));
    expect(defaultTarget('4.2')).toMatchObject({ version: '4.2', targetCompId: 'SMARS' });
    expect(defaultTarget('4.2').sessions).toEqual([{ senderCompId: 'CLIENT42' }]);
  });

  test('refuse what does not go together', () => {
    const two = [{ senderCompId: 'A' }, { senderCompId: 'A' }];
    expect(check({ sessions: two })).toThrow(
      "t.json: sessions.1.senderCompId: is 'A', as another session has it",
    );
    expect(check({ targetCompId: 'A', sessions: [{ senderCompId: 'A' }] })).toThrow(
      "t.json: sessions.0.senderCompId: is 'A', as targetCompId is",
    );
    for (const field of ['username', 'password'])
      expect(check({ version: '4.2', sessions: [{ senderCompId: 'A', [field]: 'x' }] })).toThrow(
        `t.json: sessions.0.${field}: needs version 4.4`,
      );
    expect(check({ orderFields: { 38: '100' } })).toThrow(
      't.json: orderFields.38: the order sets this field itself',
    );
    expect(check({ orderFields: { 528: 'A', 9001: 'Y' } })).not.toThrow();
  });

  test('refuse unknown fields, tags that are none, and values that would end a field', () => {
    expect(() => read({ sessionz: [] })).toThrow(/t\.json:1:\d+: .*sessionz/);
    expect(() => read({ orderFields: { x: 'A' } })).toThrow('must be a tag');
    expect(() => read({ orderFields: { 528: 'a\u0001b' } })).toThrow('printable');
  });

  test('have a JSON Schema', () => {
    expect(Object.keys(targetJsonSchema().properties as object)).toContain('orderFields');
  });
});

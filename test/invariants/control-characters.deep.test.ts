import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { escapeAsJson, escapeLines } from '../../src/base/printable.js';
import { parseForm } from '../../src/forms/form.js';
import { parseLimits } from '../../src/scenarios/limits-file.js';
import { parseProfile, parseScenario, SCENARIO } from '../../src/scenarios/parse.js';
import { PROFILES } from '../../src/scenarios/profiles.js';
import { scratchFolder, smars } from '../support/command.js';
import { RUNAWAY } from '../support/folders.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);

/**
 * Control characters: a red word, a cleared line, a window title, C1, a changed direction, a line
 * separator.
 */
const EVIL = '\u001b[31mred\u001b[2K\u001b]0;x\u0007\r\u009b1m\u202etxt\u2066\u2028\u0085';
const CONTROLS = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u;

const small = writeScenario(folder.path, SMALL);
const file = (name: string, text: string): string => {
  writeFileSync(join(folder.path, name), text);
  return join(folder.path, name);
};
const evilName = JSON.stringify(EVIL);
const summaries = join(folder.path, 'damaged');
mkdirSync(summaries);
writeFileSync(
  join(summaries, 'summary.json'),
  JSON.stringify({ ...RUNAWAY, [EVIL]: 1, command: EVIL }),
);

describe('no control character of a user’s text reaches the terminal', () => {
  test.each<[what: string, args: () => string[]]>([
    ['a command', () => [EVIL]],
    ['a flag', () => ['run', `--${EVIL}`]],
    ['a value of a flag', () => ['run', '--seed', EVIL]],
    ['a built-in name', () => ['load', EVIL.replaceAll('/', '')]],
    ['a path', () => ['run', `${folder.path}/${EVIL}.json`]],
    ['a setting', () => ['run', small, '--set', `${EVIL}=1`]],
    ['a value of a setting', () => ['run', small, '--set', `seed=${EVIL}`]],
    ['a threshold', () => ['load', '--threshold', EVIL]],
    ['a scope', () => ['load', '--kill-at', '1s', '--kill-scope', EVIL]],
    ['an account', () => ['limits', '--scenario', small, '--explain', 'GT', '--account', EVIL]],
    [
      'a field of a scenario',
      () => ['run', file('field.json', JSON.stringify({ ...SMALL, [EVIL]: 1 }))],
    ],
    [
      'a value of a scenario',
      () => ['run', file('value.json', JSON.stringify({ ...SMALL, title: 5, name: EVIL }))],
    ],
    ['a text that is not JSON', () => ['run', file('raw.json', `{ ${EVIL}`)]],
    [
      'a name that is given twice',
      () => ['run', file('twice.json', `{ ${evilName}: 1, ${evilName}: 2 }`)],
    ],
    [
      'a limits file',
      () => [
        'run',
        small,
        '--limits',
        file('limits.json', JSON.stringify({ version: 1, firm: { [EVIL]: {} } })),
      ],
    ],
    [
      'a symbol of a limits file',
      () => [
        'limits',
        file(
          'symbol.json',
          JSON.stringify({ version: 1, firm: {}, symbols: { [EVIL.slice(0, 9)]: {} } }),
        ),
      ],
    ],
    [
      'a load profile',
      () => ['load', file('profile.json', JSON.stringify({ ...PROFILES[0], [EVIL]: 1 }))],
    ],
    ['a folder', () => ['report', summaries]],
    [
      'a file of orders',
      () => [
        'run',
        small,
        '--orders',
        file('orders.csv', `ClOrdID,${EVIL.replaceAll('\r', '')}\n`),
      ],
    ],
    ['a check', () => ['run', small, '--check', file('check.mjs', `throw new Error(${evilName})`)]],
    [
      'a check’s own fault',
      () => ['run', small, '--check', file('fault.mjs', `export default { name: ${evilName} }`)],
    ],
  ])('from %s', async (_, args) => {
    const { code, out, err } = await smars(...args());
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(CONTROLS);
    expect(err.trim()).not.toBe('');
  });

  test('from a title, a notice or a reason; JSON output keeps them as they are', async () => {
    const told = {
      ...SMALL,
      name: 'told',
      title: EVIL,
      description: EVIL,
      actions: [{ at: '09:31', do: 'notice', text: EVIL }],
    };
    const path = writeScenario(folder.path, told);
    const plain = await smars('run', path);
    expect([plain.code, plain.out.includes('\\u001b[31mred')]).toEqual([0, true]);
    expect(plain.out).not.toMatch(CONTROLS);
    const { out } = await smars('run', path, '--json');
    expect(out).not.toMatch(CONTROLS);
    const { result } = JSON.parse(out) as { result: { events: { text: string }[] } };
    expect(result.events.map(({ text }) => text)).toContain(EVIL);
  });
});

test('no error about any text contains a control character', () => {
  const texts = [
    JSON.stringify(SMALL),
    JSON.stringify(PROFILES[0]),
    '{ "version": 1, "firm": { "collar": { "mode": "off" } } }',
  ];
  const readers = [
    parseScenario,
    parseProfile,
    parseLimits,
    (text: string, source: string) => parseForm(SCENARIO, text, source),
  ];
  const piece = fc.constantFrom(...EVIL, ...'{}[],:"\\x');
  let refused = 0;
  fc.assert(
    fc.property(
      fc.constantFrom(...texts),
      fc.constantFrom(...readers),
      fc.nat(),
      fc.array(piece),
      (text, read, at, pieces) => {
        const place = at % text.length;
        try {
          read(text.slice(0, place) + pieces.join('') + text.slice(place), `f${EVIL}.json`);
        } catch (error) {
          refused++;
          const { message } = error as Error;
          expect(escapeLines(message)).not.toMatch(CONTROLS);
          expect(escapeAsJson(message)).not.toMatch(CONTROLS);
        }
      },
    ),
    { numRuns: 300 },
  );
  expect(refused).toBeGreaterThan(100);
});

import { describe, expect, test } from 'vitest';
import { functionsOf, lineAt, lineCount, maskSource, parseSource } from './source.js';

describe('the code of a source', () => {
  test.each([
    ['a comment to the end of the line', 'a; // Date.now()\nb;', 'a;              \nb;'],
    ['a comment of several lines, its newlines kept', 'a /* x\n{ */ b', 'a     \n     b'],
    [
      'what is in quotes, the quotes kept',
      `a('it\\'s // no comment', "{");`,
      `a('                   ', " ");`,
    ],
    [
      'a template, but not what it interpolates',
      `a(\`x \${b({ c: \`d\` })} // y\`);`,
      'a(`    b({ c: ` ` })      `);',
    ],
    ['a template of several lines', 'a = `\n}\n`;', 'a = `\n \n`;'],
    [
      'a regular expression, in which a class may hold a slash',
      'a.test(/[/"]\\/{/g, b);',
      'a.test(/       /g, b);',
    ],
    ['a regular expression that is returned', 'return /"/;', 'return / /;'],
  ])('is without %s', (_, text, code) => {
    expect(maskSource(text)).toBe(code);
  });

  test.each([
    'a / b / c',
    'f(x) / 2 / y',
    'rows[i]! / 2 / y',
    'i++ / 2 / y',
    '({ a: 1 }) / 2 / y',
    'a = 1_000 / b / c',
  ])('keeps a division: %s', (text) => {
    expect(maskSource(text)).toBe(text);
  });

  test('has every line and every place of the text, whatever is in it', () => {
    const text =
      "const a = 'x'; // ' unclosed\n" +
      `/* \` */ const b = \`\${a}'\n\${{ c: 1 }.c}\`;\nconst c = a / b;\n`;
    const code = maskSource(text);
    expect(code.length).toBe(text.length);
    expect([...code].flatMap((c, i) => (c === '\n' ? [i] : []))).toEqual(
      [...text].flatMap((c, i) => (c === '\n' ? [i] : [])),
    );
    expect(code).toContain('const c = a / b;');
  });
});

describe('the imports of a source', () => {
  test('are all its forms, with line, specifier and whether only types are meant', () => {
    const text = [
      "import { a, type B } from './a.js';",
      "import type { C } from '../c/c.js';",
      'import {',
      '  d,',
      '  e as f,',
      "} from './d.js';",
      "import * as g from 'node:fs';",
      "import './effect.js';",
      "export { h } from './h.js';",
      "export * from './i.js';",
      "export type { J } from './j.js';",
      'export const k = 1;',
      "const l = await import('./l.js');",
      "type M = typeof import('./m.js');",
    ].join('\n');
    expect(parseSource('src/base/a.ts', text).imports).toEqual([
      { line: 1, specifier: './a.js', typeOnly: false },
      { line: 2, specifier: '../c/c.js', typeOnly: true },
      { line: 3, specifier: './d.js', typeOnly: false },
      { line: 7, specifier: 'node:fs', typeOnly: false },
      { line: 8, specifier: './effect.js', typeOnly: false },
      { line: 9, specifier: './h.js', typeOnly: false },
      { line: 10, specifier: './i.js', typeOnly: false },
      { line: 11, specifier: './j.js', typeOnly: true },
      { line: 13, specifier: './l.js', typeOnly: false },
      { line: 14, specifier: './m.js', typeOnly: false },
    ]);
  });

  test('are none in comments, strings, other exports, or files that are not TypeScript', () => {
    const text =
      "// import { a } from './a.js';\nconst b = `\nimport { c } from './c.js';\n`;\n" +
      "export type D = { from: 'x' };\nexport { b };\n";
    expect(parseSource('src/base/a.ts', text).imports).toEqual([]);
    expect(parseSource('README.md', "import { a } from './a.js';").imports).toEqual([]);
  });
});

describe('the functions of a source', () => {
  const lengths = (text: string) =>
    functionsOf(maskSource(text)).map(({ line, lines }) => [line, lines]);

  test.each<[string, string, number[][]]>([
    [
      'a function',
      'export async function* a(b: number): AsyncGenerator<{ c: 1 }> {\n  d();\n}\n',
      [[1, 3]],
    ],
    [
      'a head of several lines',
      'function a(\n  b: number,\n  c: number,\n): void {\n  d();\n}\n',
      [[1, 6]],
    ],
    [
      'a head that takes an object apart',
      'export function a({\n  b,\n  c,\n}: Options): void {\n  d();\n}\n',
      [[1, 6]],
    ],
    [
      'a head that describes an object',
      'export function a(b: number, c: {\n  d: 1;\n}): void {\n  e();\n}\n',
      [[1, 5]],
    ],
    [
      'a method with the name of a statement',
      'class A {\n  catch(b: B): void {\n    c();\n  }\n}\n',
      [[2, 3]],
    ],
    [
      'a head that returns an object type',
      'function a(): {\n  b: 1;\n} {\n  return c;\n}\n',
      [[1, 5]],
    ],
    [
      'a head with type parameters of several lines',
      'function a<\n  B,\n  C,\n>(b: B): C {\n  d();\n}\n',
      [[1, 6]],
    ],
    [
      'an arrow function with a name',
      'const a = (b: number): number => {\n  return b;\n};\n',
      [[1, 3]],
    ],
    [
      'an arrow function with a head of several lines',
      'const a = (\n  b: number,\n): void => {\n  c();\n};\n',
      [[1, 5]],
    ],
    ['an arrow function that makes an object', 'const a = () => ({\n  b: 1,\n});\n', [[1, 3]]],
    ['a callback', "test('a', async () => {\n  b();\n});\n", [[1, 3]]],
    [
      'a callback of a returned call',
      'function a() {\n  return b.map((c) => {\n    d();\n  });\n}\n',
      [
        [1, 5],
        [2, 3],
      ],
    ],
    [
      'a function in a function',
      'function a() {\n  function b() {\n    c();\n  }\n}\n',
      [
        [1, 5],
        [2, 3],
      ],
    ],
    [
      'the text of a template at any place',
      `function a() {\n  b = \`\n}\n\${c}\n\`;\n}\n`,
      [[1, 6]],
    ],
  ])('are found: %s', (_, text, expected) => {
    expect(lengths(text)).toEqual(expected);
  });

  test('of a class and of an object are found, and its fields and blocks are not', () => {
    const text = [
      'export class A extends B(C) {', //  1
      '  readonly #d = new Map();', //      2
      '  constructor() {', //               3
      '    super();', //                    4
      '  }', //                             5
      '  static async *e<T>(f: T) {', //    6
      '    if (f) {', //                    7
      '      g();', //                      8
      '    } else if (h(f)) {', //          9
      '      i();', //                     10
      '    }', //                          11
      '    for (const j of k(f)) {', //    12
      '      l(j);', //                    13
      '    }', //                          14
      '  }', //                            15
      '  get #m(): number {', //           16
      '    return 1;', //                  17
      '  }', //                            18
      '  [Symbol.iterator](): void {', //  19
      '    n();', //                       20
      '  }', //                            21
      '  o(', //                           22
      '    p: number,', //                 23
      '  ): void {', //                    24
      '    q();', //                       25
      '  }', //                            26
      '}',
    ].join('\n');
    expect(
      functionsOf(maskSource(text)).map(({ head, line, lines }) => [head, line, lines]),
    ).toEqual([
      ['constructor() {', 3, 3],
      ['static async *e<T>(f: T) {', 6, 10],
      ['get #m(): number {', 16, 3],
      ['[Symbol.iterator](): void {', 19, 3],
      ['o(', 22, 5],
    ]);
  });

  test.each([
    'const a = b(\n  c,\n  d,\n);\n',
    'const a = b({\n  c: 1,\n});\n',
    'expect(\n  a,\n).toEqual({\n  b: 1,\n});\n',
    'const a = {\n  b: 1,\n};\n',
    'interface A {\n  b(c: number): void;\n}\n',
    'if (\n  a &&\n  b\n) {\n  c();\n}\n',
    'switch (a) {\n  case 1: {\n    b();\n  }\n}\n',
    'try {\n  a();\n} catch (error) {\n  b();\n}\n',
    'outer: for (const a of b) {\n  c();\n}\n',
  ])('are not: %j', (text) => {
    expect(lengths(text)).toEqual([]);
  });
});

describe('lines', () => {
  test('are counted from one, and a newline at the end opens none', () => {
    expect([lineAt('a\nb\n', 0), lineAt('a\nb\n', 1), lineAt('a\nb\n', 2)]).toEqual([1, 1, 2]);
    expect([
      lineCount(''),
      lineCount('a'),
      lineCount('a\n'),
      lineCount('a\nb'),
      lineCount('\n\n'),
    ]).toEqual([0, 1, 1, 2, 2]);
  });
});

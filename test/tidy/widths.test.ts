import { describe, expect, test } from 'vitest';
import { COLUMNS_MAX, wideLines } from './widths.js';

const words = (columns: number) =>
  'word '
    .repeat(columns)
    .slice(0, columns - 1)
    .concat('.');
const word = 'w'.repeat(COLUMNS_MAX + 1);
const linesOf = (path: string, ...lines: string[]) =>
  wideLines(path, lines.join('\n')).map(({ line }) => line);

describe('a line of code', () => {
  test.each(['src/a.ts', 'workers/a.cts', '.build/a.mjs'])('of %s may have 100 columns', (path) => {
    const text = [`// ${words(97)}`, `// ${words(98)}`].join('\n');
    expect(wideLines(path, text)).toEqual([{ line: 2, columns: 101 }]);
  });

  test('is counted in characters, not in units of UTF-16', () => {
    expect(linesOf('src/a.ts', `// ${'😀 '.repeat(48)}`)).toEqual([]);
    expect(linesOf('src/a.ts', `// ${'😀 '.repeat(49)}`)).toEqual([1]);
  });

  test('may be wide in a drawing, and only in a comment', () => {
    expect(linesOf('src/a.ts', ` *  a ──► ${words(100)}`)).toEqual([]);
    expect(linesOf('src/a.ts', `const a = 'a ──► ${words(100)}';`)).toEqual([1]);
  });

  test('may be wide in a template of several lines, and not in one of a single line', () => {
    const wide = words(101);
    expect(linesOf('src/a.ts', 'const a = `', wide, `\${b} ${wide}`, `${wide}\`;`)).toEqual([]);
    expect(linesOf('src/a.ts', `const a = \`${wide}\`;`)).toEqual([1]);
    expect(linesOf('src/a.ts', 'const a = `', '`;', `// ${wide}`)).toEqual([3]);
  });

  test('may be one word that cannot be broken, or an import path', () => {
    expect(linesOf('src/a.ts', ` * https://example.org/${word}`)).toEqual([]);
    expect(linesOf('src/a.ts', `import { a } from './${word}.js';`)).toEqual([]);
    expect(linesOf('src/a.ts', `export type { A } from './${word}.js';`)).toEqual([]);
    expect(linesOf('src/a.ts', `const a = '${word}';`)).toEqual([1]);
  });
});

describe('a line of Markdown', () => {
  test('may be wide in tables and fences only', () => {
    const wide = words(101);
    expect(linesOf('docs/a.md', wide, `| ${wide} |`, '```sh', wide, '```', wide)).toEqual([1, 6]);
  });

  test('may be wide in the reference that is printed from the types', () => {
    expect(linesOf('docs/reference/api.md', words(101))).toEqual([]);
  });
});

test('other files may have lines of any width', () => {
  expect(linesOf('package-lock.json', words(101))).toEqual([]);
});

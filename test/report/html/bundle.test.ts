import { describe, expect, test } from 'vitest';
import { bundleModules } from '../../../src/report/html/bundle.js';

const bundle = (files: Record<string, string>): string => bundleModules('a/main.js', (path) => files[path] ?? `missing ${path}`);

describe('modules as one script', () => {
  test('stand after those that they import, once, without imports and exports, and run', () => {
    const script = bundle({
      'a/main.js': "import { twice } from './twice.js';\nimport {\n  ONE,\n} from '../one.js';\nreport(twice(ONE));\n",
      'a/twice.js': "import { ONE } from '../one.js';\nexport function twice(n) {\n  return 2 * n * ONE;\n}\n",
      'one.js': 'export const ONE = 21;\n//# sourceMappingURL=one.js.map\n',
    });
    expect(script).toBe('const ONE = 21;\nfunction twice(n) {\n  return 2 * n * ONE;\n}\nreport(twice(ONE));\n');
    let told = 0;
    new Function('report', script)((value: number) => {
      told = value;
    });
    expect(told).toBe(882);
  });

  test.each([
    [
      'name a thing twice',
      { 'a/main.js': "import { x } from './b.js';\nconst y = 1;\n", 'a/b.js': 'const y = 2;\nexport const x = y;\n' },
      /two modules declare y/,
    ],
    ['rename', { 'a/main.js': "import { x as z } from './b.js';\n" }, /cannot inline import \{ x as z \}/],
    ['import a package', { 'a/main.js': "import { x } from 'x';\n" }, /cannot inline/],
    ['export a list', { 'a/main.js': 'const x = 1;\nexport { x };\n' }, /an export that is no declaration/],
  ])('are refused where they %s', (_, files, message) => {
    expect(() => bundle(files as Record<string, string>)).toThrow(message);
  });
});

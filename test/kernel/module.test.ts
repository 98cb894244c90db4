import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { STRUCTS } from '../../src/kernel/structs.js';

const ROOT = join(import.meta.dirname, '..', '..');

test('the module is the one of its sources, compiler and options', async () => {
  const { kernelDigest } = (await import(
    pathToFileURL(join(ROOT, '.build', 'kernel.mjs')).href
  )) as { kernelDigest(root: string): string };
  expect(readFileSync(join(ROOT, 'src/kernel/module.ts'), 'utf8')).toContain(kernelDigest(ROOT));
});

test('the fields of a struct follow one another, each at a multiple of its size', () => {
  for (const struct of Object.values(STRUCTS)) {
    let end = 0;
    for (const { type, at } of Object.values(struct)) {
      const bytes = type === 'f64' ? 8 : 4;
      expect(at).toBe(Math.ceil(end / bytes) * bytes);
      end = at + bytes;
    }
  }
});

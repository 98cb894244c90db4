/** What the tests import as vitest is the one beside this file. */
const OURS = new URL('./vitest.mjs', import.meta.url).href;

export const resolve = (specifier, context, next) =>
  specifier === 'vitest' ? { url: OURS, shortCircuit: true } : next(specifier, context);

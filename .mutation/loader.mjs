/**
 * Resolves the tests' `vitest` to the file beside this one. Imports of a module of one generation
 * (`?generation=n`) get the same generation: a mutant of code that runs on import needs all modules
 * anew.
 */
const OURS = new URL('./vitest.mjs', import.meta.url).href;

export const resolve = async (specifier, context, next) => {
  if (specifier === 'vitest') return { url: OURS, shortCircuit: true };
  const resolved = await next(specifier, context);
  const generation = context.parentURL?.split('?generation=')[1];
  if (generation === undefined || !/^file:.*\/built\/(?:src|test)\//.test(resolved.url))
    return resolved;
  return { ...resolved, url: `${resolved.url.split('?')[0]}?generation=${generation}` };
};

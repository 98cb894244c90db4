/**
 * What the tests import as vitest is the one beside this file. And what is imported from a module
 * of one generation (`?generation=n`) is of that generation: a mutant of what is done as a module
 * is loaded needs all modules anew.
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

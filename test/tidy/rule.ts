import type { Source } from './source.js';

/**
 * The tree that the rules are applied to: the repository's own, or a small one made up by a test.
 */
export interface Tree {
  /** The files and folders at the top. */
  top: readonly string[];
  sources: readonly Source[];
}

/** What is wrong, where, and what to do about it. Line 0 is the file itself. */
export interface Fault {
  path: string;
  line: number;
  wrong: string;
  instead: string;
}

export type Rule = (tree: Tree) => Fault[];

/** The path that a relative import leads to; a package's name stays as it is. */
export function resolveImport(from: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return new URL(specifier, `file:///${from}`).pathname.slice(1).replace(/\.js$/, '.ts');
}

import type { Tree } from './rule.js';
import { describeFault, RULES } from './rules.js';
import { parseSource } from './source.js';

/** A tree of files by path; an empty text is an empty file. */
export function treeOf(files: Record<string, string>, top: string[] = []): Tree {
  return { top, sources: Object.entries(files).map(([path, text]) => parseSource(path, text)) };
}

/** What a rule says of a small tree, a sentence a fault. */
export function faultsOf(
  rule: string,
  files: Record<string, string>,
  top: string[] = [],
): string[] {
  return RULES[rule]!(treeOf(files, top)).map(describeFault);
}

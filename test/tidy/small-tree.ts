import type { Tree } from './rule.js';
import { describeFault, RULES } from './rules.js';
import { parseSource } from './source.js';

/** A tree of files by path; a text that is left out is empty. */
function treeOf(files: Record<string, string>, top: string[] = []): Tree {
  return { top, sources: Object.entries(files).map(([path, text]) => parseSource(path, text)) };
}

/** What a rule finds in a tree of these files, in words. */
export function faultsOf(
  rule: string,
  files: Record<string, string>,
  top: string[] = [],
): string[] {
  return RULES[rule]!(treeOf(files, top)).map(describeFault);
}

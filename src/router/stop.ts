import { ParentState } from '../orders/codes.js';
import { releaseParentRow } from '../orders/parents.js';
import { removeWorking } from '../orders/working.js';
import type { Router } from './state.js';

/**
 * Stops sending for a parent, as its customer's cancel wants. Children that are out stay out. An
 * immediate order ends by itself.
 */
export function stopParent({ parents, working }: Router, parent: number): void {
  if (parents.state[parent] !== ParentState.WORKING) return;
  removeWorking(working[parents.behaviour[parent]!]!, parents, parent);
  parents.state[parent] = ParentState.ABANDONED;
}

/** Frees the row of a stopped parent once none of its children is out; returns whether it is. */
export function freeStopped({ parents, free, counts }: Router, parent: number): boolean {
  if (parents.state[parent] !== ParentState.ABANDONED) return true;
  if (parents.working[parent] !== 0) return false;
  counts.abandonedParents[0] = counts.abandonedParents[0]! + 1;
  releaseParentRow(parents, free, parent);
  return true;
}

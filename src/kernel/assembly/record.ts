/** Counts and digest of children, as `tallyPiece` of src/server/turn.ts. */
import {
  ALIKE,
  INSTRUMENT,
  LIMIT,
  LINEAGE,
  QUANTITY,
  VERDICT_MASK,
  addF,
  f8,
  i4,
  rowAt,
} from './words';
import { Server } from './state';

@inline
function scatter(w: i32): i32 {
  return (w ^ (w >>> 16)) * 0x7feb352d;
}
@inline
const STEP_A: i32 = <i32>0x9e3779b5;
@inline
const STEP_B: i32 = <i32>0x85ebca6d;
/** The most children alike that one step takes. */
@inline
const ALIKE_MAX: i32 = 1024;
// Powers of both steps and their sums, in the first page of the memory.
@inline
const POWERS_A: usize = 1024;
@inline
const SUMS_A: usize = 5128;
@inline
const POWERS_B: usize = 9232;
@inline
const SUMS_B: usize = 13336;
@inline
function tallyChildren(s: Server, lineage: i32, decided: i32, admitted: i32): void {
  const behaviour = lineage >>> 24;
  addF(f8(s.childrenBy, behaviour), <f64>decided);
  addF(f8(s.admittedBy, behaviour), <f64>admitted);
}
export function tally(s: Server, begin: i32, end: i32): void {
  const words = s.words;
  const mask = s.mask;
  const tape = s.tape;
  let da = load<i32>(tape);
  let db = load<i32>(tape, 4);
  let lineage = 0;
  let decided = 0;
  let admitted = 0;
  for (let child = begin; child != end; ) {
    const at = rowAt(words, mask, child);
    const alike = min(load<i32>(at, ALIKE), end - child);
    const made = load<i32>(at, LINEAGE);
    if (made != lineage) {
      tallyChildren(s, lineage, decided, admitted);
      lineage = made;
      decided = 0;
      admitted = 0;
    }
    decided += alike;
    const instrument = load<i32>(at, INSTRUMENT);
    if ((instrument & VERDICT_MASK) == 0) admitted += alike;
    const a = scatter(
      (load<i32>(at) * <i32>0x9e3779b1) ^ (load<i32>(at, QUANTITY) * 0x27d4eb2f) ^ instrument,
    );
    const b = scatter((load<i32>(at, LIMIT) * <i32>0xc2b2ae35) ^ (made * 0x165667b1) ^ instrument);
    if (alike == 1) {
      da = da * STEP_A + a;
      db = db * STEP_B + b;
    } else {
      for (let left = alike; left > 0; left -= ALIKE_MAX) {
        const n = min(left, ALIKE_MAX);
        da = da * load<i32>(i4(POWERS_A, n)) + a * load<i32>(i4(SUMS_A, n));
        db = db * load<i32>(i4(POWERS_B, n)) + b * load<i32>(i4(SUMS_B, n));
      }
    }
    child += alike;
  }
  store<i32>(tape, da);
  store<i32>(tape, db, 4);
  tallyChildren(s, lineage, decided, admitted);
}

/** Writes the steps of the digest. Every thread writes the same. */
export function ready(): void {
  writeSteps(POWERS_A, SUMS_A, STEP_A);
  writeSteps(POWERS_B, SUMS_B, STEP_B);
}
function writeSteps(powers: usize, sums: usize, step: i32): void {
  let power: i32 = 1;
  let sum: i32 = 0;
  for (let n = 0; n <= ALIKE_MAX; n++) {
    store<i32>(i4(powers, n), power);
    store<i32>(i4(sums, n), sum);
    sum += power;
    power *= step;
  }
}

/**
 * Question: how much does the kill switch cost an order, with and without a kill?
 *
 *   4,096 children in turns of 1, 16 and 1,024 ──► is the server killed? ──► by symbol, behaviour, flags: is the child?
 *
 * The gate tests the firm and the server once a turn, and the rest only while a scope narrower than
 * a server is killed. The floor sums the instruments of the same children.
 */
import { RandomStream } from '../src/base/random.js';
import { allocateTable } from '../src/memory/table.js';
import { CHILD_WORDS, ChildWord, instrumentOf, lineageOf } from '../src/orders/children.js';
import { PARENT_SCHEMA } from '../src/orders/parents.js';
import { isChildKilled } from '../src/risk/gate/first-pass-checks.js';
import {
  isServerKilled,
  KILL_SCHEMA,
  type KillSwitch,
  kill,
  killRows,
} from '../src/risk/stops/kill.js';
import { Suite } from './harness/suite.js';

const CHILDREN = 4096;
const SYMBOLS = 1000;
const SERVER = 8;
const SEED = 1;

const random = new RandomStream(SEED, 'bench/kill');
const words = new Int32Array(CHILDREN * CHILD_WORDS);
for (let slot = 0; slot < words.length; slot += CHILD_WORDS) {
  words[slot + ChildWord.INSTRUMENT] = instrumentOf(random.below(SYMBOLS - 1), random.below(2), 0);
  words[slot + ChildWord.LINEAGE] = lineageOf(SERVER, 2, random.below(2), 1 + random.below(3));
}
const parents = allocateTable(PARENT_SCHEMA, 1);
const open = allocateTable(KILL_SCHEMA, killRows(SYMBOLS, SERVER));
const scoped = allocateTable(KILL_SCHEMA, killRows(SYMBOLS, SERVER));
kill(scoped, { kind: 'symbol', symbol: SYMBOLS - 1 });
let sum = 0;

/** Tests as the gate does: once a turn, and for each child only while a narrow scope is killed. */
function countKilled(switches: KillSwitch, turn: number): number {
  let killed = 0;
  for (let begin = 0; begin < words.length; begin += turn * CHILD_WORDS) {
    const clear = !isServerKilled(switches, SERVER) && Atomics.load(switches.scoped, 0) === 0;
    const end = begin + turn * CHILD_WORDS;
    for (let slot = begin; slot < end; slot += CHILD_WORDS) {
      killed += words[slot + ChildWord.INSTRUMENT]! & 1;
      if (!clear && isChildKilled(switches, SERVER, words, slot, parents)) killed += 2;
    }
  }
  return killed;
}

const suite = new Suite({
  question: 'what does the kill switch cost an order?',
  unit: 'order',
  work:
    `${CHILDREN.toLocaleString('en-US')} children of ${SYMBOLS.toLocaleString('en-US')} ` +
    `symbols, none of them killed, seed ${SEED}`,
});
suite.floor('go over the orders', CHILDREN, () => {
  let odd = 0;
  for (let slot = 0; slot < words.length; slot += CHILD_WORDS)
    odd += words[slot + ChildWord.INSTRUMENT]! & 1;
  sum += odd;
});
for (const turn of [1, 16, 1024]) {
  suite.add(`nothing killed, turns of ${turn}`, CHILDREN, () => {
    sum += countKilled(open, turn);
  });
}
suite.add('another symbol is, turns of 1024', CHILDREN, () => {
  sum += countKilled(scoped, 1024);
});
suite.finish(() => [`sink: ${sum}`]);

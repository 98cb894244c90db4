import { describe, expect, test } from 'vitest';
import { ActionKind, ActionOutcome, createActions } from '../../src/target/actions.js';
import { LineDrop } from '../../src/target/drop.js';

describe('a drop', () => {
  test('cuts all connections once, when it is due', () => {
    let cuts = 0;
    const lanes = [1, 2].map(() => ({ client: { drop: () => cuts++ } })) as never;
    const drop = new LineDrop(createActions(0), 0, 500, undefined);
    expect([drop.cut(499, lanes), cuts, drop.droppedNs]).toEqual([500, 0, undefined]);
    const never = Number.POSITIVE_INFINITY;
    expect([drop.cut(503, lanes), cuts, drop.droppedNs]).toEqual([never, 2, 503]);
  });

  test('is over when each order that was sent was refused or has ended at the venue', () => {
    const actions = createActions(6);
    // Four orders, a cancel, and an order that was never sent.
    actions.kind[4] = ActionKind.CANCEL;
    for (const number of [0, 1, 2, 3, 4]) actions.sequence[number] = number + 1;
    const ended = new Set([0]);
    const arrived = new Set([0, 1]);
    const drop = new LineDrop(actions, 6, 0, {
      isOpen: (number) => arrived.has(number) && !ended.has(number),
      hasEnded: (number) => ended.has(number),
    });
    expect([drop.isOver(), drop.open()]).toEqual([false, [1]]);
    ended.add(1);
    actions.outcome[2] = ActionOutcome.REFUSED;
    // The fourth has not come, and nobody has refused it.
    expect([drop.isOver(), drop.open()]).toEqual([false, []]);
    actions.outcome[3] = ActionOutcome.REJECTED;
    expect(drop.isOver()).toBe(true);
  });

  test('sees nothing of its orders without a venue', () => {
    const actions = createActions(1);
    actions.sequence[0] = 1;
    const drop = new LineDrop(actions, 1, 0, undefined);
    expect([drop.isOver(), drop.open()]).toEqual([false, []]);
  });
});

import { ChildWord, instrumentVerdict, isAdmitted } from '../../orders/children.js';
import { ALL_VERDICT_COUNT } from '../../orders/codes.js';
import { isBreached } from '../../risk/gate/face.js';
import type { Server } from '../../server/server.js';
import { turnBegin, turnEnd } from '../../server/turn.js';
import type { Control, Desk } from '../memory/board.js';

/**
 * How much the firm had sent when a check was first breached: the server that found it breached sets the check's bit in a word of the firm and notes what it had handed to
 * the venues before the child in question, and the time, which is NaN elsewhere; every other server, when it next sees the word, what it has handed over by then. So the sum is true to one turn of each other server.
 */
export const DETECTION_SCHEMA = { atNs: 'f64', children: 'f64', money: 'f64' } as const;

/** Before a turn: notes what this server has sent, for checks that others have found breached. */
export function noticeBreaches({ control }: Control, desk: Desk): void {
  const { cells } = desk;
  const news = Atomics.load(control.breached, 0) & ~cells.breachesSeen[0]!;
  if (news === 0) return;
  for (let check = 1; check < ALL_VERDICT_COUNT; check++) if ((news & (1 << check)) !== 0) note(desk, check, 0, 0);
}

/** After a turn of `count` children, before they are counted as sent, or after a settlement, with 0: tells of the checks that this server's gate has found breached for the first time. */
export function tellBreaches({ control }: Control, desk: Desk, server: Server, count: number, nowNs: number): void {
  const { cells } = desk;
  for (let check = 1; check < ALL_VERDICT_COUNT; check++) {
    if ((cells.breachesSeen[0]! & (1 << check)) !== 0 || !isBreached(server.gate, check)) continue;
    desk.detections.atNs[check] = nowNs;
    noteInTurn(desk, server, check, count);
    Atomics.or(control.breached, 0, 1 << check);
  }
}

/** Notes what was sent before the first child of the turn that the check has refused; before the turn, where it refuses nothing. */
function noteInTurn(desk: Desk, server: Server, check: number, count: number): void {
  const { words, mask } = server.children;
  const end = turnEnd(server);
  let children = 0;
  let money = 0;
  for (let child = turnBegin(server, count); child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (instrumentVerdict(instrument) === check) {
      note(desk, check, children, money);
      return;
    }
    if (!isAdmitted(instrument)) continue;
    children++;
    money += words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
  }
  note(desk, check, 0, 0);
}

function note({ cells, detections }: Desk, check: number, children: number, money: number): void {
  cells.breachesSeen[0] = cells.breachesSeen[0]! | (1 << check);
  detections.children[check] = cells.sent[0]! + children;
  detections.money[check] = cells.sentMoney[0]! + money;
}

import { type Children, ChildWord, instrumentVerdict, isAdmitted } from '../../orders/children.js';
import { ALL_VERDICT_COUNT } from '../../orders/codes.js';
import { addVerdict, hasNews, hasVerdict, shareVerdict } from '../../orders/verdict-set.js';
import { isBreached } from '../../risk/gate/face.js';
import type { Server } from '../../server/server.js';
import { turnBegin, turnEnd } from '../../server/turn.js';
import type { FleetControl, ServerCells } from '../memory/tables.js';

/**
 * Notes what this server has sent, for checks that other servers have found breached. Call it
 * before a turn.
 */
export function noticeBreaches({ control }: FleetControl, cells: ServerCells): void {
  const { seen } = cells.breaches;
  if (!hasNews(control.breached, seen)) return;
  for (let check = 1; check < ALL_VERDICT_COUNT; check++)
    if (hasVerdict(control.breached, 0, check) && !hasVerdict(seen, 0, check))
      note(cells, check, 0, 0);
}

/** A check first breached in the current turn, and the position of the child that it refused. */
export interface TurnBreach {
  readonly check: number;
  readonly position: number;
}

/**
 * Publishes the checks that this server's gate has found breached for the first time. Call it after
 * the gate of a turn of `count` children, before any of them is handed over, or after a settlement,
 * with 0. Notes in `told` which checks refused a child of the turn.
 */
export function tellBreaches(
  { control }: FleetControl,
  cells: ServerCells,
  server: Server,
  count: number,
  nowNs: number,
  told: TurnBreach[],
): void {
  for (let check = 1; check < ALL_VERDICT_COUNT; check++) {
    if (hasVerdict(cells.breaches.seen, 0, check) || !isBreached(server.gate, check)) continue;
    cells.detections.atNs[check] = nowNs;
    noteInTurn(cells, server, check, count, told);
    shareVerdict(control.breached, check);
  }
}

/**
 * Notes what was sent before the first child of the turn that the check refused; what was sent
 * before the turn, if it refused none.
 */
function noteInTurn(
  cells: ServerCells,
  server: Server,
  check: number,
  count: number,
  told: TurnBreach[],
): void {
  const { words, mask } = server.children;
  const end = turnEnd(server);
  let children = 0;
  let money = 0;
  for (let child = turnBegin(server, count); child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (instrumentVerdict(instrument) === check) {
      note(cells, check, children, money);
      told.push({ check, position: child });
      return;
    }
    if (!isAdmitted(instrument)) continue;
    children++;
    money += words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
  }
  note(cells, check, 0, 0);
}

/**
 * Adds the admitted children from position `from` on, times `sign`, to what the server had sent
 * before the breaches of this turn. With −1 before a recall and 1 after it, the recalled ones are
 * taken out.
 */
export function recountBefore(
  { detections }: ServerCells,
  { words, mask }: Children,
  told: readonly TurnBreach[],
  from: number,
  sign: number,
): void {
  for (const { check, position } of told) {
    if (((position - from) | 0) <= 0) continue;
    for (let child = from; child !== position; child = (child + 1) | 0) {
      const slot = (child & mask) << 3;
      if (!isAdmitted(words[slot + ChildWord.INSTRUMENT]!)) continue;
      const money = words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
      detections.children[check] = detections.children[check]! + sign;
      detections.money[check] = detections.money[check]! + sign * money;
    }
  }
}

function note(
  { counts, detections, breaches }: ServerCells,
  check: number,
  children: number,
  money: number,
): void {
  addVerdict(breaches.seen, 0, check);
  detections.children[check] = counts.sent[0]! + children;
  detections.money[check] = counts.sentMoney[0]! + money;
}

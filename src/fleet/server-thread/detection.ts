import { ChildWord, instrumentVerdict, isAdmitted } from '../../orders/children.js';
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

/**
 * Publishes the checks that this server's gate has found breached for the first time. Call it after
 * a turn of `count` children, before they count as sent, or after a settlement, with 0.
 */
export function tellBreaches(
  { control }: FleetControl,
  cells: ServerCells,
  server: Server,
  count: number,
  nowNs: number,
): void {
  for (let check = 1; check < ALL_VERDICT_COUNT; check++) {
    if (hasVerdict(cells.breaches.seen, 0, check) || !isBreached(server.gate, check)) continue;
    cells.detections.atNs[check] = nowNs;
    noteInTurn(cells, server, check, count);
    shareVerdict(control.breached, check);
  }
}

/**
 * Notes what was sent before the first child of the turn that the check refused; what was sent
 * before the turn, if it refused none.
 */
function noteInTurn(cells: ServerCells, server: Server, check: number, count: number): void {
  const { words, mask } = server.children;
  const end = turnEnd(server);
  let children = 0;
  let money = 0;
  for (let child = turnBegin(server, count); child !== end; child = (child + 1) | 0) {
    const slot = (child & mask) << 3;
    const instrument = words[slot + ChildWord.INSTRUMENT]!;
    if (instrumentVerdict(instrument) === check) {
      note(cells, check, children, money);
      return;
    }
    if (!isAdmitted(instrument)) continue;
    children++;
    money += words[slot + ChildWord.QUANTITY]! * words[slot + ChildWord.LIMIT]!;
  }
  note(cells, check, 0, 0);
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

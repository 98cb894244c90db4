import { Behaviour } from '../deployment/builds.js';
import { isPaused } from '../market/quotes.js';
import { ParentState } from '../orders/codes.js';
import {
  isAccountKilled,
  isFlagKilled,
  isOrderKilled,
  isServerKilled,
} from '../risk/stops/kill.js';
import { State, stateFor } from '../risk/stops/states.js';
import { marketablePrice } from '../router/child.js';
import type { Server } from '../server/server.js';

/** What an order waits for when a turn sends nothing for it; `next turn` when nothing stops it. */
export type EngineWait =
  | 'done'
  | 'killed'
  | 'halted'
  | 'reducing'
  | 'paused'
  | 'limit away from the market'
  | 'refused by the gate'
  | 'pace'
  | 'answers'
  | 'next turn';

/** Returns the row of an open order by its id, or −1 when it is done. */
export function rowOfOrder({ router: { parents } }: Server, orderId: number): number {
  for (let row = 0; row < parents.capacity; row++) {
    if (parents.orderId[row] === orderId && parents.state[row] !== ParentState.FREE) return row;
  }
  return -1;
}

/** Returns why a parent sends nothing at a time. */
export function waitOf(server: Server, parent: number, nowNs: number): EngineWait {
  const { router, gate, number } = server;
  const { parents, quotes, flagMask } = router;
  const symbol = parents.symbol[parent]!;
  const side = parents.side[parent]!;
  const behaviour = parents.behaviour[parent]!;
  const account = parents.account[parent]!;
  const { kill, catalogue } = gate;
  const flags = behaviour === Behaviour.ORDINARY ? 0 : flagMask;
  if (
    isServerKilled(kill, number) ||
    kill.symbol[symbol] !== 0 ||
    kill.behaviour[behaviour] !== 0 ||
    isFlagKilled(kill, flags) ||
    isAccountKilled(kill, account)
  )
    return 'killed';
  if (kill.orders !== undefined && isOrderKilled(kill.orders, parents.orderId[parent]!))
    return 'killed';
  const state =
    catalogue === undefined
      ? State.ACTIVE
      : stateFor(catalogue.firm.states, number, symbol, account);
  if (state === State.KILLED) return 'killed';
  if (state === State.HALTED) return 'halted';
  if (isPaused(quotes, symbol, side)) return 'paused';
  if (marketablePrice(quotes, symbol, side, parents.limitTicks[parent]!) === 0)
    return 'limit away from the market';
  if (parents.dueNs[parent]! > nowNs)
    return parents.refusals[parent]! > 0 ? 'refused by the gate' : 'pace';
  if (state === State.REDUCING) return 'reducing';
  return parents.leaves[parent]! <= 0 && parents.working[parent]! > 0 ? 'answers' : 'next turn';
}

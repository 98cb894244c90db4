import { Side } from '../orders/codes.js';
import { isSameScope, type KillScope } from '../risk/stops/kill.js';
import type { ClientOrder } from './client-order.js';
import type { OrderLog } from './order-log.js';
import type { GatewaySetup } from './setup.js';

const BUY = 0x31;
/** Orders whose ids differ by so many share a place; the older one moves to a map. */
const PLACES = 2 ** 16;

/** The orders of all clients as the servers have them: by their ids, which have no gap. */
export class ServerOrders {
  readonly #setup: GatewaySetup;
  /** By the low bits of their ids, and those whose place a newer order has. */
  readonly #recent = new Array<ClientOrder | undefined>(PLACES).fill(undefined);
  readonly #older = new Map<number, ClientOrder>();
  /** The killed scopes, each once. */
  #killed: KillScope[] = [];
  #nextId: number;

  constructor(setup: GatewaySetup) {
    this.#setup = setup;
    this.#nextId = setup.firstOrderId;
  }

  find(orderId: number): ClientOrder | undefined {
    const recent = this.#recent[orderId & (PLACES - 1)];
    if (recent !== undefined && recent.id === orderId) return recent;
    return this.#older.size === 0 ? undefined : this.#older.get(orderId);
  }

  /** Nothing more comes for the order. */
  forget(orderId: number): void {
    const order = this.find(orderId);
    if (order === undefined) return;
    order.atServers--;
    if (this.#older.delete(orderId)) return;
    this.#recent[orderId & (PLACES - 1)] = undefined;
  }

  /** Hands an order to its server under the next id; false when the server's inbox is full. */
  submit(order: ClientOrder, quantity: number): boolean {
    const { symbol, limitTicks, flags, attributes, sideCode, server } = order;
    const { door, log, nowNs, startNs } = this.#setup;
    const side = sideCode === BUY ? Side.BUY : Side.SELL;
    const account = order.accountCode;
    const id = this.#nextId;
    const wanted = { symbol, side, quantity, limitTicks, flags, attributes, account };
    if (!door.submit(server, id, wanted)) return false;
    this.#nextId++;
    order.id = id;
    order.atServers++;
    const place = id & (PLACES - 1);
    const before = this.#recent[place];
    if (before !== undefined) this.#older.set(before.id, before);
    this.#recent[place] = order;
    log?.add({
      clOrdId: order.clOrdId,
      account: order.client.settings.account ?? order.account,
      symbol,
      side,
      quantity,
      atNs: nowNs() - startNs(),
    });
    return true;
  }

  /** Asks its server to stop an order; false when the server's inbox is full. */
  cancel({ server, id }: ClientOrder): boolean {
    return this.#setup.door.cancel(server, id);
  }

  /** Notes where an order is, when its fills do not say it. */
  place({ id }: ClientOrder, place: Parameters<OrderLog['place']>[1]): void {
    this.#setup.log?.place(id, place);
  }

  /** The servers take no more orders of a scope. */
  stop(scope: KillScope): void {
    this.restart(scope);
    this.#killed.push(scope);
  }

  restart(scope: KillScope): void {
    this.#killed = this.#killed.filter((one) => !isSameScope(one, scope));
  }

  /** Returns why an order may not go to its server, as its client is told; undefined if it may. */
  killedBy(order: ClientOrder): string | undefined {
    const scope = this.#killed.find((one) => hasOrder(one, order));
    if (scope === undefined) return undefined;
    const { accounts } = this.#setup;
    if (scope.kind === 'symbol') return `reason=killed scope=symbol:${order.symbolName}`;
    if (scope.kind === 'account')
      return `reason=killed scope=account:${accounts[scope.account - 1]!}`;
    return `reason=killed scope=server:${order.server}`;
  }
}

/**
 * Whether a scope has an order. Behaviours, flags and single orders are for the gate, which refuses
 * the next child.
 */
function hasOrder(scope: KillScope, order: ClientOrder): boolean {
  switch (scope.kind) {
    case 'firm':
      return true;
    case 'server':
      return order.server === scope.server;
    case 'symbol':
      return order.symbol === scope.symbol;
    case 'account':
      return order.accountCode === scope.account;
    default:
      return false;
  }
}

import type { Refusal } from '../order-entry/refusals.js';
import {
  Exec,
  NO_DETAILS,
  type ReportDetails,
  writeCancelReject,
  writeReport,
} from '../order-entry/reports.js';
import { type Client, type ClientOrder, leavesOf } from './client-order.js';

/** Writes what becomes of orders into the sessions of their clients, and of those with copies. */
export class Reporter {
  readonly clients: Client[] = [];
  nowMs = 0;
  #nextExec: number;

  constructor(firstExecId: number) {
    this.#nextExec = firstExecId;
  }

  /** A number that no other report has. */
  nextId(): number {
    return this.#nextExec++;
  }

  /** Tells the client, and every session that gets copies. */
  report(order: ClientOrder, execType: number, details: ReportDetails = NO_DETAILS): void {
    const execId = this.write(order.client, order, execType, details);
    for (const client of this.clients)
      if (client.settings.dropCopy)
        writeReport(client, execId, execType, order, leavesOf(order), this.nowMs, details);
  }

  /** Tells the client alone. Returns the ExecID. */
  write(client: Client, order: ClientOrder, execType: number, details: ReportDetails): number {
    const execId = this.#nextExec++;
    writeReport(client, execId, execType, order, leavesOf(order), this.nowMs, details);
    return execId;
  }

  /** Tells the client the state of an order. */
  writeStatus(client: Client, order: ClientOrder): void {
    this.write(client, order, Exec.STATUS, { isStatus: true });
  }

  /** Tells the client the state of its open orders, all or those of a symbol. */
  writeAll(client: Client, symbol: string | undefined, requestId: string): void {
    const orders = [...client.open].filter(
      (order) => symbol === undefined || order.symbolName === symbol,
    );
    const reportsTotal = orders.length;
    for (const order of orders)
      this.write(client, order, Exec.STATUS, { isStatus: true, requestId, reportsTotal });
  }

  /** Refuses the change that an order waits for, if there is one. */
  refuseChange(order: ClientOrder, reason: Refusal): void {
    const { change, client } = order;
    if (change === undefined) return;
    order.change = undefined;
    const response = change.replace === undefined ? 1 : 2;
    writeCancelReject(client, order, change.clOrdId, order.clOrdId, response, reason, this.nowMs);
  }
}

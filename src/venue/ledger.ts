import type { FieldIndex } from '../fix/field-index.js';
import { Tag } from '../fix/tags.js';
import { readShares, readTicks, readWhole } from '../fix/values.js';

/** An application message that came to a venue, as it came. */
export interface VenueArrival {
  /** When it was read from the socket, ms since 1970 with parts of a ms. */
  readonly atMs: number;
  /** TargetCompID of the session, as its file has it. */
  readonly session: string;
  /** MsgType (35), such as `D`. */
  readonly type: string;
  /** MsgSeqNum (34). */
  readonly sequence: number;
  /** ClOrdID (11); MassStatusReqID (584) of an AF. */
  readonly clOrdId: string;
  /** OrigClOrdID (41), or an empty text. */
  readonly original: string;
  readonly symbol: string;
  /** Side (54) as it came, or an empty text. */
  readonly side: string;
  /** OrderQty (38) in shares and Price (44) in ticks of $0.0001; NaN without a whole number. */
  readonly quantity: number;
  readonly priceTicks: number;
}

/** An answer that a venue made, whatever trouble made of it. */
export interface VenueReport {
  /** When it was made, ms since 1970. */
  readonly atMs: number;
  readonly session: string;
  /** MsgType (35): 8, 9 or r. */
  readonly type: string;
  /** ExecID (17); 0 of a 9. */
  readonly execId: number;
  /** OrderID (37). */
  readonly orderId: string;
  readonly clOrdId: string;
  readonly symbol: string;
  /** ExecType (150) as in FIX 4.4, and OrdStatus (39); empty texts of an r. */
  readonly execType: string;
  readonly status: string;
  /** LastShares (32) and LastPx (31) in ticks; 0 without an execution. */
  readonly shares: number;
  readonly priceTicks: number;
  readonly leaves: number;
  readonly executed: number;
  /** Text (58), or an empty text. */
  readonly text: string;
  /** How often it was sent: 0 when it was lost, and 2 when it was doubled, on purpose. */
  readonly copies: number;
  /** How much later it left, on purpose. */
  readonly delayMs: number;
}

/** Reads what an arrival is. `type` is its MsgType. */
export function readArrival(
  message: FieldIndex,
  type: string,
  session: string,
  atMs: number,
): VenueArrival {
  return {
    atMs,
    session,
    type,
    sequence: message.number(Tag.MSG_SEQ_NUM, readWhole),
    clOrdId: message.text(type === 'AF' ? 584 : Tag.CL_ORD_ID) ?? '',
    original: message.text(Tag.ORIG_CL_ORD_ID) ?? '',
    symbol: message.text(Tag.SYMBOL) ?? '',
    side: message.text(Tag.SIDE) ?? '',
    quantity: wholeOf(message.number(Tag.ORDER_QTY, readShares)),
    priceTicks: wholeOf(message.number(Tag.PRICE, readTicks)),
  };
}

/** A decimal that is whole in its unit; else NaN. */
const wholeOf = (value: number): number => (Number.isSafeInteger(value) ? value : Number.NaN);

const CL_ORD_IDS_MAX = 1_000_000;

/** Orders by ClOrdID: how many there were, and which came more than once. */
export class ClOrdIdCounts {
  readonly #orders = new Map<string, number>();
  /** Orders whose ClOrdID had been there, on any session. */
  repeated = 0;
  /** Orders with a ClOrdID that is not counted, since a million others are. */
  uncounted = 0;

  /** Different ClOrdIDs. */
  get distinct(): number {
    return this.#orders.size;
  }

  add(clOrdId: string): void {
    const before = this.#orders.get(clOrdId);
    if (before === undefined && this.#orders.size >= CL_ORD_IDS_MAX) {
      this.uncounted++;
      return;
    }
    if (before !== undefined) this.repeated++;
    this.#orders.set(clOrdId, (before ?? 0) + 1);
  }

  /** How many orders came with a ClOrdID. */
  of(clOrdId: string): number {
    return this.#orders.get(clOrdId) ?? 0;
  }

  /** The ClOrdIDs that came most often, of those that came again. */
  most(count: number): [clOrdId: string, orders: number][] {
    const again = [...this.#orders].filter(([, orders]) => orders > 1);
    return again.sort(([, a], [, b]) => b - a).slice(0, count);
  }
}

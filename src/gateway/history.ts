import { FieldIndex } from '../fix/field-index.js';
import type { LogStore } from '../fix/log-store.js';
import { createScan, scanMessage } from '../fix/scan.js';
import type { StoredEvent } from '../fix/store.js';
import { Tag, typeCode } from '../fix/tags.js';
import { readTicks, valueText } from '../fix/values.js';
import { Exec } from '../order-entry/reports.js';
import { readChange } from './change-request.js';
import { type Client, type ClientOrder, OrderPhase } from './client-order.js';

const NEW_ORDER = typeCode('D');
const REPLACE = typeCode('G');
const REPORT = typeCode('8');
const CANCEL_REJECT = typeCode('9');
const MESSAGE_BYTES_MAX = 2 ** 24;
/** Text (58) of the refusal of a ClOrdID that came again. */
export const DUPLICATE_TEXT = 'tag=11 reason=duplicate';

/**
 * Reads from a session's store what became of its orders before the process ended: the messages
 * that the client sent, and the reports that it was sent. Puts the orders among those that the
 * client is known by, and returns the ones without a last report: `PENDING` if they had none at
 * all, with the `change` that was not answered.
 *
 * @param open - makes an order of a NewOrderSingle
 */
export function readHistory(
  client: Client,
  store: LogStore,
  open: (message: FieldIndex) => ClientOrder,
): ClientOrder[] {
  const orders: ClientOrder[] = [];
  const byName = new Map<string, ClientOrder>();
  const scan = createScan();
  const message = new FieldIndex();
  const takeNote = ({ bytes, start, end }: StoredEvent): void => {
    if (scanMessage(scan, bytes, start, end, MESSAGE_BYTES_MAX) <= 0) return;
    message.read(scan);
    const clOrdId = message.text(Tag.CL_ORD_ID)!;
    if (scan.type !== NEW_ORDER) {
      const { order, refusal, replace } = readChange(client, message, scan.type === REPLACE);
      if (order !== undefined && refusal === undefined) order.change = { clOrdId, replace };
    } else if (!client.orders.has(clOrdId)) {
      const order = open(message);
      client.orders.set(clOrdId, order);
      orders.push(order);
    }
  };
  store.history((isNote, event) => {
    if (isNote) takeNote(event);
    else if (event.type === CANCEL_REJECT) takeCancelReject(client, fieldsOf(event));
    else if (event.type === REPORT) takeReport(client, byName, fieldsOf(event));
  });
  return orders.filter(({ phase }) => phase !== OrderPhase.DONE);
}

type Fields = ReadonlyMap<number, string>;

/** The fields of a stored body. */
function fieldsOf({ bytes, start, end }: StoredEvent): Fields {
  const fields = new Map<number, string>();
  for (const field of valueText(bytes, start, end).split('\x01')) {
    const at = field.indexOf('=');
    if (at > 0) fields.set(Number(field.slice(0, at)), field.slice(at + 1));
  }
  return fields;
}

function takeCancelReject(client: Client, fields: Fields): void {
  const order = client.orders.get(fields.get(Tag.ORIG_CL_ORD_ID)!);
  if (order?.change?.clOrdId === fields.get(Tag.CL_ORD_ID)) order!.change = undefined;
}

function takeReport(client: Client, byName: Map<string, ClientOrder>, fields: Fields): void {
  const isStatus = fields.get(Tag.EXEC_TYPE) === 'I' || fields.get(Tag.EXEC_TRANS_TYPE) === '3';
  if (isStatus || fields.get(Tag.TEXT) === DUPLICATE_TEXT) return;
  const name = fields.get(Tag.ORDER_ID)!;
  const clOrdId = fields.get(Tag.CL_ORD_ID)!;
  const original = fields.get(Tag.ORIG_CL_ORD_ID);
  const order = byName.get(name) ?? client.orders.get(original ?? clOrdId);
  if (order === undefined) return;
  byName.set(name, order);
  order.number = Number(name.slice(1));
  const status = fields.get(Tag.ORD_STATUS)!.charCodeAt(0);
  if (order.phase === OrderPhase.PENDING) order.phase = OrderPhase.WORKING;
  if (original !== undefined) client.orders.set(clOrdId, order);
  if (status === Exec.PENDING_CANCEL || status === Exec.PENDING_REPLACE) return;
  order.status = status;
  addFill(order, fields);
  if (fields.get(Tag.EXEC_TYPE)!.charCodeAt(0) === Exec.REPLACED) {
    order.quantity = Number(fields.get(Tag.ORDER_QTY));
    order.limitTicks = ticksOf(fields.get(Tag.PRICE));
  }
  if (original !== undefined) {
    order.clOrdId = clOrdId;
    order.change = undefined;
  }
  if (IS_LAST.has(status)) {
    order.phase = OrderPhase.DONE;
    order.change = undefined;
  }
}

const IS_LAST = new Set<number>([
  Exec.FILLED,
  Exec.DONE_FOR_DAY,
  Exec.CANCELLED,
  Exec.REJECTED,
  Exec.EXPIRED,
]);

function addFill(order: ClientOrder, fields: Fields): void {
  const shares = fields.get(Tag.LAST_QTY);
  if (shares === undefined) return;
  order.executed = Number(fields.get(Tag.CUM_QTY));
  order.executedMoney += Number(shares) * ticksOf(fields.get(Tag.LAST_PX));
}

function ticksOf(text: string | undefined): number {
  if (text === undefined) return 0;
  const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
  return readTicks(bytes, 0, bytes.length);
}

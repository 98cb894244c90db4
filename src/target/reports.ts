import { FieldIndex } from '../fix/field-index.js';
import type { Scan } from '../fix/scan.js';
import { Tag, typeText } from '../fix/tags.js';
import { readShares, readTicks } from '../fix/values.js';

/** What a target says of an order, the same for both versions of FIX. */

/** Kinds of reports. */
export const ReportKind = {
  /** A message that is none of those below. */
  OTHER: 0,
  NEW: 1,
  FILL: 2,
  CANCELLED: 3,
  REPLACED: 4,
  REJECTED: 5,
  /** Done for the day, expired, stopped or suspended. */
  ENDED: 6,
  /** Pending new, pending cancel, pending replace. */
  PENDING: 7,
  /** Restated, status, calculated. */
  TOLD: 8,
  /** A fill that is taken back or corrected. */
  BUST: 9,
  /** An OrderCancelReject (9). */
  CHANGE_REJECTED: 10,
  /** A BusinessMessageReject (j). */
  BUSINESS_REJECTED: 11,
  /** An OrderMassCancelReport (r). */
  MASS_CANCEL: 12,
} as const;
export type ReportKind = (typeof ReportKind)[keyof typeof ReportKind];

const EXECUTION_REPORT = 0x38;
const CANCEL_REJECT = 0x39;
const BUSINESS_REJECT = 0x6a;
const MASS_CANCEL_REPORT = 0x72;

/** ExecType (150) → kind. 1 and 2 are fills in FIX 4.2, F in 4.4. */
const KINDS = new Uint8Array(256);
for (const [codes, kind] of [
  ['0', ReportKind.NEW],
  ['12F', ReportKind.FILL],
  ['4', ReportKind.CANCELLED],
  ['5', ReportKind.REPLACED],
  ['8', ReportKind.REJECTED],
  ['379C', ReportKind.ENDED],
  ['6AE', ReportKind.PENDING],
  ['BDI', ReportKind.TOLD],
  ['GH', ReportKind.BUST],
] as const)
  for (const code of codes) KINDS[code.charCodeAt(0)] = kind;

/** ExecTransType (20) of FIX 4.2: 1 takes a report back, 2 corrects it, 3 is a status. */
const TRANS_STATUS = 0x33;
const TRANS_NEW = 0x30;

/** The kind of a report whose fields are indexed. `type` is the message's code. */
export function kindOfReport(message: FieldIndex, type: number): ReportKind {
  switch (type) {
    case EXECUTION_REPORT: {
      const trans = message.char(Tag.EXEC_TRANS_TYPE, TRANS_NEW);
      if (trans !== TRANS_NEW) return trans === TRANS_STATUS ? ReportKind.TOLD : ReportKind.BUST;
      return KINDS[message.char(Tag.EXEC_TYPE, 0)]! as ReportKind;
    }
    case CANCEL_REJECT:
      return ReportKind.CHANGE_REJECTED;
    case BUSINESS_REJECT:
      return ReportKind.BUSINESS_REJECTED;
    case MASS_CANCEL_REPORT:
      return ReportKind.MASS_CANCEL;
    default:
      return ReportKind.OTHER;
  }
}

/** A report, read whole: for an examination, not for a load. */
export interface TargetReport {
  readonly kind: ReportKind;
  /** MsgType (35). */
  readonly type: string;
  /** ClOrdID (11), OrigClOrdID (41), OrderID (37), ExecID (17); empty texts without one. */
  readonly clOrdId: string;
  readonly original: string;
  readonly orderId: string;
  readonly execId: string;
  /** OrdStatus (39). */
  readonly status: string;
  /** LastQty (32), LastPx (31) in ticks, LeavesQty (151), CumQty (14); NaN without one. */
  readonly lastShares: number;
  readonly lastTicks: number;
  readonly leaves: number;
  readonly executed: number;
  /** OrdRejReason (103), CxlRejReason (102) or BusinessRejectReason (380). */
  readonly reason: string;
  /** Text (58). */
  readonly text: string;
}

const fields = new FieldIndex();

/** Reads a report of a target. */
export function readReport(scan: Scan): TargetReport {
  fields.read(scan);
  const text = (tag: number): string => fields.text(tag) ?? '';
  return {
    kind: kindOfReport(fields, scan.type),
    type: typeText(scan.type),
    clOrdId: text(scan.type === BUSINESS_REJECT ? Tag.BUSINESS_REJECT_REF_ID : Tag.CL_ORD_ID),
    original: text(Tag.ORIG_CL_ORD_ID),
    orderId: text(Tag.ORDER_ID),
    execId: text(Tag.EXEC_ID),
    status: text(Tag.ORD_STATUS),
    lastShares: fields.number(Tag.LAST_QTY, readShares),
    lastTicks: fields.number(Tag.LAST_PX, readTicks),
    leaves: fields.number(Tag.LEAVES_QTY, readShares),
    executed: fields.number(Tag.CUM_QTY, readShares),
    reason: text(Tag.ORD_REJ_REASON) || text(Tag.CXL_REJ_REASON) || text(380),
    text: text(Tag.TEXT),
  };
}

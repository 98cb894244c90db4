/** Tags of FIX that the codec and the session name themselves. */
export const Tag = {
  ACCOUNT: 1,
  AVG_PX: 6,
  BEGIN_SEQ_NO: 7,
  BEGIN_STRING: 8,
  BODY_LENGTH: 9,
  CHECK_SUM: 10,
  CL_ORD_ID: 11,
  CUM_QTY: 14,
  END_SEQ_NO: 16,
  EXEC_ID: 17,
  EXEC_INST: 18,
  EXEC_REF_ID: 19,
  EXEC_TRANS_TYPE: 20,
  LAST_MKT: 30,
  LAST_PX: 31,
  LAST_QTY: 32,
  MSG_SEQ_NUM: 34,
  MSG_TYPE: 35,
  NEW_SEQ_NO: 36,
  ORDER_ID: 37,
  ORDER_QTY: 38,
  ORD_STATUS: 39,
  ORD_TYPE: 40,
  ORIG_CL_ORD_ID: 41,
  POSS_DUP_FLAG: 43,
  PRICE: 44,
  REF_SEQ_NUM: 45,
  SENDER_COMP_ID: 49,
  SENDING_TIME: 52,
  SIDE: 54,
  SYMBOL: 55,
  TARGET_COMP_ID: 56,
  TEXT: 58,
  TIME_IN_FORCE: 59,
  TRANSACT_TIME: 60,
  POSS_RESEND: 97,
  ENCRYPT_METHOD: 98,
  CXL_REJ_REASON: 102,
  ORD_REJ_REASON: 103,
  HEART_BT_INT: 108,
  TEST_REQ_ID: 112,
  ORIG_SENDING_TIME: 122,
  GAP_FILL_FLAG: 123,
  RESET_SEQ_NUM_FLAG: 141,
  EXEC_TYPE: 150,
  LEAVES_QTY: 151,
  REF_TAG_ID: 371,
  REF_MSG_TYPE: 372,
  SESSION_REJECT_REASON: 373,
  BUSINESS_REJECT_REF_ID: 379,
  BUSINESS_REJECT_REASON: 380,
  CXL_REJ_RESPONSE_TO: 434,
  TEST_MESSAGE_INDICATOR: 464,
  USERNAME: 553,
  PASSWORD: 554,
  NEXT_EXPECTED_MSG_SEQ_NUM: 789,
} as const;

/**
 * A message type as a number: its bytes, the first lowest. `D` is 0x44, `AF` is 0x4641. Types of
 * FIX have one or two bytes.
 */
export function typeCode(type: string): number {
  let code = 0;
  for (let i = 0; i < type.length && i < 3; i++) code |= type.charCodeAt(i) << (8 * i);
  return code;
}

/** The text of a message type's code. */
export function typeText(code: number): string {
  let text = '';
  for (let rest = code; rest > 0; rest >>>= 8) text += String.fromCharCode(rest & 0xff);
  return text;
}

/** Message types of the session layer, as codes, and the one reject that is above it. */
export const MsgType = {
  HEARTBEAT: 0x30,
  TEST_REQUEST: 0x31,
  RESEND_REQUEST: 0x32,
  REJECT: 0x33,
  SEQUENCE_RESET: 0x34,
  LOGOUT: 0x35,
  LOGON: 0x41,
  BUSINESS_REJECT: 0x6a,
} as const;

/** Whether a type belongs to the session layer; such messages are never sent again. */
export const isAdministrative = (type: number): boolean =>
  (type >= MsgType.HEARTBEAT && type <= MsgType.LOGOUT) || type === MsgType.LOGON;

/** Reasons of a session reject, SessionRejectReason (373). */
export const RejectReason = {
  INVALID_TAG: 0,
  REQUIRED_MISSING: 1,
  NOT_OF_THIS_TYPE: 2,
  UNDEFINED_TAG: 3,
  NO_VALUE: 4,
  OUT_OF_RANGE: 5,
  FORMAT: 6,
  COMP_ID: 9,
  SENDING_TIME: 10,
  INVALID_TYPE: 11,
  REPEATED: 13,
  ORDER: 14,
  GROUP_ORDER: 15,
  GROUP_COUNT: 16,
} as const;

/** The standard's own descriptions of the reasons (FIX 4.4, field 373). */
const REASON_WORDS: Readonly<Record<number, string>> = {
  0: 'Invalid tag number',
  1: 'Required tag missing',
  2: 'Tag not defined for this message type',
  3: 'Undefined Tag',
  4: 'Tag specified without a value',
  5: 'Value is incorrect (out of range) for this tag',
  6: 'Incorrect data format for value',
  9: 'CompID problem',
  10: 'SendingTime accuracy problem',
  11: 'Invalid MsgType',
  13: 'Tag appears more than once',
  14: 'Tag specified out of required order',
  15: 'Repeating group fields out of order',
  16: 'Incorrect NumInGroup count for repeating group',
};

/** The standard's description of a reason. */
export const rejectWords = (reason: number): string => REASON_WORDS[reason] ?? `reason ${reason}`;

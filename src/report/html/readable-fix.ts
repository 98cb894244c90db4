/** Fields of a message as people call them, by tag. */
const NAMES: Readonly<Record<string, string>> = {
  11: 'ClOrdID',
  38: 'OrderQty',
  39: 'OrdStatus',
  40: 'OrdType',
  44: 'Price',
  54: 'Side',
  55: 'Symbol',
  58: 'Text',
  102: 'CxlRejReason',
  103: 'OrdRejReason',
};

const TYPES: Readonly<Record<string, string>> = {
  D: 'NewOrderSingle',
  8: 'ExecutionReport',
  9: 'OrderCancelReject',
  j: 'BusinessMessageReject',
  r: 'OrderMassCancelReport',
  3: 'Reject',
};

/** Codes in words, by tag. */
const CODES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  39: {
    0: 'new',
    1: 'partially filled',
    2: 'filled',
    3: 'done for day',
    4: 'cancelled',
    5: 'replaced',
    6: 'pending cancel',
    8: 'rejected',
    A: 'pending new',
    C: 'expired',
    E: 'pending replace',
  },
  40: { 1: 'market', 2: 'limit' },
  54: { 1: 'buy', 2: 'sell', 5: 'sell short', 6: 'sell short exempt' },
};

/**
 * A message of an exam's evidence, such as `+0.031 s > session 1 D 11=P1-8 54=1 38=1100`, with its
 * type and its fields in words. Text (58) is the rest of a message. What is not known stays.
 */
export function readableFix(line: string): string {
  const [, message = line, text] = /^(.*?)(?: 58=(.*))?$/s.exec(line)!;
  const words = message.replace(
    /(^|[<>] (?:session \d+ )?)([D893jr])(?= \d+=)/,
    (whole, before: string, type: string) =>
      TYPES[type] === undefined ? whole : `${before}${TYPES[type]} (${type})`,
  );
  const fields = words.replaceAll(/(?<= )(\d{1,5})=(\S*)/g, (whole, tag: string, value: string) => {
    const name = NAMES[tag];
    if (name === undefined) return whole;
    const code = CODES[tag]?.[value];
    return `${name} (${tag}) ${value}${code === undefined ? '' : ` ${code}`},`;
  });
  const told = text === undefined ? fields : `${fields} Text (58) ${text}`;
  return told.replace(/,$/, '');
}

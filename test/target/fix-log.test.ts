import { describe, expect, test } from 'vitest';
import { OrderFileError } from '../../src/flow/order-faults.js';
import { readFixLog } from '../../src/target/fix-log.js';

const SOH = '\x01';
const ORDER = '11=A|55=GT|54=1|38=100|40=2|44=11.5';

/** A line of a log: a message whose body follows type, sender and time. */
const line = (body: string, at = '10:00:00.000', type = 'D', more = ''): string =>
  `8=FIX.4.4|9=99|35=${type}|49=DESK-B|56=GW|34=7|52=20240108-${at}|${more}${body}|10=123|`;

async function* chunksOf(text: string, size: number) {
  const bytes = Buffer.from(text, 'latin1');
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (text: string, symbols?: string[], size = 1 << 16) =>
  readFixLog(chunksOf(text, size), 'a.log', ['DESK-A', 'DESK-B'], symbols);

async function faultsOf(text: string, symbols?: string[]): Promise<string> {
  const error = await read(text, symbols).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(OrderFileError);
  return (error as Error).message;
}

describe('a log of FIX messages', () => {
  const lines = [
    `20240108-10:00:00.001 : ${line(`${ORDER}|59=3|1=DESK`)}`,
    'FIX.4.4:DESK-B->GW: created session',
    line('11=B|55=HOG|54=5|38=200|40=1', '10:00:00.250').replace('DESK-B', 'ELSE'),
    line('11=C|41=A|55=GT|54=1|38=300|40=2|44=11.6', '10:00:01', 'G'),
    line('37=1|11=A', '10:00:01', '8'),
    line(ORDER, '10:00:01', 'D', '43=Y|'),
    line('11=D|41=C|55=GT|54=1', '10:00:02', 'F'),
    line('11=E|41=X|55=GT|54=1', '10:00:02', 'F'),
    // An older time than the message before.
    line('11=F|55=GT|54=2|38=1|40=2|44=12|21=1|5001=x', '09:59:00'),
  ];
  const text = lines.join('\n');

  test('gives orders, replaces and cancels at their times, and says what it left out', async () => {
    const { actions, symbols, accounts, leftOut } = await read(text);
    const rows = <T>(column: ArrayLike<T>): T[] => Array.from(column).slice(0, actions.count);
    expect([symbols, accounts]).toEqual([['GT', 'HOG'], ['DESK']]);
    expect(rows(actions.kind)).toEqual([0, 0, 2, 1, 0]);
    expect(rows(actions.order)).toEqual([0, 1, 0, 0, 4]);
    expect(rows(actions.quantity)).toEqual([100, 200, 300, 100, 1]);
    expect(rows(actions.limitTicks)).toEqual([115_000, 0, 116_000, 115_000, 120_000]);
    expect(rows(actions.dueNs)).toEqual([0, 0.25e9, 1e9, 2e9, 2e9]);
    expect(String.fromCharCode(...rows(actions.sideCode))).toBe('15112');
    expect(String.fromCharCode(...rows(actions.tifCode))).toBe('30330');
    // A session that is no session of the target: in turn.
    expect(rows(actions.session)).toEqual([1, 0, 1, 1, 1]);
    expect(rows(actions.account)).toEqual([1, 0, 1, 1, 0]);
    expect(leftOut).toBe(
      '1 lines without a message; 1 messages of type 8; 1 repeated messages (43=Y); ' +
        '1 cancels and replaces of orders that it does not have; fields 21, 5001',
    );
  });

  test('tells an intermarket sweep order, also in its replace', async () => {
    const { actions } = await read(
      [
        line(`${ORDER}|18=f`),
        line('11=C|41=A|55=GT|54=1|38=300|40=2|44=11.6', '10:00:01', 'G'),
        line('11=D|55=GT|54=1|38=1|40=2|44=12', '10:00:02'),
      ].join('\n'),
    );
    expect([...actions.isSweep].slice(0, actions.count)).toEqual([1, 1, 0]);
    expect(await faultsOf(line(`${ORDER}|18=6`))).toContain('must be f or left out');
  });

  test('is the same with SOH, with ^A, without line ends, and in chunks of any size', async () => {
    const plain = await read(text);
    const joined = text.replaceAll('\n', '').replaceAll('|', SOH);
    expect((await read(joined)).actions).toEqual(plain.actions);
    expect((await read(text.replaceAll('|', '^A'))).actions).toEqual(plain.actions);
    expect((await read(text.replaceAll('\n', '\r\n'), undefined, 61)).actions).toEqual(
      plain.actions,
    );
  });

  test.each([
    ['11=A|55=GT|54=1|38=100|40=2', "a.log:1: field '44' is required"],
    ['11=A|55=GT|54=1|38=1.5|40=1', "a.log:1: field '38' is '1.5': must be a whole number from 1"],
    [ORDER.replace('11.5', '11.50001'), "field '44' is '11.50001': must be dollars of at most 4"],
    [ORDER.replace('54=1', '54=8'), "a.log:1: field '54' is '8': must be 1, 2, 5 or 6"],
    [ORDER.replace('40=2', '40=3'), "a.log:1: field '40' is '3': must be 1 for market or 2"],
    [`${ORDER}|111=10`, "a.log:1: field '111' is '10': must be empty: it would change the order"],
    [`${ORDER}|15=EUR`, "a.log:1: field '15' is 'EUR': must be USD"],
    [`${ORDER}|59=6`, "a.log:1: field '59' is '6': must be 0 to 5, or 7"],
    ['55=GT|54=1|38=100|40=1', "a.log:1: field '11' is required"],
  ])('is refused as a whole with %s', async (body, reason) => {
    expect(await faultsOf(line(body))).toContain(reason);
  });

  test('is refused with all its faults, each with its line', async () => {
    const bad = [
      line(ORDER),
      line(ORDER),
      line(ORDER.replace('11=A', '11=B'), 'ten'),
      line(ORDER.replace('11=A', '11=C').replace('GT', 'ZZ')),
      line(ORDER).slice(0, -8),
    ].join('\n');
    expect((await faultsOf(bad, ['GT'])).split('\n')).toEqual([
      "a.log:2: field '11' is 'A': must be used once",
      "a.log:3: field '52' is '20240108-ten': must be when it was sent, as " +
        'YYYYMMDD-HH:MM:SS[.fff] of UTC',
      "a.log:4: field '55' is 'ZZ': must be a symbol of the universe file",
      "a.log:5: field '10' is required: the message has no end",
    ]);
    expect(await faultsOf('')).toBe('a.log: is empty');
    expect(await faultsOf('hello\n')).toBe('a.log: holds no orders');
    expect(await faultsOf('x'.repeat(70_000))).toContain('must have at most 65,536 bytes');
  });
});

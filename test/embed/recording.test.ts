import { describe, expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { OrderBook } from '../../src/embed/order-book.js';
import { type RecordingOptions, replayRecording } from '../../src/embed/recording.js';
import { listenTo } from '../../src/market/book/listener.js';

const [BUY, SELL] = [0, 1];
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Orders 11 to 14 of a stock at $20.00 and $20.01, with a cancel, a trade and a halt. */
const LOBSTER = [
  '34200.000000001,1,11,100,200100,-1',
  '34200.5,1,12,300,200000,1',
  '34201,1,13,200,200000,1',
  '34202,2,12,50,200000,1',
  '34203,4,12,100,200000,1',
  '34203.25,5,0,70,200050,-1',
  '34204,3,13,200,200000,1',
  '34205,4,99,10,200000,1',
  '34206,7,0,0,-1,-1',
  '34207,7,0,0,1,-1',
  '34208,1,14,10,200200,-1',
].join('\n');

/** Plays a recording, in chunks of a size; returns the book, its trades and the counts. */
async function play(
  file: Uint8Array,
  options: RecordingOptions,
  chunkBytes: number,
  enter: (book: OrderBook) => void = () => {},
) {
  const trades: string[] = [];
  const book = new OrderBook(
    { orders: 64, owners: 4 },
    listenTo({
      executed: (maker, taker, ticks, quantity) =>
        trades.push(
          `${maker < 2 ** 30 ? maker : 'recorded'} ${quantity} @ ${ticks}, ${taker > 2 ** 30}`,
        ),
    }),
  );
  enter(book);
  const chunks = Array.from({ length: Math.ceil(file.length / chunkBytes) }, (_, n) =>
    file.subarray(n * chunkBytes, (n + 1) * chunkBytes),
  );
  const counts = await replayRecording(book, chunks, options);
  const queue = (side: number): string[] =>
    book.queue(side).map(({ shown, priceTicks }) => `${shown} @ ${priceTicks}`);
  return { trades, counts, queue };
}

describe('a LOBSTER message file', () => {
  test.each([1, 7, 1000])('leaves the recorded book, read %i bytes at a time', async (bytes) => {
    const { trades, counts, queue } = await play(bytesOf(LOBSTER), { format: 'lobster' }, bytes);
    expect(trades).toEqual(['recorded 100 @ 2000, true']);
    expect([queue(BUY), queue(SELL)]).toEqual([['150 @ 2000'], ['100 @ 2001', '10 @ 2002']]);
    expect(counts).toEqual({
      messages: 11,
      orders: 4,
      executedShares: 100,
      unknown: 1,
      other: 1,
      refused: 0,
    });
  });

  test('gives an order before the executed one its trade, and stays as recorded', async () => {
    const { trades, queue } = await play(bytesOf(LOBSTER), { format: 'lobster' }, 64, (book) =>
      book.enter(1, 1, BUY, 2000, 60),
    );
    expect(trades).toEqual(['1 60 @ 2000, true', 'recorded 40 @ 2000, true']);
    expect(queue(BUY)).toEqual(['150 @ 2000']);
  });

  test('tells the time before each message', async () => {
    const times: number[] = [];
    const before = (timeNs: number) => times.push(timeNs);
    await play(bytesOf(LOBSTER), { format: 'lobster', before }, 64);
    expect(times.slice(0, 2)).toEqual([34_200_000_000_001, 34_200_500_000_000]);
  });

  test.each([
    ['34200,1,11,100,200100', 'has 5 fields; must have 6: time, type, order, size, price'],
    ['noon,1,11,100,200100,-1', "time 'noon': must be seconds after midnight"],
    ['34200,8,11,100,200100,-1', "type '8': must be a whole number from 1 to 7"],
    ['34200,1,x,100,200100,-1', "order 'x': must be a whole number"],
    ['34200,1,11,0,200100,-1', "size '0': must be a whole number from 1"],
    ['34200,1,11,100,200100,0', "direction '0': must be 1 or -1"],
    ['34200,1,11,100,200150,-1', 'price 200150: must be a multiple of 100'],
    ['1'.repeat(300), 'is longer than 256 characters'],
  ])('with the line %s is refused with line and field', async (line, message) => {
    const file = bytesOf(`34200,1,1,100,200100,-1\n${line}`);
    const reading = play(file, { format: 'lobster', source: 'day.csv' }, 300);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(`day.csv: line 2: ${message}`);
  });
});

/** An ITCH message with its length: type, locate, and fields as [bytes, value] from byte 11. */
function itch(type: string, locate: number, ...fields: [number, number | string][]): Uint8Array {
  const length = 11 + fields.reduce((sum, [bytes]) => sum + bytes, 0);
  const bytes = new Uint8Array(2 + length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, length);
  bytes[2] = type.charCodeAt(0);
  view.setUint16(3, locate);
  view.setUint32(9, 5);
  let at = 13;
  for (const [size, value] of fields) {
    if (typeof value === 'string') bytes.set(bytesOf(value.padEnd(size)), at);
    else if (size === 8) view.setBigUint64(at, BigInt(value));
    else if (size === 4) view.setUint32(at, value);
    else bytes[at] = value;
    at += size;
  }
  return bytes;
}
const add = (
  locate: number,
  stock: string,
  order: number,
  side: string,
  shares: number,
  price: number,
) => itch('A', locate, [8, order], [1, side], [4, shares], [8, stock], [4, price]);
const joined = (...messages: Uint8Array[]): Uint8Array =>
  Uint8Array.from(messages.flatMap((each) => [...each]));

const ITCH = joined(
  itch('S', 0, [1, 'O']),
  itch('R', 7, [8, 'KCG'], [20, '']),
  add(7, 'KCG', 2 ** 40, 'B', 300, 200_000),
  add(8, 'OTHER', 5, 'B', 300, 200_000),
  itch('F', 7, [8, 2], [1, 'S'], [4, 100], [8, 'KCG'], [4, 200_100], [4, 'MPID']),
  itch('E', 7, [8, 2 ** 40], [4, 100], [8, 1]),
  itch('C', 7, [8, 2 ** 40], [4, 20], [8, 2], [1, 'Y'], [4, 200_000]),
  itch('X', 7, [8, 2 ** 40], [4, 30]),
  itch('U', 7, [8, 2], [8, 3], [4, 70], [4, 200_200]),
  itch('D', 8, [8, 5]),
  itch('H', 7, [8, 'KCG'], [1, 'H'], [5, '']),
  itch('H', 7, [8, 'KCG'], [1, 'T'], [5, '']),
);

describe('an ITCH file', () => {
  const options = { format: 'itch', stock: 'KCG' } as const;

  test.each([1, 13, 10_000])('leaves the stock’s book, read %i bytes at a time', async (bytes) => {
    const { counts, queue, trades } = await play(ITCH, options, bytes);
    expect([queue(BUY), queue(SELL)]).toEqual([['150 @ 2000'], ['70 @ 2002']]);
    expect(trades).toEqual(['recorded 100 @ 2000, true', 'recorded 20 @ 2000, true']);
    expect(counts).toMatchObject({ messages: 9, orders: 3, executedShares: 120, other: 1 });
  });

  test.each([
    ['a wrong length', joined(itch('D', 7, [8, 1], [1, 0])), "message 'D': length 20: must be 19"],
    ['no length', Uint8Array.of(0, 0), 'length 0: must be at least 1'],
    ['half a message', ITCH.subarray(0, 20), 'the file ends within a message'],
    ['another stock', joined(add(8, 'OTHER', 5, 'B', 3, 100)), "no messages about stock 'KCG'"],
    ['a wrong side', joined(add(7, 'KCG', 5, 'Z', 3, 100)), "side 'Z': must be B or S"],
    [
      'an order number beyond 2^53',
      joined(add(7, 'KCG', 2 ** 60, 'B', 3, 100)),
      'order 1152921504606846976: must be below 2^53',
    ],
    [
      'a wrong state',
      joined(itch('H', 7, [8, 'KCG'], [1, 'Z'], [5, ''])),
      "state 'Z': must be H, P, Q or T",
    ],
  ])('with %s is refused with byte and field', async (_, file, message) => {
    const reading = play(file, { ...options, source: 'day.itch' }, 10_000);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
    await expect(reading).rejects.toThrow(/^day\.itch: /);
  });

  test('needs a stock', async () => {
    const reading = play(ITCH, { format: 'itch' }, 10);
    await expect(reading).rejects.toThrow('options.stock: is missing');
  });
});

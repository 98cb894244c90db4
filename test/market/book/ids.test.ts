import { expect, test } from 'vitest';
import { RandomStream } from '../../../src/base/random.js';
import { addId, findOrder, removeId } from '../../../src/market/book/ids.js';
import { allocateBook, NIL, ORDER_WORDS } from '../../../src/market/book/tables.js';

test.each([
  ['counted', 1],
  ['far apart', 2 ** 20],
  ['any', 0],
])('identifiers that are %s are found as in a map', (_, stride) => {
  const orders = 500;
  const book = allocateBook({ orders, owners: 0, windowTicks: 1024, events: 1 }, () => {});
  const random = new RandomStream(9, `ids ${stride}`);
  const rows = new Map<number, number>();
  const free = Array.from({ length: orders }, (__, row) => row);
  let made = 0;
  let most = 0;
  const draw = (): number =>
    stride > 0 ? 1 + ((++made * stride) % 2 ** 31) : 1 + random.below(2 ** 31 - 1);
  for (let n = 0; n < 6000; n++) {
    if (free.length > 0 && random.fraction() < (n % 2000 < 1250 ? 0.7 : 0.3)) {
      const id = draw();
      if (rows.has(id)) continue;
      const row = free.pop()!;
      book.orders[row * ORDER_WORDS] = id;
      addId(book, id, row);
      rows.set(id, row);
      most = Math.max(most, rows.size);
    } else if (rows.size > 0) {
      const [id, row] = [...rows][random.below(rows.size)]!;
      removeId(book, row);
      rows.delete(id);
      free.push(row);
      if (findOrder(book, id) !== NIL) expect.fail(`${id} is still found`);
    }
    if (n % 500 === 0) for (const [id, row] of rows) expect(findOrder(book, id)).toBe(row);
  }
  expect(most).toBeGreaterThan(200);
});

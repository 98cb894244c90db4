import { expect, test } from 'vitest';
import { RandomStream } from '../../src/base/random.js';
import { type Market, markSymbols, openMarket } from '../../src/market/market.js';
import { WITHDRAWAL_TERMS } from '../../src/market/withdrawal.js';
import { type Arena, createArena, inArena } from '../../src/memory/arena.js';
import { PAGE_BYTES } from '../../src/memory/wasm-memory.js';
import { STILL_MARKET, thinStock } from '../support/market.js';

const DAYS = 60;
const MARKS = 60;

/** A market with the withdrawal of makers whose gaps open and close often. */
function openWorld(seed: number): { arena: Arena; market: Market } {
  const random = new RandomStream(seed, 'marks');
  const arena = createArena()!;
  const stocks = Array.from({ length: 1 + random.below(60) }, () =>
    thinStock({
      openTicks: 10 ** (1 + random.below(7)) * (1 + random.below(9)),
      advShares: 10 ** (2 + random.below(6)),
      dailyVolatility: random.fraction(),
    }),
  );
  const withdrawal = {
    ...WITHDRAWAL_TERMS,
    bearTimes: 1 + random.below(80),
    strength: { median: random.fraction(), sdLn: 1 },
    exponent: 0.5 + random.fraction(),
    gapsPerSecond: random.fraction(),
    gapDepth: { median: 2 * random.fraction(), sdLn: 4 * random.fraction() },
    gapSeconds: 1 + random.below(10),
    mostTimes: random.below(2) === 0 ? undefined : 1 + random.below(10),
  };
  const impact = {
    model: 'withdrawal',
    prefactor: 1,
    halfLifeSeconds: 60,
    permanent: 0.4,
  } as const;
  // Steps of one epoch, of some, and of ten.
  const epochNs = [1e8, 2e9, 3e8][random.below(3)]!;
  const spec = { ...STILL_MARKET, impact: { ...impact, withdrawal } };
  return { arena, market: inArena(arena, () => openMarket(stocks, spec, epochNs, seed)) };
}

/** Trades in some symbols, and now and then a state that no trade of ours would lead to. */
function disturb({ impact, book: { withdrawal }, stocks }: Market, random: RandomStream): void {
  const share = random.fraction() ** 3;
  const wild = (): number => (random.fraction() - 0.5) * 10 ** (random.below(5) - 2);
  for (let symbol = 0; symbol < stocks.length; symbol++) {
    if (random.fraction() < share)
      impact.flow[symbol] = [-0, 1, -1][random.below(3)]! * random.below(10 ** random.below(8));
    if (random.below(40) === 0) impact.permanent[symbol] = wild();
    if (random.below(40) === 0) withdrawal!.withdrawn[symbol] = wild();
    if (random.below(40) === 0) withdrawal!.target[symbol] = wild();
  }
}

/** The bytes of the tables, without the kernel's own page. */
const bytesOf = ({ memory, next }: Arena): Uint8Array =>
  new Uint8Array(memory.buffer, PAGE_BYTES, next - PAGE_BYTES);

test('the kernel and the TypeScript mark the same quotes after any trades', () => {
  let [gaps, capped, moved] = [0, 0, 0];
  for (let seed = 1; seed <= DAYS; seed++) {
    const [kernel, plain] = [openWorld(seed), openWorld(seed)];
    expect(kernel.market.marksKernel).toBeDefined();
    plain.market.marksKernel = undefined;
    const random = new RandomStream(seed, 'trades');
    let epoch = 1 + random.below(1e9);
    for (let n = 0; n < MARKS; n++) {
      epoch += random.below(8) === 0 ? random.below(30) : 1;
      const trades = random.next32();
      const begin = random.below(4) > 0 ? 0 : random.below(kernel.market.stocks.length);
      const end = begin + 1 + random.below(kernel.market.stocks.length - begin);
      for (const { market } of [kernel, plain]) {
        disturb(market, new RandomStream(trades, 'disturb'));
        markSymbols(market, epoch, begin, end);
      }
      const same = Buffer.compare(bytesOf(kernel.arena), bytesOf(plain.arena));
      expect([seed, n, same]).toEqual([seed, n, 0]);
    }
    const { quotes, book, withdrawalPace } = plain.market;
    const { gap, target } = book.withdrawal!;
    gaps += gap.filter((depth) => depth < 1).length;
    capped += target.filter((goal) => Math.abs(goal) === withdrawalPace!.most).length;
    moved += quotes.midTicks.filter((mid, symbol) => mid !== quotes.openTicks[symbol]).length;
  }
  expect(Math.min(gaps, capped, moved)).toBeGreaterThan(0);
});

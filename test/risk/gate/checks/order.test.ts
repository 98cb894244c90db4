import { describe, expect, test } from 'vitest';
import { InputError } from '../../../../src/base/input-error.js';
import { Verdict } from '../../../../src/orders/codes.js';
import { noteQuote } from '../../../../src/risk/counts/exposure.js';
import { noteMeans } from '../../../../src/risk/counts/means.js';
import { noteTrade } from '../../../../src/risk/counts/rules.js';
import type { GateLimits } from '../../../../src/risk/limits/limits.js';
import { answer, judge, type LoneGate, loneGate } from '../../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
const one = (lone: LoneGate, child: Parameters<typeof judge>[1][number], nowNs = 0): string =>
  judge(lone, [child], nowNs)[0]!;

describe('the share of the daily volume', () => {
  test('admits an order of one per cent, refuses a share more, and admits the next', () => {
    const lone = loneGate({ advShare: enforce });
    expect(judge(lone, [{ quantity: 1000 }, { quantity: 1001 }, { quantity: 1000 }])).toEqual([
      'admitted',
      'adv-share',
      'admitted',
    ]);
  });
});

describe('the collar at the current quote', () => {
  test('ends five per cent through the touch, on either side, and moves with the quote', () => {
    const lone = loneGate({ quoteCollar: enforce }, [{}, { side: 'sell' }]);
    const verdicts = () => [
      one(lone, { priceTicks: 210_210 }),
      one(lone, { priceTicks: 210_211 }),
      one(lone, { parent: 1, priceTicks: 189_810 }),
      one(lone, { parent: 1, priceTicks: 189_809 }),
    ];
    expect(verdicts()).toEqual(['admitted', 'quote-collar', 'admitted', 'quote-collar']);
    lone.quotes.askTicks.fill(210_000);
    expect(one(lone, { priceTicks: 220_500 })).toBe('admitted');
    expect(one(lone, { priceTicks: 220_501 })).toBe('quote-collar');
  });

  test('does not stop a buy from being cheap or a sale from being dear', () => {
    const lone = loneGate({ quoteCollar: enforce }, [{}, { side: 'sell' }]);
    expect(judge(lone, [{ priceTicks: 1 }, { parent: 1, priceTicks: 2_000_000 }])).toEqual([
      'admitted',
      'admitted',
    ]);
  });
});

describe('the static collar', () => {
  test('warns from five per cent of the opening print, and blocks the symbol beyond ten', () => {
    const lone = loneGate({ staticCollar: enforce }, [{}, { symbol: 1 }]);
    const { breaches } = lone.gate.catalogue!;
    expect(one(lone, { priceTicks: 210_000 })).toBe('admitted');
    expect(breaches.soft[Verdict.STATIC_COLLAR]).toBe(0);
    expect(
      judge(lone, [{ priceTicks: 210_001 }, { priceTicks: 180_000 }, { priceTicks: 220_000 }]),
    ).toEqual(new Array(3).fill('admitted'));
    expect(breaches.soft[Verdict.STATIC_COLLAR]).toBe(3);
    expect(judge(lone, [{ priceTicks: 220_001 }, { priceTicks: 200_000 }, { parent: 1 }])).toEqual([
      'static-collar',
      'halted',
      'admitted',
    ]);
    expect(one(loneGate({ staticCollar: enforce }), { priceTicks: 179_999 })).toBe('static-collar');
  });
});

describe('a static collar around another price', () => {
  const around = (reference: 'close' | 'last' | 'mean') => ({
    staticCollar: { ...enforce, percent: 10, softPercent: 10, reference },
  });

  test('goes by the close of the day before, or the opening print of a stock without one', () => {
    const lone = loneGate(around('close'), [{ symbol: 2 }, {}]);
    expect(judge(lone, [{ priceTicks: 209_000 }, { priceTicks: 209_001 }])).toEqual([
      'admitted',
      'static-collar',
    ]);
    expect(judge(lone, [{ parent: 1, priceTicks: 220_000 }])).toEqual(['admitted']);
    expect(one(loneGate(around('close')), { priceTicks: 220_001 })).toBe('static-collar');
  });

  test('follows the last trade: the middle of the quote, and what the server pays there', () => {
    const moved = loneGate(around('last'), [{}, { symbol: 1 }]);
    moved.quotes.midTicks[0] = 300_000;
    expect(judge(moved, [{ priceTicks: 330_000 }, { priceTicks: 270_000 }])).toEqual([
      'admitted',
      'admitted',
    ]);
    expect(one(moved, { priceTicks: 330_001 })).toBe('static-collar');
    expect(one(moved, { parent: 1, priceTicks: 220_000 })).toBe('admitted');
    const paid = loneGate(around('last'));
    noteTrade(paid.gate.catalogue!, 0, 210_000);
    expect(one(paid, { priceTicks: 231_000 })).toBe('admitted');
    expect(one(paid, { priceTicks: 231_001 })).toBe('static-collar');
  });

  test('follows the mean of five minutes, which a jump of the quote moves second by second', () => {
    const lone = loneGate(around('mean'), [{}, { symbol: 1 }]);
    const catalogue = lone.gate.catalogue!;
    expect(one(lone, { priceTicks: 220_000 })).toBe('admitted');
    for (let second = 0; second < 30; second++) noteMeans(catalogue, second * 1e9);
    lone.quotes.midTicks[0] = 300_000;
    expect(one(lone, { priceTicks: 220_000 })).toBe('admitted');
    for (let second = 30; second < 60; second++) noteMeans(catalogue, second * 1e9);
    // 30 seconds at $20 and 30 at $30.
    expect(one(lone, { priceTicks: 275_000 })).toBe('admitted');
    expect(one(lone, { priceTicks: 225_000 })).toBe('admitted');
    expect(one(lone, { parent: 1, priceTicks: 220_000 })).toBe('admitted');
    expect(one(lone, { priceTicks: 275_001 })).toBe('static-collar');
  });
});

describe('locates', () => {
  test('cover every share marked short, of all sales of the symbol; buys free none', () => {
    const lone = loneGate({ locate: { mode: 'enforce', shares: 300 } }, [
      { side: 'sell', mark: 'short' },
      { side: 'buy' },
      { side: 'sell', mark: 'short-exempt' },
      { side: 'sell', mark: 'short', symbol: 1 },
    ]);
    expect(judge(lone, [{ quantity: 200 }, { parent: 2, quantity: 101 }])).toEqual([
      'admitted',
      'locate',
    ]);
    expect(judge(lone, [{ parent: 2, quantity: 100 }, { quantity: 1 }])).toEqual([
      'admitted',
      'locate',
    ]);
    expect(judge(lone, [{ parent: 1, quantity: 100 }])).toEqual(['admitted']);
    answer(lone, [{ executed: 200 }, { parent: 1, executed: 100 }]);
    expect(one(lone, { quantity: 1 })).toBe('locate');
    expect(one(lone, { parent: 3, quantity: 300 })).toBe('admitted');
  });

  test('are 0 by default: a sale marked short is refused at its first share', () => {
    const short = { side: 'sell', mark: 'short' } as const;
    expect(judge(loneGate({ locate: enforce }, [short]), [{ quantity: 1 }])).toEqual(['locate']);
    expect(judge(loneGate({ locate: enforce }), [{ quantity: 1 }])).toEqual(['admitted']);
  });

  test('are needed for a sale marked long from its first share beyond the quantity on', () => {
    const long = { side: 'sell', ordered: 250 } as const;
    const lone = loneGate({ locate: enforce }, [long, { ...long, ordered: 900 }]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 150 }, { quantity: 1 }])).toEqual([
      'admitted',
      'admitted',
      'locate',
    ]);
    expect(one(lone, { parent: 1, quantity: 900 })).toBe('admitted');
    answer(lone, [{ executed: 100 }, { executed: 149, cancelled: 1 }]);
    expect(judge(lone, [{ quantity: 2 }, { quantity: 1 }])).toEqual(['locate', 'admitted']);
    expect(
      judge(loneGate({ locate: { ...enforce, shares: 20 } }, [long]), [
        { quantity: 270 },
        { quantity: 1 },
      ]),
    ).toEqual(['admitted', 'locate']);
  });

  test('do not stop a sale that needs none where others have used too many', () => {
    const lone = loneGate({ locate: { mode: 'warn', shares: 0 } }, [
      { side: 'sell', mark: 'short' },
      { side: 'sell' },
    ]);
    expect(judge(lone, [{}, { parent: 1 }])).toEqual(['admitted', 'admitted']);
    expect(lone.gate.catalogue!.breaches.count[Verdict.LOCATE]).toBe(1);
  });

  test('come back when a sale is cancelled', () => {
    const lone = loneGate({ locate: { mode: 'enforce', shares: 100 } }, [
      { side: 'sell', mark: 'short' },
    ]);
    expect(judge(lone, [{ quantity: 100 }, { quantity: 40 }])).toEqual(['admitted', 'locate']);
    answer(lone, [{ executed: 60, cancelled: 40 }]);
    expect(judge(lone, [{ quantity: 41 }, { quantity: 40 }])).toEqual(['locate', 'admitted']);
  });
});

describe('the restricted list', () => {
  test('refuses its symbols and no others', () => {
    const lone = loneGate({ restrictedList: { mode: 'enforce', symbols: ['B', 'C'] } }, [
      {},
      { symbol: 1 },
      { symbol: 2 },
    ]);
    expect(judge(lone, [{}, { parent: 1 }, { parent: 2 }])).toEqual([
      'admitted',
      'restricted-list',
      'restricted-list',
    ]);
  });

  test('refuses a name that the universe lacks, with the nearest one', () => {
    const limits: Partial<GateLimits> = { restrictedList: { mode: 'warn', symbols: ['A', 'AA'] } };
    expect(() => loneGate(limits)).toThrow(
      new InputError("risk.restrictedList.symbols: 'AA' is not known here; did you mean 'A'?"),
    );
  });
});

describe('a limit that nobody has set', () => {
  test('is no permission: a strategy that is not on the list sends nothing', () => {
    const lone = loneGate({ unconfiguredLimit: enforce }, [{}, { behaviour: 1 }, { behaviour: 2 }]);
    expect(judge(lone, [{}, { parent: 1 }, { parent: 2 }])).toEqual([
      'admitted',
      'admitted',
      'unconfigured-limit',
    ]);
  });

  test('is no permission for symbols either, if a list of symbols is given', () => {
    const lone = loneGate({ unconfiguredLimit: { mode: 'enforce', symbols: ['A'] } }, [
      {},
      { symbol: 1 },
    ]);
    expect(judge(lone, [{}, { parent: 1 }])).toEqual(['admitted', 'unconfigured-limit']);
  });
});

describe('self-match prevention', () => {
  test('refuses the newer of two orders that could meet, until the older is answered', () => {
    const lone = loneGate({ selfMatch: enforce }, [
      {},
      { side: 'sell' },
      { side: 'sell', symbol: 1 },
    ]);
    expect(one(lone, { priceTicks: 200_000 })).toBe('admitted');
    expect(
      judge(lone, [
        { parent: 1, priceTicks: 200_000 },
        { parent: 1, priceTicks: 200_001 },
      ]),
    ).toEqual(['self-match', 'admitted']);
    expect(one(lone, { parent: 2, priceTicks: 200_000 })).toBe('admitted');
    expect(judge(lone, [{ priceTicks: 200_000 }, { priceTicks: 200_001 }])).toEqual([
      'admitted',
      'self-match',
    ]);
    answer(lone, [{ executed: 100 }, { cancelled: 100 }]);
    expect(one(lone, { parent: 1, priceTicks: 200_000 })).toBe('admitted');
  });
});

describe('the order that another could meet', () => {
  test('is the most aggressive working order, not the last', () => {
    const lone = loneGate({ selfMatch: enforce }, [{ symbol: 3 }, { symbol: 3, side: 'sell' }]);
    const sale = (priceTicks: number) => ({ parent: 1, priceTicks });
    expect(judge(lone, [{ priceTicks: 200_005 }, { priceTicks: 200_000 }])).toEqual([
      'admitted',
      'admitted',
    ]);
    expect(judge(lone, [sale(200_005), sale(200_006), sale(200_009)])).toEqual([
      'self-match',
      'admitted',
      'admitted',
    ]);
    expect(judge(lone, [{ priceTicks: 200_006 }, { priceTicks: 200_005 }])).toEqual([
      'self-match',
      'admitted',
    ]);
  });
});

describe('stale quotes', () => {
  const lone = () => {
    const made = loneGate({ staleQuote: enforce }, [{}, { symbol: 1 }]);
    for (const symbol of [0, 1]) noteQuote(made.gate.catalogue!, symbol, 1e9);
    return made;
  };

  test('stop a symbol half a second after its last good quote', () => {
    const made = lone();
    expect(judge(made, [{}], 1e9 + 500e6)).toEqual(['admitted']);
    expect(judge(made, [{}], 1e9 + 500e6 + 1)).toEqual(['stale-quote']);
    noteQuote(made.gate.catalogue!, 1, 2e9);
    expect(judge(made, [{ parent: 1 }], 2e9)).toEqual(['admitted']);
  });

  test('need three good quotes in a row before the symbol goes on', () => {
    const made = lone();
    expect(judge(made, [{}], 2e9)).toEqual(['stale-quote']);
    const tries = [1, 2, 3].map((quote) => {
      noteQuote(made.gate.catalogue!, 0, 2e9 + quote);
      return judge(made, [{}], 2e9 + quote)[0];
    });
    expect(tries).toEqual(['stale-quote', 'stale-quote', 'admitted']);
  });

  test('include crossed quotes, and those twenty per cent wide', () => {
    for (const [bid, ask, verdict] of [
      [200_000, 199_999, 'stale-quote'],
      [200_000, 240_000, 'admitted'],
      [200_000, 240_001, 'stale-quote'],
    ] as const) {
      const made = lone();
      made.quotes.bidTicks[0] = bid;
      made.quotes.askTicks[0] = ask;
      noteQuote(made.gate.catalogue!, 0, 1e9 + 1);
      expect(judge(made, [{}], 1e9 + 1)).toEqual([verdict]);
    }
  });
});

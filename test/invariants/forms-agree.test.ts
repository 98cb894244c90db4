import { expect, test } from 'vitest';
import { type Form, fields, optional } from '../../src/base/forms.js';
import { marketForm, universeForm } from '../../src/market/forms.js';
import { BOOK_TERMS } from '../../src/market/stock-books.js';
import { WITHDRAWAL_TERMS } from '../../src/market/withdrawal.js';
import { gateLimitsForm } from '../../src/risk/limits/forms.js';
import { pegPaceForm, pegVenuesForm } from '../../src/router/pace.js';
import { market, risk, router, universe } from '../../src/scenarios/parts.js';
import { STILL_MARKET } from '../support/market.js';
import { SMALL } from '../support/scenarios.js';
import { LIMITS } from './door-kit.js';
import { spoil } from './spoiled-values.js';

/** The library and scenario files accept the same: every field spoiled in every way. */

interface FileForm {
  safeParse(value: unknown): { readonly success: boolean };
}

const WITHDRAWN = { ...STILL_MARKET.impact, withdrawal: WITHDRAWAL_TERMS };
const ROUTER = {
  pegPace: { atAdvShares: 1e6, volumeExponent: 0.1, sdLn: 0.2 },
  pegVenues: [{ name: 'ARCA', share: 2 }],
};
const ROUTER_FORM = fields({ pegPace: optional(pegPaceForm), pegVenues: optional(pegVenuesForm) });
const ROUTER_FILE = router.pick({ pegPace: true, pegVenues: true });

const latencyMicros = { median: 200, sdLn: 0.5 };
const venues = [{ name: 'NYSE', feeTicks: 1, displayedWeight: 1, latencyMicros }];
const LISTED = [
  {
    symbol: 'AAA',
    priceDollars: 12.34,
    advShares: 1000,
    dailyVolatility: 0.02,
    indexMember: true,
    sharesOutstanding: 1_000_000,
    easyToBorrow: true,
    tickDollars: 0.01,
    roundLotShares: 100,
    previousCloseDollars: 12.3,
  },
];

test.each<[string, Form, FileForm, object]>([
  ['limits', gateLimitsForm, risk, LIMITS],
  ['a market', marketForm, market, { ...STILL_MARKET, venues }],
  ['a market of books', marketForm, market, { ...STILL_MARKET, venue: 'book', book: BOOK_TERMS }],
  ['a market with its makers', marketForm, market, { ...STILL_MARKET, impact: WITHDRAWN }],
  ['a router', ROUTER_FORM, ROUTER_FILE, ROUTER],
  ['a universe', universeForm, universe, SMALL.universe],
  ['a universe of listed stocks', universeForm, universe, { ...SMALL.universe, listed: LISTED }],
])('the library and scenario files take the same of %s', (_, form, file, value) => {
  const isTaken = (given: unknown): boolean => {
    const faults: string[] = [];
    form.check(given, '', faults);
    return faults.length === 0;
  };
  expect([isTaken(value), file.safeParse(value).success]).toEqual([true, true]);
  const differ = [...spoil([value])].filter(
    ({ args: [given] }) => isTaken(given) !== file.safeParse(given).success,
  );
  // Of an empty object, the library takes the defaults: a file has to write each field.
  // The room `risk` knows no behaviours, so strategies are checked where their names are given.
  const others = differ.filter(
    ({ path, label }) => !path.includes('.strategies.') && label !== '{}',
  );
  expect(others.map(({ path, label }) => `${path} ${label}`)).toEqual([]);
});

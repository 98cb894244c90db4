import { defineCheck } from 'smars/risk';

/**
 * A check of one's own: at most so many orders of one symbol and side in each second, counted on each server by itself. `columns` is the state, a row a symbol, all zero
 * at first; `parameters` are what it is set to.
 */
// biome-ignore lint/style/noDefaultExport: a module of checks has its check as the default export.
export default defineCheck({
  name: 'burst',
  parameters: { ordersPerSecond: 5 },
  rows: 'symbols',
  columns: { second: 'i32', buys: 'i32', sells: 'i32' },

  admit({ symbol, side, nowNs }, { second, buys, sells }, { ordersPerSecond }) {
    const now = Math.floor(nowNs / 1e9);
    if (second[symbol] !== now) {
      second[symbol] = now;
      buys[symbol] = 0;
      sells[symbol] = 0;
    }
    const sent = side === 0 ? buys : sells;
    if (sent[symbol] === ordersPerSecond) return false;
    sent[symbol]++;
    return true;
  },
});

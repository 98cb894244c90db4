import { defineCheck } from 'smars/risk';

/**
 * A custom check: at most so many orders of one symbol and side in each second, counted by each
 * server for itself. `columns` are its state, one row a symbol, and start at zero. `parameters` are
 * its settings.
 */
// biome-ignore lint/style/noDefaultExport: a module has its check as the default export.
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

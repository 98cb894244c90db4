import { Engine } from 'smars';

// One stock at $20.00, with some 6,000 shares at the touch over all venues.
const stocks = [
  {
    symbol: 'GT',
    openTicks: 200_000,
    advShares: 2_340_000,
    dailyVolatility: 0.02,
    indexMember: true,
  },
];
const engine = new Engine({
  stocks,
  limits: { parentQuantity: { mode: 'enforce', toleranceShares: 0 } },
});

engine.submit({ symbol: 'GT', side: 'buy', quantity: 1500 });
for (let nowNs = 0; engine.openOrders > 0; nowNs += 1e8) {
  for (const { sequence, quantity, venue, executed, executedAtPrice } of engine.turn(nowNs)) {
    const price = executedAtPrice.toFixed(2);
    console.log(`${sequence}: ${quantity} to ${venue}, ${executed} executed at $${price}`);
  }
}

import { Engine } from 'smars';

// Your own venue fills half of every order, half a cent below its limit. The rest is cancelled, and
// the router sends it again.
const stocks = [
  {
    symbol: 'GT',
    openTicks: 200_000,
    advShares: 2_340_000,
    dailyVolatility: 0.02,
    indexMember: true,
  },
];
const engine = new Engine({ stocks });
const halfAtABetterPrice = ({ quantity, limitPrice }) => ({
  executed: Math.ceil(quantity / 2),
  price: limitPrice - 0.005,
});

engine.submit({ symbol: 'GT', side: 'buy', quantity: 1000, limitPrice: 20.05 });
let orders = 0;
let shares = 0;
for (let nowNs = 0; engine.openOrders > 0; nowNs += 1e8) {
  for (const { executed } of engine.turn(nowNs, halfAtABetterPrice)) {
    orders++;
    shares += executed;
  }
}
console.log(`${shares} shares in ${orders} orders`);

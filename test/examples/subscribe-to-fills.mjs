import { Engine } from 'smars';

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
let position = 0;
const stop = engine.onFill(({ side, executed }) => {
  position += side === 'buy' ? executed : -executed;
});
engine.submit({ symbol: 'GT', side: 'buy', quantity: 700 });
engine.submit({ symbol: 'GT', side: 'sell', quantity: 200 });
for (let nowNs = 0; engine.openOrders > 0; nowNs += 1e8) engine.turn(nowNs);
stop();
console.log(`position ${position}`);

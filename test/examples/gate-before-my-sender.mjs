import { Engine } from 'smars';

// The gate before your own sender: it admits children or refuses them, and names the check.
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
  build: 2005,
  limits: {
    parentQuantity: { mode: 'enforce', toleranceShares: 0 },
    maxNotional: { mode: 'enforce', dollars: 5000 },
  },
});

const sent = [];
/** Sends one child and returns its execution: here all shares, at the limit. */
const send = ({ symbol, side, quantity, limitPrice }) => {
  sent.push(`${side} ${quantity} ${symbol} @ ${limitPrice}`);
  return { executed: quantity, price: limitPrice };
};

// Build 2005 and the flag: Power Peg, which does not see its fills. The gate does.
engine.submit({ symbol: 'GT', side: 'buy', quantity: 300, isFlagged: true });
const refused = engine.turn(0, send).filter(({ verdict }) => verdict !== 'admitted');
console.log(`sent ${sent.length}: ${sent[0]}; refused ${refused.length} by ${refused[0].verdict}`);

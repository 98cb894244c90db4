import type { CheckModeName } from '../../src/risk/catalogue/modes.js';

/** The firm of the plain twin of the gate's second pass. Money in ticks × shares. */

export const UNIT = 1_000_000;
export type Side = 'buy' | 'sell';
export const other = (side: Side): Side => (side === 'buy' ? 'sell' : 'buy');

export interface PlainSettings {
  explain: boolean;
  mode: Record<string, CheckModeName>;
  /** Hard and soft levels by check, in the unit of the measure. */
  hard: Record<string, number>;
  soft: Record<string, number>;
  symbolRate: { incrementNs: number; softIncrementNs: number; windowNs: number };
  alikeWindowNs: number;
  collarPercent: number;
  /** The collar at the receipt of a parent, at 19.98 to 20.02. */
  bandPercent: number;
  parentsMax: number;
  lossMarks: number;
  goodQuotes: number;
  restricted: string[];
  /** Checks with a symbol's own level, which no raise moves. */
  own: string[];
  /** The highest account that has limits; infinite if none has its own. */
  accounts: number;
  strategies: number[];
}

export interface PlainParent {
  symbol: number;
  side: Side;
  behaviour: number;
  account: number;
  /** Executions it may have until a person releases it. */
  allowed: number;
  held: boolean;
  orders: PlainOrder[];
}

export interface PlainOrder {
  parent: PlainParent;
  quantity: number;
  priceTicks: number;
  executed: number;
  isOpen: boolean;
}

export interface Bucket {
  heldNs: number;
  asOfNs: number;
}

export interface PlainQuote {
  bidTicks: number;
  askTicks: number;
}

export type State = 0 | 1 | 2 | 3;

/** The state that the servers of a firm share. */
export class PlainFirm {
  state: { firm: State[]; servers: State[]; symbols: State[] } = {
    firm: [0],
    servers: [0, 0],
    symbols: new Array<State>(8).fill(0),
  };
  heldParents = 0;
  netUnits: Record<Side, number[]> = { buy: [0, 0], sell: [0, 0] };
  unmatchedMoney = [0, 0];
  lossUnits = [0, 0];
  raises: Record<string, { value: number; untilNs: number }> = {};
}

export const units = (money: number): number => Math.ceil(money / UNIT);

/** By check, the severity of a refusal; 2 without a row. */
export const SEVERITY: Record<string, number> = {
  killed: 4,
  halted: 3,
  reducing: 3,
  'duplicate-orders': 3,
  'static-collar': 3,
  'cumulative-adv': 3,
  'executions-per-parent': 3,
  'symbol-rate': 1,
  'open-orders': 1,
  'stale-quote': 1,
};

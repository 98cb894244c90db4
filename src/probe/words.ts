import { TICKS_PER_DOLLAR } from '../base/units.js';
import { findCheck } from '../risk/catalogue/catalogue.js';
import type { Setting } from './bench.js';
import type { ProbeOrder } from './exam.js';

/** Numbers of exams in words. */

const whole = (n: number): string => n.toLocaleString('en-US');

export const sharesText = ({ quantity }: ProbeOrder): string => `${whole(quantity)} shares`;

/** A price in dollars, with as many decimals as it has. */
export function priceText({ priceTicks }: Pick<ProbeOrder, 'priceTicks'>): string {
  if (priceTicks === undefined) return 'the market';
  const digits = priceTicks % 100 === 0 ? 2 : 4;
  return `$${(priceTicks / TICKS_PER_DOLLAR).toFixed(digits)}`;
}

/** Ticks × shares in dollars, exactly. */
export function dollarsText(money: number): string {
  const dollars = money / TICKS_PER_DOLLAR;
  const digits = Number.isInteger(dollars) ? 0 : Number.isInteger(dollars * 100) ? 2 : 4;
  return `$${dollars.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  })}`;
}

/** Dollars of a limit; whole millions of large ones, so that a table has room for them. */
function dollarsSaid(dollars: number): string {
  const millions = dollars / 1e6;
  return millions >= 10 && Number.isInteger(millions)
    ? `$${whole(millions)}M`
    : `$${whole(dollars)}`;
}

const UNITS: Readonly<Record<string, (value: number) => string>> = {
  dollars: dollarsSaid,
  'credit-dollars': dollarsSaid,
  percent: (value) => `${value} %`,
  shares: (value) => `${whole(value)} shares`,
  'per-second': (value) => `${whole(value)}/s`,
  seconds: (value) => `in ${value} s`,
  milliseconds: (value) => `${value} ms`,
};

const symbolsText = ({ length }: readonly unknown[]): string =>
  length === 1 ? '1 symbol' : `${length} symbols`;

/** What the limits say of a check, in a few words: `$500,000`. */
export function saysOf(setting: Setting, check: string): string {
  const row = findCheck(check);
  const parts = (row?.parameters ?? []).flatMap(({ name, unit }) => {
    const value = setting[name];
    if (unit === 'owner') return value === 'server' ? [] : [`per ${value}`];
    if (unit === 'prevention') return value === 'newest' ? [] : [`cancel ${value}`];
    if (unit === 'reference') return value === 'open' ? [] : [`from ${value}`];
    if (name === row?.soft || unit === 'fraction' || unit === 'choice') return [];
    if (Array.isArray(value)) return unit === 'symbols' ? [symbolsText(value)] : [];
    if (typeof value !== 'number') return [];
    return [UNITS[unit]?.(value) ?? `${whole(value)} ${name}`];
  });
  return parts.length === 0 ? 'on' : parts.join(' ');
}

import type { DeskResult } from '../session/result/desk.js';
import { count, usd } from './format.js';

/** What is told of the desk. */
type DeskFigures = Pick<
  DeskResult,
  'boughtShares' | 'soldShares' | 'feesDollars' | 'blockShares' | 'discountDollars' | 'leftShares'
>;

/** Says what the desk traded of the error account; empty where nobody asked it to. */
export function describeDesk(desk: DeskFigures | undefined): string {
  if (desk === undefined) return '';
  const { soldShares, boughtShares, feesDollars, blockShares, discountDollars, leftShares } = desk;
  const traded =
    `Unwound by the desk: ${count(soldShares)} shares sold and ${count(boughtShares)} bought at ` +
    `the venues, for ${usd(feesDollars)} of fees`;
  const block =
    blockShares === 0
      ? ''
      : `; ${count(blockShares)} shares to dealers, ${usd(discountDollars)} off the price`;
  const left = leftShares === 0 ? '' : `; ${count(leftShares)} shares were left to trade`;
  return `${traded}${block}${left}.`;
}

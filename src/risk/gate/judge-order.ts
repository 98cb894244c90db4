import { Verdict } from '../../orders/codes.js';
import { CATALOGUE_ROWS } from '../catalogue/catalogue.js';
import { CheckMode } from '../catalogue/modes.js';
import type { SecondPass } from '../counts/second-pass.js';

/**
 * The order of the checks on the long way of both passes: kill first, then by cost and effect,
 * reservations last.
 */
export const JUDGE_ORDER: readonly number[] = [
  Verdict.KILLED,
  Verdict.HALTED,
  Verdict.REDUCING,
  Verdict.SERVER_RATE,
  Verdict.MAX_QUANTITY,
  Verdict.MAX_NOTIONAL,
  Verdict.COLLAR,
  Verdict.RESTRICTED_LIST,
  Verdict.UNCONFIGURED_LIMIT,
  Verdict.MARKET_ORDERS,
  Verdict.ORDER_TYPES,
  Verdict.TRADING_HOURS,
  Verdict.TICK_SIZE,
  Verdict.ROUND_LOT,
  Verdict.PARENT_ADV,
  Verdict.OUTSTANDING_SHARE,
  Verdict.STALE_QUOTE,
  Verdict.ADV_SHARE,
  Verdict.QUOTE_COLLAR,
  Verdict.STATIC_COLLAR,
  Verdict.FAT_FINGER,
  Verdict.MARKET_COLLAR,
  Verdict.SHORT_SALES,
  Verdict.SHORT_SALE_PRICE,
  Verdict.EASY_TO_BORROW,
  Verdict.LOCATE,
  Verdict.SELF_MATCH,
  Verdict.PARENT_QUANTITY,
  Verdict.EXECUTIONS_PER_PARENT,
  Verdict.OPEN_ORDERS,
  Verdict.SYMBOL_RATE,
  Verdict.ROLLING_VOLUME,
  Verdict.DUPLICATE_ORDERS,
  Verdict.CUMULATIVE_ADV,
  Verdict.POSITION,
  Verdict.SERVER_GROSS,
  Verdict.ACCOUNT_OPEN,
  Verdict.ACCOUNT_NET,
  Verdict.ACCOUNT_GROSS,
  Verdict.ROLLING_GROSS,
  Verdict.ORDER_TO_TRADE,
  Verdict.MESSAGE_RATE,
  Verdict.GROSS_EXPOSURE,
  Verdict.NET_EXPOSURE,
  Verdict.OPEN_EXPOSURE,
];

/**
 * Returns the checks that a server's long way asks, in order: the states and those that are on in
 * some layer. `modes` has the modes of the first pass, by verdict; without it all of them are
 * asked.
 */
export function judgedChecks(
  { classSettings, accounts }: Pick<SecondPass, 'classSettings' | 'accounts'>,
  modes?: Uint8Array,
): number[] {
  return JUDGE_ORDER.filter((check) => {
    if (check <= Verdict.GROSS_EXPOSURE) return modes?.[check] !== CheckMode.OFF;
    if (check <= Verdict.REDUCING) return true;
    if (check >= Verdict.ACCOUNT_GROSS && check <= Verdict.ACCOUNT_OPEN)
      return accounts !== undefined;
    const { field } = CATALOGUE_ROWS.find(({ verdict }) => verdict === check)!;
    return classSettings.some((settings) => settings[field]!.mode !== 'off');
  });
}

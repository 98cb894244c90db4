import { openOwnerRow, ownerOfKey, symbolOfKey } from '../../risk/counts/owners.js';
import type { SecondPass } from '../../risk/counts/second-pass.js';
import { ACCOUNT_WORDS } from '../../risk/counts/tables.js';
import { ROLLED_RECORD } from './rolled-gross.js';

/** Takes over what a journal says that others had of a sum. */
export function takeOthers(
  { accounts, owners, rolledGross }: SecondPass,
  word: number,
  key: number,
  value: number,
): void {
  if (word === ROLLED_RECORD) {
    rolledGross!.sums.others[0] = value;
    return;
  }
  if (word < ACCOUNT_WORDS) {
    accounts!.sums.others[key * ACCOUNT_WORDS + word] = value;
    return;
  }
  const row = openOwnerRow(owners!, ownerOfKey(key), symbolOfKey(key));
  owners!.others[(row << 3) + word - ACCOUNT_WORDS] = value;
}

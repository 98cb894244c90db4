import type { RunbookAct } from '../session/day/runbook.js';

/** What an act must be told beside its name. */
export type Subject = 'none' | 'server' | 'symbol' | 'account' | 'behaviour';

/** What people can do in a drill, and to what: the acts in the order of messages and reference. */
export const ACT_SUBJECTS: Readonly<Record<RunbookAct, Subject>> = {
  'read-mails': 'none',
  'acknowledge-mails': 'none',
  'trace-mails': 'none',
  'look-up-build': 'server',
  'look-up-flag': 'server',
  'compare-orders': 'server',
  'list-holdings': 'none',
  'stop-firm': 'none',
  'stop-server': 'server',
  'stop-symbol': 'symbol',
  'stop-account': 'account',
  'stop-strategy': 'behaviour',
  'reduce-firm': 'none',
  'cancel-resting': 'none',
  'kill-process': 'server',
  'cut-network': 'server',
  'restore-network': 'server',
  'flag-off': 'none',
  'roll-back': 'none',
  'deploy-build': 'server',
  'unwind-stock': 'symbol',
  'unwind-all': 'none',
  'block-sale': 'none',
  'exchange-halt': 'none',
  'exchange-resume': 'none',
  'call-exchange': 'none',
  'call-clearing': 'none',
  'call-customers': 'none',
  're-arm-firm': 'none',
  're-arm-server': 'server',
  're-arm-symbol': 'symbol',
  're-arm-account': 'account',
  're-arm-strategy': 'behaviour',
};

import { UNWIND_SECONDS } from '../day/desk.js';
import type { RunbookAct, Through } from '../day/runbook.js';
import type { Action, RecordAction, ScopedAction } from '../day/spec.js';

/** Returns the log's sentence for an act, or for what somebody says. */
export function tellAct(action: Action): string {
  const who =
    'by' in action && action.by !== undefined && action.by.length > 0
      ? ` by ${action.by.join(' and ')}`
      : '';
  const why =
    'reason' in action && action.reason !== undefined && action.reason !== ''
      ? `: ${action.reason}`
      : '';
  const asked =
    'asked' in action && action.asked !== undefined ? `, asked for at ${action.asked}` : '';
  return `${tell(action, who, why)}${asked}`;
}

function tell(action: Action, who: string, why: string): string {
  switch (action.do) {
    case 'kill':
      return `kill switch: ${nameOf(action)}${who}${why}`;
    case 'halt':
      return `${nameOf(action)} is halted${who}${why}`;
    case 'reduce':
      return `${nameOf(action)} may only reduce${who}${why}`;
    case 're-arm':
      return `re-arm of ${nameOf(action)}${who}${why}`;
    case 'raise':
      return (
        `${action.check} is raised to ${action.value.toLocaleString('en-US')} until ` +
        `${action.until}${who}${why}` +
        (action.evidence === undefined ? '' : `; evidence: ${action.evidence}`)
      );
    case 'acknowledge':
      return `alert of ${action.alert} is acknowledged${who}`;
    case 'disconnect':
      return `server ${action.server} loses its connection to the venues${who}${why}`;
    case 'reconnect':
      return `server ${action.server} is connected again${who}${why}`;
    case 'member-halt':
      return `${action.venue ?? 'every venue'} refuses the member’s orders${who}${why}`;
    case 'member-resume':
      return `${action.venue ?? 'every venue'} takes the member’s orders again${who}${why}`;
    case 'cancel': {
      const of = action.server === undefined ? 'the firm' : `server ${action.server}`;
      return `what rests of ${of} is cancelled${who}${why}`;
    }
    case 'unwind': {
      const of = `${tellPart(action)}the error account${tellIn(action)}`;
      const over = tellDelay(action.overSeconds ?? UNWIND_SECONDS);
      return `the desk unwinds ${of}, ${over === 'at once' ? over : `over ${over}`}${who}${why}`;
    }
    case 'block-sale': {
      const { discount } = action;
      const at = discount === undefined ? '' : ` at a discount of ${round(100 * discount)} %`;
      const of = `${tellPart(action)}the error account${tellIn(action)}`;
      return `a dealer takes ${of}${at}${who}${why}`;
    }
    case 'notice':
      return action.text;
    case 'deploy':
      return `build ${action.build} is deployed to ${listServers(action.servers)}${who}${why}`;
    case 'flag': {
      const does = action.honoured ? 'is turned on' : 'is turned off';
      return `the flag ${does} on ${listServers(action.servers)}${who}${why}`;
    }
    case 'record':
      return tellRecord(action, who, why);
    default:
      return '';
  }
}

const round = (n: number): number => Math.round(n * 100) / 100;

/** The part of the error account that an act is about: nothing for all of it. */
const tellPart = ({ part = 1 }: { readonly part?: number | undefined }): string =>
  part === 1 ? '' : `${round(100 * part)} % of `;

const tellIn = ({ symbol }: { readonly symbol?: string | undefined }): string =>
  symbol === undefined ? '' : ` in ${symbol}`;

function nameOf({ scope, ...named }: ScopedAction): string {
  if (scope === 'firm') return 'the firm';
  return `${scope === 'behaviour' ? 'strategy' : scope} ${named[scope]}`;
}

/** What is done, in words that may follow "failed:". */
export const ACT_TEXTS: Readonly<Record<RunbookAct, string>> = {
  'read-mails': 'read the mails',
  'acknowledge-mails': 'acknowledge the mails',
  'trace-mails': 'ask where the mails come from',
  'look-up-build': 'look up the build',
  'look-up-flag': 'look up the flag',
  'compare-orders': 'compare the orders in and out',
  'list-holdings': 'list what the error account holds',
  'stop-firm': 'stop the firm',
  'stop-server': 'stop the server',
  'stop-symbol': 'stop the stock',
  'stop-account': 'stop the account',
  'stop-strategy': 'stop the strategy',
  'reduce-firm': 'let only orders through that reduce',
  'cancel-resting': 'cancel what rests',
  'kill-process': 'kill the process',
  'cut-network': 'cut the network',
  'restore-network': 'restore the network',
  'flag-off': 'turn the flag off',
  'roll-back': 'roll back',
  'deploy-build': 'put the new build on the server',
  'unwind-stock': 'unwind the stock',
  'unwind-all': 'unwind the error account',
  'block-sale': 'sell the error account to a dealer',
  'exchange-halt': 'ask the exchanges to refuse our orders',
  'exchange-resume': 'ask the exchanges to take our orders again',
  'call-exchange': 'call the exchange',
  'call-clearing': 'call the clearing firm',
  'call-customers': 'call the customers',
  're-arm-firm': 're-arm the firm',
  're-arm-server': 're-arm the server',
  're-arm-symbol': 're-arm the stock',
  're-arm-account': 're-arm the account',
  're-arm-strategy': 're-arm the strategy',
};

/** What is done, and to what: `stop server 8`, `look up the build of server 8`. */
export function nameAct(
  act: RunbookAct,
  {
    server,
    symbol,
    account,
    behaviour,
  }: {
    readonly server?: number | string | undefined;
    readonly symbol?: string | undefined;
    readonly account?: string | undefined;
    readonly behaviour?: string | undefined;
  },
): string {
  const text = ACT_TEXTS[act];
  const owner = account !== undefined ? `account ${account}` : undefined;
  const strategy = behaviour !== undefined ? `strategy ${behaviour}` : owner;
  const subject = server !== undefined ? `server ${server}` : (symbol ?? strategy);
  if (subject === undefined) return text;
  const [place] = /the (?:server|stock|account|strategy)$/.exec(text) ?? [];
  return place === undefined ? `${text} of ${subject}` : text.replace(place, subject);
}

/** How it is done, in words. */
export const THROUGH_TEXTS: Readonly<Record<Through, string>> = {
  console: 'at the console',
  phone: 'by telephone',
  'remote-hands': 'by remote hands',
  colo: 'at the data centre',
};

/** How long an act takes, in words: `at once`, `90 s`, `4 min`. */
export function tellDelay(seconds: number): string {
  if (seconds === 0) return 'at once';
  return seconds < 60 || seconds % 60 !== 0 ? `${seconds} s` : `${seconds / 60} min`;
}

function tellRecord(
  { act, through, failed, ...named }: RecordAction,
  who: string,
  why: string,
): string {
  const did = `${nameAct(act, named)}, ${THROUGH_TEXTS[through]}${who}${why}`;
  return failed === undefined ? did : `failed: ${did}; ${failed}`;
}

const listServers = (servers: readonly number[]): string =>
  servers.length === 1 ? `server ${servers[0]}` : `servers ${servers.join(', ')}`;

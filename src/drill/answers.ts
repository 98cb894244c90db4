import { dollars } from '../base/units.js';
import { BUILDS } from '../deployment/builds.js';
import { openParents } from '../server/server.js';
import type { Day } from '../session/day/day.js';
import type { RecordAction } from '../session/day/spec.js';
import { heldShares } from '../session/people/desk.js';

/** What people hear once they have looked something up or called somebody. */

const count = (n: number): string => Math.round(n).toLocaleString('en-US');

/** Returns what a look-up or a call brings, as the day stands. */
export function answerTo(day: Day, { act, server = 0 }: RecordAction): string {
  const asked = day.servers[server - 1];
  switch (act) {
    case 'read-mails':
      return tellMails(day);
    case 'acknowledge-mails':
      return 'The mails are marked as read. They are no alerts, so nothing else happens.';
    case 'trace-mails':
      return traceMails(day);
    case 'look-up-build':
      return (
        `Server ${server} runs build ${BUILDS[asked!.router.build]!.build}. ` +
        `The rollout meant build ${day.expectedBuild}.`
      );
    case 'look-up-flag':
      return asked!.router.flagMask === 0
        ? `Server ${server} does not honour the flag of the new orders.`
        : `Server ${server} honours the flag of the new orders.`;
    case 'compare-orders':
      return compareOrders(day, server);
    case 'list-holdings':
      return listHoldings(day);
    case 'call-exchange':
      return (
        `The exchange has ${count(executionsOf(day))} executions of yours today. It can refuse ` +
        'all your orders, if an officer of the firm asks for that.'
      );
    case 'call-clearing':
      return `The clearing firm counts $${count(dollars(errorGross(day)))} in the error account.`;
    case 'call-customers': {
      const filled = over(day, ({ router }) => router.counts.filledParents[0]!);
      const open = over(day, openParents);
      return `Of the customers’ orders, ${count(filled)} are filled and ${count(open)} are open.`;
    }
    default:
      return '';
  }
}

type Pick = (server: Day['servers'][number]) => number;

const over = ({ servers }: Day, pick: Pick): number =>
  servers.reduce((sum, server) => sum + pick(server), 0);

/** All mails of old code so far. */
export const mailsOf = (day: Day): number => over(day, ({ router }) => router.counts.alerts[0]!);

/** The error account's gross so far, money. */
export const errorGross = (day: Day): number => over(day, ({ book }) => book.errorGross[0]!);

const executionsOf = (day: Day): number =>
  over(day, ({ book }) => book.customerExecutions[0]! + book.errorExecutions[0]!);

function tellMails(day: Day): string {
  const mails = mailsOf(day);
  if (mails === 0) return 'There are no automated mails.';
  return (
    `${count(mails)} automated mails, all alike. From: SMARS. Subject: order rejected, ` +
    '“Power Peg disabled”. They do not name a server.'
  );
}

function traceMails(day: Day): string {
  const senders = day.servers.filter(({ router }) => router.counts.alerts[0]! > 0);
  if (senders.length === 0) return 'No server has sent a mail.';
  const told = senders.map(
    ({ number, router }) => `${count(router.counts.alerts[0]!)} from server ${number}`,
  );
  return `By the mail server’s log: ${told.join(', ')}.`;
}

/** The largest positions that are named. */
const HOLDINGS_NAMED = 8;

function listHoldings(day: Day): string {
  const { stocks, quotes } = day.market;
  const held = stocks
    .map(({ symbol }, place) => {
      const shares = heldShares(day, place);
      return { symbol, shares, money: Math.abs(shares) * quotes.midTicks[place]! };
    })
    .filter(({ shares }) => shares !== 0)
    .sort((a, b) => b.money - a.money);
  if (held.length === 0) return 'The error account holds nothing.';
  const named = held
    .slice(0, HOLDINGS_NAMED)
    .map(
      ({ symbol, shares, money }) =>
        `${symbol} ${shares > 0 ? 'long' : 'short'} ${count(Math.abs(shares))} shares, ` +
        `$${count(dollars(money))}`,
    );
  const all = held.length === 1 ? '1 stock' : `${count(held.length)} stocks`;
  const gross = dollars(held.reduce((sum, { money }) => sum + money, 0));
  return `The error account holds ${all}, $${count(gross)} together. ${named.join('; ')}.`;
}

function compareOrders(day: Day, server: number): string {
  const { router, book } = day.servers[server - 1]!;
  return (
    `Server ${server}: ${count(router.counts.receivedParents[0]!)} orders in, ` +
    `${count(router.counts.sequence[0]!)} child orders out, ` +
    `${count(book.customerExecutions[0]!)} executions for customers, ` +
    `${count(book.errorExecutions[0]!)} for nobody.`
  );
}

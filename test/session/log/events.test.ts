import { describe, expect, test } from 'vitest';
import { logEvent } from '../../../src/metrics/events.js';
import { EventKind } from '../../../src/session/log/event-kinds.js';
import { readEvents } from '../../../src/session/log/events.js';
import { begin, dayOf, QUIET_DAY } from '../../support/day.js';

describe('the log of a day', () => {
  test('is a list of sentences in order', () => {
    const day = begin({
      ...dayOf([2005, 2012]),
      actions: [{ at: '09:34', do: 'notice', text: 'a call' }],
    });
    const log = (kind: number, server: number, first: number, second: number) =>
      logEvent(day.events, 90e9, kind, server, first, second);
    log(EventKind.ROLLOUT_STEP, 1, 0, 0);
    log(EventKind.AUDIT_STRAY, 1, 2005, 2012);
    log(EventKind.HELD_OUT, 1, 0, 0);
    log(EventKind.OPEN, 0, 212, 8);
    log(EventKind.ERROR_ACCOUNT, 0, 2_000_000, 0);
    log(EventKind.BREACH, 3, 6, 2);
    log(EventKind.BREACH, 3, 5, 1);
    log(EventKind.NOTICE, 0, 0, 0);
    log(EventKind.DEPLOYED, 2, 2005, 0);
    log(EventKind.KILL, 0, 0, 0);
    log(EventKind.KILL, 4, 0, 0);
    log(EventKind.PAUSE, 0, 2, 0);
    log(EventKind.CANARY_STOPPED, 1, 99, 0);
    log(EventKind.CANARY_PROMOTED, 1, 0, 0);
    log(EventKind.AUDIT_CLEAN, 0, 2012, 0);
    const events = readEvents(day, day.events);
    expect(events.map(({ kind, text }) => `${kind}: ${text}`)).toEqual([
      'rollout-step: rollout of build 2005 to server 1: reported success, in fact copied; the ' +
        'server runs build 2005',
      'audit-stray: fleet audit: server 1 runs build 2005, not 2012',
      'held-out: server 1 is kept out of the market',
      'open: the bell: 212 parents are open on 8 servers',
      'error-account: the error account passes $2,000,000 gross; the limit is linked to nothing',
      'breach: server 3: first breach of parent-quantity, refused',
      'breach: server 3: first breach of collar, warned',
      'notice: a call',
      'deployed: server 2 is put on build 2005 and restarted; flags stay',
      'kill: kill switch: the firm',
      'kill: kill switch: server 4',
      'pause: single-stock pause of S0003, five minutes',
      'canary-stopped: canary limit passed on server 1 after 99 children; stopped, nothing is ' +
        'promoted',
      'canary-promoted: canary promoted: server 1 honours the flag',
      'audit-clean: fleet audit: all servers run build 2012',
    ]);
    expect(events[0]).toMatchObject({ at: '2012-07-31', timeNs: null });
    expect(events[1]).toMatchObject({ at: '09:31:30.0', timeNs: 90e9, server: 1 });
  });

  test('merges the alerts of a server, and counts the events that found it full', () => {
    const day = begin(QUIET_DAY);
    for (let n = 0; n < 3; n++)
      for (const server of [2, 1]) logEvent(day.events, n, EventKind.ALERT, server, 0, 0);
    expect(readEvents(day, day.events).map(({ text }) => text)).toEqual([
      'server 2 mails "Power Peg disabled"; 3 such mails in all',
      'server 1 mails "Power Peg disabled"; 3 such mails in all',
    ]);
    for (let n = 0; n < day.events.rows.capacity + 5; n++)
      logEvent(day.events, 0, EventKind.ALERT, 1, 0, 0);
    expect(readEvents(day, day.events).at(-1)).toMatchObject({
      kind: 'dropped',
      text: '11 events found the log full',
    });
  });
});

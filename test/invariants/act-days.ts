import { BOOK_TERMS } from '../../src/market/stock-books.js';
import { VENUES } from '../../src/market/venues.js';
import { WITHDRAWAL_TERMS } from '../../src/market/withdrawal.js';
import { applySettings } from '../../src/scenarios/parse.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { SMALL } from '../support/scenarios.js';

export const set = (field: string, value: unknown): string => `${field}=${JSON.stringify(value)}`;
const SIZES = { median: 300, sdLn: 0.8, roundTo: 100, max: 5000 };
const PLACES = { firstPlace: 1, endPlace: 18 };
const AGREED = { by: ['risk-officer', 'supervisor'], reason: 'looked at' };
const ASKED = { ...AGREED, asked: '09:29' };

/**
 * The incident in small with ticks of a second and a slow pace, so that a day takes little time.
 */
const COARSE = applySettings(SMALL, ['clock.tickMs=1000', 'router.pegChildrenPerSecond=2']);

/** Matches paths that are one of these fields or below it. */
const ofFields = (...fields: readonly string[]): RegExp =>
  new RegExp(`^(?:${fields.map((field) => field.replaceAll('.', '\\.')).join('|')})\\b`);

/** Small days, and the fields that each is about. Together they use every part of a scenario. */
export const DAYS: readonly (readonly [about: RegExp, day: Scenario])[] = [
  [
    /./,
    applySettings(COARSE, [
      set('date', '2012-08-01'),
      set('universe.listed', [
        {
          symbol: 'AAA',
          priceDollars: 9,
          advShares: 200_000,
          dailyVolatility: 0.03,
          indexMember: false,
        },
      ]),
      set('deployment.flagServers', [1, 2, 3]),
      set('router.assign', 'least-open'),
      set('deployment.flagBit', 0),
      set('flow.0.randomStream', 0),
      set('flow.3.randomStream', 3),
      set('flow.4.randomStream', 4),
      set('operations.errorAccountAdvisoryDollars', 2000),
      set('deployment.rollout.steps.1.outcome', 'unreachable'),
      set('actions', [
        { at: '09:30:20', do: 'notice', text: 'a call' },
        { at: '09:30:40', do: 'acknowledge', alert: 'mails', by: ['operations'] },
        { at: '09:31', do: 'halt', scope: 'server', server: 1, ...AGREED },
        { at: '09:31:10', do: 'reduce', scope: 'server', server: 2, ...AGREED },
        { at: '09:32:30', do: 're-arm', scope: 'server', server: 1, ...AGREED },
        { at: '09:33', do: 'disconnect', server: 3 },
        { at: '09:33:20', do: 'reconnect', server: 3 },
        { at: '09:33:40', do: 'member-halt', venue: 'NYSE' },
        { at: '09:34', do: 'member-resume', venue: 'NYSE' },
        { at: '09:34:10', do: 'deploy', servers: [3], build: 2012 },
        { at: '09:34:40', do: 'kill', scope: 'firm', ...AGREED },
        { at: '09:29', do: 'notice', text: 'a call too early', ifExcess: true },
      ]),
      set(
        'market.venues',
        VENUES.filter(({ name }) => name !== 'EDGA').map(({ name, feeTicks, displayedWeight }) => ({
          name,
          feeTicks,
          displayedWeight,
        })),
      ),
    ]),
  ],
  [
    /^(?:operations\.(?:fleetAudit|canary|intakeCounts)|risk\.explain|faults|actions\.(?:raise|watch))\b/,
    applySettings(COARSE, [
      set('operations.fleetAudit.mode', 'warn'),
      set('operations.canary', {
        mode: 'enforce',
        server: 3,
        childrenMax: 5,
        notionalMaxDollars: 100e9,
        promoteAt: '09:31',
      }),
      set('operations.intakeCounts', { mode: 'warn', at: '09:29:30' }),
      set('risk.explain', true),
      set('risk.position', { mode: 'enforce', dollars: 3000 }),
      set('faults', [
        { kind: 'orders-loop', at: '09:28', until: '09:29:10', server: 1, seconds: 2 },
      ]),
      set('actions', [
        {
          at: '09:30:30',
          do: 'raise',
          check: 'position',
          value: 30_000,
          evidence: 'a ticket',
          until: '09:32',
          ...AGREED,
        },
        {
          at: '09:30:40',
          do: 'watch',
          executionsPerSecond: 20,
          everySeconds: 10,
          killAboveDollars: 4000,
          decideSeconds: 30,
        },
      ]),
    ]),
  ],
  [
    /^(?:operations\.canary|faults|resend|customers|entry)\b/,
    applySettings(COARSE, [
      set('operations.canary', {
        mode: 'enforce',
        server: 3,
        childrenMax: 1e6,
        notionalMaxDollars: 3000,
        promoteAt: '09:31',
      }),
      set('operations.preOpenAlerts', { mode: 'enforce', unacknowledgedMax: 2 }),
      set('faults', [
        {
          kind: 'answers-late',
          at: '09:30:10',
          until: '09:31',
          server: 1,
          venue: 'NYSE',
          seconds: 5,
        },
        { kind: 'answers-lost', at: '09:31', until: '09:32', server: 1, venue: 'NYSE' },
        { kind: 'fills-lost', at: '09:32', until: '09:33', server: 2, venue: 'NYSE' },
      ]),
      set('resend', { afterSeconds: 4 }),
      set('customers', { repeatAfterSeconds: 10, repeatsMax: 2 }),
      set('entry', { mode: 'enforce', softDollars: 3000, hardDollars: 6000 }),
    ]),
  ],
  [
    ofFields(
      ...['flow.basket', 'flow.quotes', 'flow.algorithm', 'flow.day', 'universe.others', 'resting'],
      ...['faults', 'entry.basketDollars', 'actions.cancel'],
    ),
    applySettings(COARSE, [
      set('actions', [{ at: '09:30:10', do: 'cancel', server: 2, ...ASKED }]),
      set('universe.others', {
        firstPlace: 12,
        price: { median: 30, sdLn: 0.5 },
        advShares: { median: 40_000, sdLn: 1 },
        dailyVolatility: { median: 0.03, sdLn: 0.3 },
      }),
      set('flow', [
        {
          kind: 'basket',
          randomStream: 0,
          from: '09:30:05',
          to: '09:32',
          side: 'buy',
          ...PLACES,
          sizes: SIZES,
          timesTyped: 3,
          sliceSeconds: 10,
        },
        {
          kind: 'quotes',
          randomStream: 1,
          from: '09:30:01',
          sides: 'both',
          ...PLACES,
          sizes: SIZES,
        },
        {
          kind: 'quotes',
          from: '09:30:02',
          sides: 'sell',
          firstPlace: 18,
          endPlace: 20,
          sizes: SIZES,
          limitDollars: 2,
          timesTyped: 2,
        },
        {
          kind: 'quotes',
          from: '09:30:03',
          sides: 'sell',
          firstPlace: 0,
          endPlace: 1,
          sizes: SIZES,
          contingent: true,
        },
        {
          kind: 'algorithm',
          randomStream: 5,
          from: '09:30:10',
          to: '09:30:20',
          side: 'sell',
          ...PLACES,
          sizes: SIZES,
          everySeconds: 2,
          timesTyped: 5,
        },
        {
          kind: 'day',
          randomStream: 2,
          from: '09:30:02',
          to: '09:33',
          ordersPerDay: 8000,
          flaggedShare: 0.5,
          ...PLACES,
          sizes: SIZES,
          profile: { openTimes: 2.2, openMinutes: 30, closeTimes: 3, closeMinutes: 300 },
          bursts: { branching: 0.7, meanSeconds: 5, sameStock: 0.5 },
        },
        {
          kind: 'day',
          randomStream: 3,
          from: '09:30',
          to: '09:33',
          ordersPerDay: 4000,
          flaggedShare: 0,
          ...PLACES,
          sizes: SIZES,
          profile: { openTimes: 2.2, openMinutes: 30, closeTimes: 3, closeMinutes: 300 },
          bursts: { branching: 0, meanSeconds: 5, sameStock: 0.5 },
          opening: { share: 0.01, from: '09:28:10', to: '09:29:30' },
        },
      ]),
      set('entry', {
        mode: 'override',
        softDollars: 1e9,
        hardDollars: 1e9,
        basketDollars: 1e9,
      }),
      set('resting', { showShares: 200, chaseTicks: 20 }),
      set('faults', [
        { kind: 'cancels-lost', at: '09:30:30', until: '09:32', server: 1 },
        {
          kind: 'recorded-quotes',
          at: '09:30',
          until: '09:33',
          ...PLACES,
          offPercent: 10,
          agedHours: 24,
        },
        { kind: 'contingents-sent', at: '09:28', until: '09:33' },
        {
          kind: 'wrong-values',
          at: '09:33:30',
          until: '09:34:30',
          firstPlace: 3,
          endPlace: 12,
          offPercent: 20,
        },
      ]),
    ]),
  ],
  [
    /^market\.venues\b.*latencyMicros/,
    applySettings(COARSE, [
      set(
        'market.venues',
        VENUES.map(({ name, feeTicks, displayedWeight }) => ({
          name,
          feeTicks,
          displayedWeight,
          latencyMicros: { median: 700_000, sdLn: 1 },
        })),
      ),
    ]),
  ],
  [/^market\.venue$/, applySettings(COARSE, [set('market.venue', 'book')])],
  [
    /^market\.book\b/,
    applySettings(COARSE, [set('market.venue', 'book'), set('market.book', BOOK_TERMS)]),
  ],
  [
    /^(?:market\.impact|router)\b/,
    applySettings(COARSE, [
      set('market.impact.model', 'withdrawal'),
      set('market.impact.withdrawal', {
        ...WITHDRAWAL_TERMS,
        reachTimes: { median: 20, sdLn: 0.5 },
        bearTimes: 2,
        strength: { median: 0.02, sdLn: 0.3 },
        thinExponent: 0.3,
        mostTimes: 1.5,
        gapsPerSecond: 0.1,
        gapSeconds: 10,
      }),
      set('router.pegChildrenPerSecond', 5),
      set('router.pegPace', {
        atAdvShares: 1e6,
        volumeExponent: 0.2,
        sdLn: 0.3,
        known: [{ place: 2, childrenPerSecond: 9 }],
      }),
      set('router.pegVenues', [
        { name: 'NYSE', share: 2 },
        { name: 'BATS', share: 1 },
      ]),
    ]),
  ],
  [
    ofFields(
      ...['after', 'operations.preOpenAlerts', 'actions.acknowledge', 'actions.halt'],
      ...['actions.reduce', 'actions.re-arm', 'actions.kill', 'actions.unwind'],
      'actions.block-sale',
    ),
    applySettings(COARSE, [
      set('market.impact.prefactor', 20),
      set('router.pegChildrenPerSecond', 40),
      set('universe.advShares.median', 100_000),
      set('operations.preOpenAlerts', { mode: 'enforce', unacknowledgedMax: 1e6 }),
      set('operations.alertAcknowledgement', { mode: 'warn', critical: ['mails'] }),
      set('actions', [
        { at: '09:31', do: 'acknowledge', alert: 'mails', by: ['operations'] },
        { at: '09:31:10', do: 'halt', scope: 'symbol', symbol: 'GT', ...AGREED },
        { at: '09:31:20', do: 'reduce', scope: 'symbol', symbol: 'ANF', ...AGREED },
        { at: '09:32:30', do: 're-arm', scope: 'symbol', symbol: 'GT', ...AGREED },
        { at: '09:33', do: 'kill', scope: 'symbol', symbol: 'CO', ...AGREED },
        { at: '09:33:10', do: 'halt', scope: 'account', account: 'DESK', ...AGREED },
        { at: '09:33:20', do: 'reduce', scope: 'account', account: 'FUND', ...AGREED },
        { at: '09:33:30', do: 're-arm', scope: 'account', account: 'DESK', ...AGREED },
        { at: '09:33:40', do: 'kill', scope: 'account', account: 'FUND', ...AGREED },
        { at: '09:33:50', do: 'kill', scope: 'behaviour', behaviour: 'power-peg', ...AGREED },
        { at: '09:33:55', do: 'unwind', symbol: 'GT', part: 0.5, overSeconds: 20, ...AGREED },
        { at: '09:34:55', do: 're-arm', scope: 'behaviour', behaviour: 'power-peg', ...AGREED },
        { at: '09:34:20', do: 'block-sale', symbol: 'ANF', part: 0.5, discount: 0.1, ...AGREED },
        { at: '09:34', do: 'kill', scope: 'server', server: 1, ...AGREED },
      ]),
      set('risk.layers', {
        accounts: { DESK: { collar: {} }, FUND: { collar: {} }, another: { collar: {} } },
      }),
    ]),
  ],
  [
    /^actions\./,
    applySettings(COARSE, [
      'clock.end=09:30:40',
      set('actions', [
        { at: '09:30:01', do: 'reduce', scope: 'server', server: 2, ...ASKED },
        { at: '09:30:02', do: 'halt', scope: 'server', server: 2, ...ASKED },
        { at: '09:30:04', do: 're-arm', scope: 'server', server: 2, ...ASKED },
        { at: '09:30:05', do: 'disconnect', server: 3, ...ASKED },
        { at: '09:30:06', do: 'reconnect', server: 3, ...ASKED },
        { at: '09:30:07', do: 'member-halt', venue: 'NYSE', ...ASKED },
        { at: '09:30:08', do: 'member-resume', venue: 'NYSE', ...ASKED },
        { at: '09:30:10', do: 'flag', servers: [3], honoured: false, ...ASKED },
        { at: '09:30:20', do: 'deploy', servers: [3], build: 2012, ...ASKED },
        {
          at: '09:30:25',
          do: 'record',
          act: 'look-up-build',
          through: 'console',
          server: 3,
          failed: 'nobody knows',
          ...ASKED,
        },
        { at: '09:30:26', do: 'record', act: 'stop-symbol', through: 'phone', symbol: 'GT' },
        { at: '09:30:27', do: 'record', act: 'stop-account', through: 'phone', account: 'DESK' },
        {
          at: '09:30:28',
          do: 'record',
          act: 'stop-strategy',
          through: 'phone',
          behaviour: 'power-peg',
        },
        { at: '09:30:29', do: 'unwind', ...ASKED },
        { at: '09:30:29', do: 'block-sale', ...ASKED },
        { at: '09:30:30', do: 'kill', scope: 'server', server: 1, ...ASKED },
      ]),
      set('risk.layers', { accounts: { DESK: { collar: {} }, another: { collar: {} } } }),
    ]),
  ],
];

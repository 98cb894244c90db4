import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ACTS_MAX, applyAct } from '../../../src/fleet/memory/acts.js';
import { type OwnStates, rearmRows } from '../../../src/fleet/memory/rearms.js';
import { generateUniverse } from '../../../src/market/universe.js';
import { allocateTable } from '../../../src/memory/table.js';
import { allocateFirm, openFirm } from '../../../src/risk/counts/open.js';
import type { FirmWords } from '../../../src/risk/counts/second-pass.js';
import { rearmScope, stopScope } from '../../../src/risk/people.js';
import { SCOPE_ACTS, stateScopeOf } from '../../../src/risk/stops/acts.js';
import { COOL_OFF_NS } from '../../../src/risk/stops/authority.js';
import {
  isAccountKilled,
  isServerKilled,
  KILL_SCHEMA,
  KILLED_ACCOUNT_SCHEMA,
  KILLED_ORDER_SCHEMA,
  type KillScope,
  type KillSwitch,
  killRows,
} from '../../../src/risk/stops/kill.js';
import { readState, State, stateFor } from '../../../src/risk/stops/states.js';
import { RUNAWAY } from '../../support/fleet.js';

const SERVERS = 3;
const SYMBOLS = 4;
const ACCOUNTS = 5;

interface Stops {
  readonly firm: FirmWords;
  readonly kill: KillSwitch;
}

function openStops(): Stops {
  const setup = {
    limits: RUNAWAY.risk,
    stocks: generateUniverse({ ...RUNAWAY.universe, stocks: SYMBOLS }, 1),
    strategyNames: [],
    servers: SERVERS,
    parentsMax: 1,
  };
  return {
    firm: openFirm({ setup, firm: allocateFirm(setup) }),
    kill: {
      ...allocateTable(KILL_SCHEMA, killRows(SYMBOLS, SERVERS)),
      orders: allocateTable(KILLED_ORDER_SCHEMA, ACTS_MAX + 1),
      accounts: allocateTable(KILLED_ACCOUNT_SCHEMA, ACTS_MAX + 1),
    },
  };
}

/** What the orders of each server, symbol and account may do. */
function waysOf({ firm, kill }: Stops): State[] {
  const ways: State[] = [];
  for (let server = 1; server <= SERVERS; server++)
    for (let symbol = 0; symbol < SYMBOLS; symbol++)
      for (let account = 0; account < ACCOUNTS; account++) {
        const isKilled =
          isServerKilled(kill, server) ||
          kill.symbol[symbol] !== 0 ||
          isAccountKilled(kill, account);
        ways.push(isKilled ? State.KILLED : stateFor(firm.states, server, symbol, account));
      }
  return ways;
}

const scopes = fc.oneof<fc.Arbitrary<KillScope>[]>(
  fc.constant({ kind: 'firm' }),
  fc.integer({ min: 1, max: SERVERS }).map((server) => ({ kind: 'server', server })),
  fc.nat(SYMBOLS - 1).map((symbol) => ({ kind: 'symbol', symbol })),
  fc.nat(ACCOUNTS - 1).map((account) => ({ kind: 'account', account })),
);

test('stop and re-arm what they stop and re-arm in a simulated day', () => {
  const seen = new Set<State>();
  const acts = fc.array(fc.record({ scope: scopes, act: fc.constantFrom(...SCOPE_ACTS) }), {
    maxLength: 20,
  });
  fc.assert(
    fc.property(acts, (all) => {
      const fleet = openStops();
      const own: OwnStates = {
        states: fleet.firm.states,
        rearms: new Int32Array(rearmRows(SERVERS, SYMBOLS)),
      };
      const day = openStops();
      all.forEach(({ scope, act }, row) => {
        const nowNs = row * COOL_OFF_NS;
        applyAct({ scope, act, requestNs: nowNs }, row, fleet.kill, own);
        const owner = stateScopeOf(scope)!;
        const by = { roles: ['supervisor', 'risk-officer'], reason: 'a test', nowNs } as const;
        if (act !== 're-arm') stopScope(day.firm, day.kill, owner, act, by);
        else if (readState(day.firm.states, owner) !== State.ACTIVE)
          rearmScope(day.firm, day.kill, owner, by);
        const ways = waysOf(day);
        expect(waysOf(fleet)).toEqual(ways);
        for (const way of ways) seen.add(way);
      });
    }),
    { seed: 20120801, numRuns: 200 },
  );
  expect([...seen].sort()).toEqual(Object.values(State));
});

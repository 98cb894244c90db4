import * as risk from '../../src/risk.js';
import {
  by,
  catalogue,
  type DoorCase,
  details,
  firmCredit,
  LIMITS,
  of,
  quotes,
  setup,
  space,
  table,
  words,
} from './door-kit.js';
import { made } from './spoiled-values.js';

export const OF_RISK: readonly DoorCase[] = [
  of(
    'stopScope',
    () => [{ kind: 'server', server: 1 }, 'halt', by],
    (scope, act, who) => risk.stopScope(catalogue().firm, words(), scope, act, who),
  ),
  of(
    'rearmScope',
    () => [{ kind: 'symbol', symbol: 1 }, by],
    (scope, who) => {
      const { firm } = catalogue();
      risk.stopScope(firm, words(), { kind: 'symbol', symbol: 1 }, 'halt', by as risk.Authority);
      risk.rearmScope(firm, words(), scope, who);
    },
  ),
  of(
    'releaseParent',
    () => [1, by],
    (parent, who) => {
      const held = catalogue();
      held.parents.ceiling[1] = -1;
      risk.releaseParent(held, parent, who);
    },
  ),
  of(
    'raiseLimit',
    () => ['position', 5, 2e12, by],
    (name, value, untilNs, who) => risk.raiseLimit(catalogue().firm, name, value, untilNs, who),
  ),
  of(
    'demandAuthority',
    () => ['an act', by, 2],
    (what, who, people) => risk.demandAuthority(catalogue().firm.acts, what, who, people),
  ),
  of(
    'findCheck',
    () => ['position'],
    (name) => risk.findCheck(name),
  ),
  of(
    'completeSetting',
    () => [{ mode: 'enforce', dollars: 5 }],
    (setting) => risk.completeSetting(risk.findCheck('position')!, setting),
  ),
  of(
    'isSecondPassOn',
    () => [LIMITS],
    (limits) => risk.isSecondPassOn(limits),
  ),
  of(
    'allocateSecondPass',
    () => [setup],
    (given) => risk.allocateSecondPass(given),
  ),
  of(
    'openSecondPass',
    () => [1, 0],
    (server, slice) => risk.openSecondPass(space(), server, quotes(), words(), slice),
  ),
  of(
    'openFirm',
    () => [made(space())],
    (given) => risk.openFirm(given),
  ),
  of(
    'openCredit',
    () => [5e6],
    (money) => risk.openCredit(firmCredit(), money),
  ),
  of(
    'leaseCredit',
    () => [5e6, 5e6],
    (needed, slice) => risk.leaseCredit(firmCredit(), needed, slice),
  ),
  of(
    'returnCredit',
    () => [5e6],
    (money) => risk.returnCredit(firmCredit(), money),
  ),
  of(
    'layLimits',
    () => [LIMITS, 1, ['THIN', 'SLIM']],
    (limits, server, symbols) => risk.layLimits(limits, server, symbols),
  ),
  of(
    'resolveLimits',
    () => [LIMITS, { server: 1, account: 'DESK', symbol: 'THIN' }],
    (limits, place) => risk.resolveLimits(limits, place),
  ),
  of(
    'writeLimits',
    () => [LIMITS, 0],
    (limits, block) => risk.writeLimits(limits, table(), details(), block),
  ),
  of(
    'kill',
    () => [{ kind: 'symbol', symbol: 1 }],
    (scope) => risk.kill(words(), scope),
  ),
  of(
    'rearm',
    () => [{ kind: 'server', server: 1 }],
    (scope) => risk.rearm(words(), scope),
  ),
  of(
    'killRows',
    () => [2, 1],
    (symbols, servers) => risk.killRows(symbols, servers),
  ),
  of(
    'defineCheck',
    () => [
      {
        name: 'mine',
        parameters: {},
        columns: { c: 'i32' },
        rows: 'one',
        admit: () => true,
        fill: () => undefined,
        reset: () => undefined,
      },
    ],
    (definition) => risk.defineCheck(definition),
  ),
  of(
    'loadChecks',
    () => [[]],
    (urls) => risk.loadChecks(urls),
  ),
  of(
    'readState',
    () => [{ kind: 'symbol', symbol: 1 }],
    (scope) => risk.readState(catalogue().firm.states, scope),
  ),
  of(
    'stateSince',
    () => [{ kind: 'server', server: 1 }],
    (scope) => risk.stateSince(catalogue().firm.states, scope),
  ),
];

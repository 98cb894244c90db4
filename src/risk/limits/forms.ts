import {
  type Form,
  fields,
  list,
  numeric,
  oneOf,
  optional,
  positive,
  record,
  refuseInput,
  simple,
  text,
  truth,
  whole,
} from '../../base/forms.js';
import { suggest } from '../../base/input-error.js';
import { PROFILE_STEPS_MAX } from '../../base/limit-profiles.js';
import { COUNT_MAX, DOLLARS_MAX, SERVERS_MAX, SHARES_MAX, STOCKS_MAX } from '../../base/ranges.js';
import { parseTimeOfDay } from '../../base/units.js';
import { ALERT_CLASSES, CATALOGUE_ROWS, findCheck } from '../catalogue/catalogue.js';
import { CHECK_MODE_NAMES } from '../catalogue/modes.js';
import {
  type CheckRow,
  INSTRUCTION_NAMES,
  ORDER_TYPE_NAMES,
  OWNER_NAMES,
  orderedLevels,
  type ParameterUnit,
  PREVENTION_NAMES,
  REFERENCE_NAMES,
  TIME_IN_FORCE_NAMES,
} from '../catalogue/row.js';
import { LAYER_RULES, type LayerName, unknownSymbol } from './layers.js';
import type { GateLimits, LimitChanges } from './limits.js';

/**
 * The forms of the gate's limits in the library, made from the table of checks. Scenario files have
 * the same ranges.
 */

const mode = oneOf(CHECK_MODE_NAMES);
const names = list(text(1, 32), 0, STOCKS_MAX);

const UNITS: Readonly<Record<ParameterUnit, Form>> = {
  shares: whole(0, COUNT_MAX),
  dollars: numeric(0, DOLLARS_MAX),
  'credit-dollars': numeric(0, DOLLARS_MAX, 100),
  percent: numeric(0, 1000),
  'per-second': positive(1e9),
  seconds: positive(86_400),
  'clock-seconds': numeric(-86_400, 86_400),
  milliseconds: numeric(0, 86_400_000),
  count: whole(0, COUNT_MAX),
  fraction: numeric(0, 1000),
  symbols: names,
  strategies: names,
  alerts: list(oneOf(ALERT_CLASSES), 0, ALERT_CLASSES.length),
  'order-types': list(oneOf(ORDER_TYPE_NAMES), 1, ORDER_TYPE_NAMES.length),
  'times-in-force': list(oneOf(TIME_IN_FORCE_NAMES), 1, TIME_IN_FORCE_NAMES.length),
  instructions: list(oneOf(INSTRUCTION_NAMES), 0, INSTRUCTION_NAMES.length),
  choice: oneOf([0, 1]),
  owner: oneOf(OWNER_NAMES),
  reference: oneOf(REFERENCE_NAMES),
  prevention: oneOf(PREVENTION_NAMES),
};

type Fields = Readonly<Record<string, Form>>;

const timeOfDay = simple(
  (key) => typeof key === 'string' && !Number.isNaN(parseTimeOfDay(key)),
  'a time of day, HH:MM or HH:MM:SS',
);

/** A profile over the day, of a check that may have one: by time, the level until then. */
function profileOf({ isProfiled, parameters, hard }: CheckRow): Fields {
  if (isProfiled !== true) return {};
  const { unit } = parameters.find(({ name }) => name === hard)!;
  const steps = record(timeOfDay, UNITS[unit]);
  const profile: Form = {
    ...steps,
    check(value, place, faults) {
      steps.check(value, place, faults);
      if (Object.keys(value ?? {}).length > PROFILE_STEPS_MAX)
        faults.push(`${place}: must have at most ${PROFILE_STEPS_MAX} times`);
    },
  };
  return { profile: optional(profile) };
}

/** The parameters of the first pass's checks; all of them are required. */
const FIRST_STAGE: Readonly<Record<string, Fields>> = {
  maxQuantity: { mode, shares: whole(0, SHARES_MAX) },
  maxNotional: { mode, dollars: numeric(0, DOLLARS_MAX) },
  collar: { mode, percent: numeric(0, 100), auctionOrders: truth },
  parentQuantity: { mode, toleranceShares: whole(0, SHARES_MAX) },
  grossExposure: {
    mode,
    dollars: numeric(0, DOLLARS_MAX, 100),
    ...profileOf(findCheck('gross-exposure')!),
  },
  serverRate: { mode, perSecond: positive(1e9), windowSeconds: positive(3600) },
};

const SECOND_STAGE: Readonly<Record<string, Fields>> = Object.fromEntries(
  CATALOGUE_ROWS.map((row) => [
    row.field,
    {
      mode,
      ...Object.fromEntries(row.parameters.map(({ name, unit }) => [name, optional(UNITS[unit])])),
      ...profileOf(row),
    },
  ]),
);

const CHECKS: Readonly<Record<string, Fields>> = { ...FIRST_STAGE, ...SECOND_STAGE };

/** Makes every field optional. */
function loosened(of: Fields): Fields {
  return Object.fromEntries(Object.entries(of).map(([name, form]) => [name, optional(form)]));
}

/** The fields that a layer below the firm may change: all but whose sum it is and a profile. */
function changeable({ per: _, profile: __, ...fields }: Fields): Fields {
  return fields;
}

/** The limits that one layer below the firm may change. */
function layer(named: LayerName): Form {
  const checks = Object.values(LAYER_RULES).filter(({ layers }) => layers.includes(named));
  return fields(
    Object.fromEntries(
      checks.map(({ field }) => {
        const change =
          named === 'symbol' && field === 'restrictedList'
            ? { mode }
            : loosened(changeable(CHECKS[field]!));
        return [field, optional(fields(change))];
      }),
    ),
  );
}

const serverNumber = simple(
  (key) => typeof key === 'string' && /^[1-9][0-9]?$/.test(key) && Number(key) <= SERVERS_MAX,
  `the number of a server, 1 to ${SERVERS_MAX}`,
);
/** Account (FIX tag 1): 1 to 64 ASCII characters without blanks. */
export const accountForm = simple(
  (value) => typeof value === 'string' && /^[\x21-\x7e]{1,64}$/.test(value),
  'a text of 1 to 64 characters of ASCII without blanks',
);

const layers = fields({
  servers: optional(record(serverNumber, layer('server'))),
  accounts: optional(record(accountForm, layer('account'))),
  symbols: optional(record(text(1, 32), layer('symbol'))),
});

const SECOND: Fields = Object.fromEntries(
  Object.entries(SECOND_STAGE).map(([field, form]) => [field, optional(fields(form))]),
);
const BESIDE: Fields = { explain: optional(truth), layers: optional(layers) };
const FIRST: Fields = Object.fromEntries(
  Object.entries(FIRST_STAGE).map(([field, form]) => [field, fields(form)]),
);

/** Limits in which a check that is left out is off. */
export const gateLimitsForm: Form = fields({ ...loosened(FIRST), ...SECOND, ...BESIDE });

/** Names that limits may use. */
interface LimitNames {
  readonly servers: number;
  readonly symbols: readonly string[];
  readonly strategies: readonly string[];
}

/** Refuses limits whose lists or layers name unknown servers, symbols or strategies. */
export function placeLists(
  limits: Partial<GateLimits>,
  { servers, symbols, strategies }: LimitNames,
  source: string,
): void {
  const faults: string[] = [];
  const known = new Set(symbols);
  const check = (place: string, names: readonly string[] | undefined): void => {
    for (const name of names ?? [])
      if (!known.has(name)) faults.push(`${place}: '${name}' ${unknownSymbol(name, symbols)}`);
  };
  const checkLists = (place: string, checks: LimitChanges): void => {
    check(`${place}restrictedList.symbols`, checks.restrictedList?.symbols);
    check(`${place}unconfiguredLimit.symbols`, checks.unconfiguredLimit?.symbols);
    for (const [field, named] of [
      ['unconfiguredLimit.strategies', checks.unconfiguredLimit?.strategies],
      ['tickSize.exempt', checks.tickSize?.exempt],
    ] as const)
      for (const name of named ?? []) {
        if (!strategies.includes(name))
          faults.push(
            `${place}${field}: '${name}' is not known here; ${suggest(name, strategies)}`,
          );
      }
  };
  checkLists('', limits as LimitChanges);
  const counted = servers === 1 ? 'is one server' : `are ${servers} servers`;
  for (const [server, changes] of Object.entries(limits.layers?.servers ?? {})) {
    if (Number(server) > servers) faults.push(`layers.servers.${server}: there ${counted}`);
    checkLists(`layers.servers.${server}.`, changes);
  }
  check('layers.symbols', Object.keys(limits.layers?.symbols ?? {}));
  for (const [path, checks] of layersOf(limits)) faults.push(...crossed(path, checks));
  if (faults.length > 0) refuseInput(source, faults);
}

type Changes = Readonly<Record<string, unknown>>;

function layersOf(limits: Partial<GateLimits>): [path: string, checks: Changes][] {
  const below = Object.entries(limits.layers ?? {}).flatMap(([group, named]) =>
    Object.entries((named ?? {}) as Readonly<Record<string, Changes>>).map(
      ([name, checks]): [string, Changes] => [`layers.${group}.${name}.`, checks],
    ),
  );
  return [['', limits as Changes], ...below];
}

/** Levels of one setting in the wrong order, with the reason. */
function crossed(path: string, checks: Changes): string[] {
  return CATALOGUE_ROWS.flatMap((row) => {
    const [soft, hard] = orderedLevels(row);
    const setting = checks[row.field] as Readonly<Record<string, unknown>> | undefined;
    const [high, low] = [setting?.[hard], setting?.[soft]];
    if (typeof high !== 'number' || typeof low !== 'number' || low <= high) return [];
    return [`${path}${row.field}.${soft}: is ${low}; must not be above ${hard}, ${high}`];
  });
}

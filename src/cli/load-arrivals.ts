import { InputError, suggest } from '../base/input-error.js';
import { NS_PER_SECOND } from '../base/units.js';
import type { Arrivals } from '../fleet/arrivals.js';
import type { FleetSpec } from '../fleet/spec.js';
import { shownText } from '../flow/order-faults.js';
import { validateForm } from '../forms/form.js';
import type { ListedStock } from '../market/universe.js';
import type { OrderFlow } from '../orders/flow.js';
import { count } from '../report/format.js';
import type { LimitsFile } from '../scenarios/limits-file.js';
import { listProfileStocks } from '../scenarios/listed-stocks.js';
import { applyProfileSettings, PROFILE, parseProfile } from '../scenarios/parse.js';
import type { LoadProfile } from '../scenarios/profile.js';
import { findProfile, PROFILES } from '../scenarios/profiles.js';
import { SCENARIOS } from '../scenarios/scenarios.js';
import { type FlagValues, integerFlag, listFlag, textFlag } from './command.js';
import { readText } from './file-text.js';
import { checkLimitsFile } from './limits-source.js';
import { isFile } from './scenario-source.js';
import { refuseFlagAndSetting, validateFlagged } from './settings.js';
import { refuseUniverseSettings } from './universe-source.js';

/** Open parents that a server keeps in the closed loop if the profile does not say. */
const MAX_OPEN_PARENTS = 256;

/**
 * Reads the profile that the operand or --profile names, built-in or a file, and applies the flags.
 * A limits file replaces the profile's own limits, a universe file its stocks.
 */
export function readProfile(
  operand: string | undefined,
  flags: FlagValues,
  limits?: LimitsFile,
  listed?: readonly ListedStock[],
): LoadProfile {
  const named = operand ?? textFlag(flags, 'profile') ?? 'normal-day';
  if (operand !== undefined && flags.profile !== undefined)
    throw new InputError('a profile is named twice: as an argument and by --profile');
  if (SCENARIOS.some(({ name }) => name === named))
    throw new InputError(
      `'${named}' is a scenario, not a load profile; smars run and smars whatif take it`,
    );
  const profile = isFile(named, PROFILES)
    ? parseProfile(readText(named, 'a load profile'), named)
    : findProfile(named);
  const limited =
    limits === undefined
      ? profile
      : { ...profile, risk: { ...limits.limits, explain: profile.risk.explain } };
  const settings = listFlag(flags, 'set');
  refuseFlagAndSetting(flags, settings, fieldsTaken(limited.saturatesItself === true));
  if (listed !== undefined) refuseUniverseSettings(flags, settings, listed);
  const stocked =
    listed === undefined
      ? limited
      : validateForm(
          PROFILE,
          listProfileStocks(limited as LoadProfile, listed),
          `load profile '${profile.name}' with --universe ${flags.universe}`,
        );
  const set = applyProfileSettings(stocked as LoadProfile, settings);
  const changed = validateFlagged(
    PROFILE,
    { ...set, ...changesOf(set, flags) },
    flags,
    FIELD_OF_FLAG,
  );
  checkLimitsFile(limits, changed.servers, changed.universe, changed.seed);
  return { ...changed, ...retitle(profile, changed, flags) };
}

/** Fields of how a profile is run and measured. All other fields are the subject of its title. */
const HOW = [
  'seed',
  'threads',
  'venues',
  'waiting',
  'childrenMax',
  'lazy',
  'ringRecords',
  'inboxRecords',
  'warmupSeconds',
  'durationSeconds',
  'lateMicros',
];
/** Flags that change the subject of a profile's title. */
const WHAT = ['max', 'rate', 'orders', 'speed', 'servers', 'limits', 'universe', 'set'];
const TITLE_MAX = 200;

/**
 * A profile's title and description. If settings have changed their subject, the text lists the
 * changes.
 */
function retitle(
  profile: LoadProfile,
  changed: LoadProfile,
  flags: FlagValues,
): Pick<LoadProfile, 'title' | 'description'> {
  const { title, description, name } = changed;
  const substance = (of: LoadProfile): string =>
    JSON.stringify(of, (key, value) => (HOW.includes(key) ? undefined : value));
  if (flags.orders === undefined && substance(profile) === substance(changed))
    return { title, description };
  const told = WHAT.flatMap((flag) => {
    const value = flags[flag];
    if (value === undefined) return [];
    return value === true
      ? [`--${flag}`]
      : [value].flat().map((one) => `--${flag} ${shownText(String(one))}`);
  });
  const long = `${name}, changed by ${told.join(' ')}`;
  const changes = long.length > TITLE_MAX ? `${name}, changed by ${told.length} settings` : long;
  return {
    title: changes,
    description: `The load profile ${name} in all that these settings leave as it is.`,
  };
}

/** The profile field that each flag changes. */
export const FIELD_OF_FLAG: Readonly<Record<string, string>> = {
  rate: 'arrivals',
  max: 'arrivals',
  seed: 'seed',
  servers: 'servers',
  threads: 'threads',
  batch: 'childrenMax',
  lazy: 'lazy',
  duration: 'durationSeconds',
  warmup: 'warmupSeconds',
  venues: 'venues',
  waiting: 'waiting',
};

/**
 * The fields that flags override, whatever --set says. Under --max, a profile that saturates by
 * itself keeps its arrivals; a search sets three fields.
 */
function fieldsTaken(saturatesItself: boolean): Readonly<Record<string, readonly string[]>> {
  const fields = Object.entries(FIELD_OF_FLAG).filter(
    ([flag]) => !(flag === 'max' && saturatesItself),
  );
  const taken = Object.fromEntries(
    fields.map(([flag, field]): [string, readonly string[]] => [flag, [field]]),
  );
  return { ...taken, 'find-knee': ['arrivals', 'durationSeconds', 'warmupSeconds'] };
}

/** Bounds of the measured time, s: below one server turn nothing is measured. */
export const DURATION = { low: 0.001, high: 86_400 } as const;
/** Bounds of the warm-up, s. */
export const WARMUP = { low: 0, high: 3600 } as const;

function changesOf(profile: LoadProfile, flags: FlagValues): Partial<LoadProfile> {
  const rate = numberFlag(flags, 'rate', 0, 1e8);
  if (flags.max === true && rate !== undefined)
    throw new InputError('--max and --rate: a load is closed or open, give one of them');
  const lazy = integerFlag(flags, 'lazy', 1, 65_536);
  const openParents = Math.min(MAX_OPEN_PARENTS, profile.parentsPerServer);
  const changes = {
    arrivals:
      rate !== undefined
        ? { kind: 'poisson' as const, perSecond: rate }
        : flags.max === true && profile.saturatesItself !== true
          ? { kind: 'max' as const, openParents }
          : undefined,
    seed: integerFlag(flags, 'seed', 0, 0xffffffff),
    servers: integerFlag(flags, 'servers', 1, 64),
    threads: integerFlag(flags, 'threads', 0, 64),
    childrenMax: integerFlag(flags, 'batch', 16, 65_536),
    lazy: lazy === undefined ? undefined : { minimum: lazy, lingerMicros: lazy === 1 ? 0 : 50 },
    durationSeconds: durationFlag(flags, 'duration', DURATION.low, DURATION.high),
    warmupSeconds: durationFlag(flags, 'warmup', WARMUP.low, WARMUP.high),
    venues: choiceFlag(flags, 'venues', ['auto', 'thread', 'inline'] as const),
    waiting: choiceFlag(flags, 'waiting', ['auto', 'spin', 'back-off', 'block'] as const),
  };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

/** Arrivals from the orders of a file, at `speed` times their original speed. */
export function replayArrivals(flow: OrderFlow, speed: number): Arrivals {
  return { kind: 'replay', flow, speed };
}

/** Reads a flag as seconds in [low, high]: `5s`, `500ms`, `2m`, or plain seconds. */
export function durationFlag(
  flags: FlagValues,
  name: string,
  low: number,
  high: number,
): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|)$/.exec(text);
  const seconds =
    match === null
      ? Number.NaN
      : Number(match[1]) * { ms: 0.001, s: 1, m: 60, '': 1 }[match[2] as 'ms' | 's' | 'm' | ''];
  if (!(seconds >= low && seconds <= high)) {
    const [least, most] = [low > 0 && low < 1 ? `${1000 * low}ms` : `${low}s`, `${high}s`];
    throw new InputError(
      `--${name} is '${text}'; must be a time from ${least} to ${most}, such as 5s, 500ms or 2m`,
    );
  }
  return seconds;
}

const grouped = (value: number): string => value.toLocaleString('en-US');

/** Reads a flag as a number in [low, high]. */
export function numberFlag(
  flags: FlagValues,
  name: string,
  low: number,
  high: number,
): number | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  const match = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  const value = match
    ? Number(match[1]) * { '': 1, k: 1e3, M: 1e6 }[match[2] as '' | 'k' | 'M']
    : Number.NaN;
  if (!(value >= low && value <= high))
    throw new InputError(
      `--${name} is '${text}'; must be a number from ${low} to ${grouped(high)}, ` +
        'such as 500, 20k or 1.5M',
    );
  return value;
}

export function choiceFlag<T extends string>(
  flags: FlagValues,
  name: string,
  choices: readonly T[],
): T | undefined {
  const text = textFlag(flags, name);
  if (text === undefined) return undefined;
  if (!choices.includes(text as T))
    throw new InputError(`--${name} is '${text}'; ${suggest(text, choices)}`);
  return text as T;
}

/** Describes how a fleet's parents arrive. */
export function describeArrivals({ arrivals, warmupSeconds, durationSeconds }: FleetSpec): string {
  switch (arrivals.kind) {
    case 'max':
      return `closed loop, saturating, ${arrivals.openParents} open parents a server`;
    case 'constant':
    case 'poisson':
      return `open loop, ${arrivals.kind}, ${grouped(arrivals.perSecond)} parents a second`;
    case 'live': {
      if (arrivals.beside === undefined) return 'open loop, live';
      return `open loop, live, and ${describeReplay(arrivals.beside, 0, durationSeconds)}`;
    }
    case 'replay':
      return `open loop, ${describeReplay(arrivals, warmupSeconds, durationSeconds)}`;
    default: {
      const { kind, ...rest } = arrivals;
      return `open loop, ${kind} ${JSON.stringify(rest)}`;
    }
  }
}

/** Describes recorded orders, and how many are due outside the measured time. */
function describeReplay(
  { flow, speed }: { readonly flow: OrderFlow; readonly speed: number },
  warmupSeconds: number,
  durationSeconds: number,
): string {
  const warmupNs = warmupSeconds * NS_PER_SECOND;
  const endNs = (warmupSeconds + durationSeconds) * NS_PER_SECOND;
  const dueNs = Array.from(
    flow.arrivalNs.subarray(0, flow.count),
    (ns) => (ns - flow.arrivalNs[0]!) / speed,
  );
  const within = dueNs.filter((ns) => ns < warmupNs).length;
  const later = dueNs.filter((ns) => ns >= endNs).length;
  const outside = [
    within > 0 ? `${count(within)} due in the warm-up` : '',
    later > 0 ? `${count(later)} due after the end` : '',
  ];
  const told = outside.filter((part) => part !== '').join(' and ');
  const day = flow.date === undefined ? 'without a date' : `of ${flow.date}`;
  const recorded = `${count(flow.count)} recorded orders ${day} at ${speed} times their speed`;
  return told === '' ? recorded : `${recorded}, ${told}`;
}

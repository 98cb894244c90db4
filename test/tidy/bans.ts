import { ROOMS } from './rooms.js';
import type { Source } from './source.js';

/**
 * A banned pattern that Biome does not find: where it is banned, in the code alone or in the whole
 * text, and what to write instead.
 */
export interface Ban {
  where: (path: string) => boolean;
  within: 'code' | 'text';
  pattern: RegExp;
  instead: string;
  /** Files in which it is allowed, with the reason. */
  except?: Readonly<Record<string, string>>;
}

const ROOM_NAMES = Object.keys(ROOMS);
const SIMULATED_DAY = ROOM_NAMES.slice(0, ROOM_NAMES.indexOf('session') + 1);
const DIGESTED = SIMULATED_DAY.filter((room) => room !== 'memory' && room !== 'metrics');

const inRooms = (rooms: readonly string[]) => (path: string) =>
  rooms.some((room) => path.startsWith(`src/${room}/`));
const isWritten = (path: string) =>
  !/^(?:LICENSE|package-lock\.json)$/.test(path) && !path.startsWith('test/tidy/');

export const BANS: Readonly<Record<string, Ban>> = {
  'the router knows no time of day and draws no lots': {
    where: inRooms(['router']),
    within: 'code',
    pattern: /\b(?:Date|performance|setTimeout|setInterval|setImmediate|Math\.random)\b/,
    instead:
      'take the time as an argument, ns since the bell, and random numbers from a RandomStream',
  },
  'no clock in the simulated day': {
    where: inRooms(SIMULATED_DAY),
    within: 'code',
    pattern: /\b(?:Date\.now|performance\.now|process\.hrtime)\b|\bnew Date\(\)/,
    instead:
      'take the time as an argument, ns since the bell; clocks are for fleet, cli, metrics/stalls',
    except: {
      'src/metrics/stalls.ts': 'it measures the machine: how long a thread was not running',
    },
  },
  'no unseeded random numbers': {
    where: inRooms(SIMULATED_DAY),
    within: 'code',
    pattern: /\bMath\.random\b|\bcrypto\.(?:getRandomValues|randomUUID|randomInt)\b/,
    instead: 'draw from a RandomStream (base/random), which has a seed and a name',
  },
  'no transcendental function of the engine': {
    where: inRooms(DIGESTED),
    within: 'code',
    pattern:
      /\bMath\.(?:exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|asin|acos|atan|atan2|sinh|cosh|tanh|cbrt|hypot)\b/,
    instead:
      'use base/numerics: the last bit of these differs between engines, and a digest must not',
  },
  'no power but of whole numbers': {
    where: inRooms(DIGESTED),
    within: 'code',
    pattern: /(?<!\b\d+ )\*\*|\*\*(?!=? ?-?\d+(?![\w.]))/,
    instead: 'write the product, or whole literals as in 2 ** 32: engines differ in the last bit',
    except: {
      'src/base/numerics.ts': 'a power of two by a whole exponent is exact',
      'src/base/units.ts': 'a power of ten by a count of digits is exact',
    },
  },
  'no note to oneself': {
    where: isWritten,
    within: 'text',
    pattern: /\b(?:TODO|FIXME|XXX|HACK)\b/,
    instead: 'do it now, or say in a sentence what is deliberately absent',
  },
  'no list by colour': {
    where: isWritten,
    within: 'text',
    pattern: /\b(?:white|black)[- ]?list/i,
    instead: 'say allow list or deny list',
  },
  'no masters': {
    where: isWritten,
    within: 'text',
    pattern: /\b(?:master|slave)s?\b/i,
    instead: 'say what it does: main, primary and replica, coordinator and worker',
  },
  'no absolute path': {
    where: isWritten,
    within: 'text',
    pattern: /(?<![\w.:/-])\/(?:home|work|root|tmp|Users)\/\w/,
    instead: 'use a path from the top of the repository, or os.tmpdir()',
  },
  'no test left out': {
    where: (path) => path.startsWith('test/'),
    within: 'code',
    pattern: /\b(?:test|it|describe|suite|bench)(?:\.\w+)*\.(?:only|skip|todo)\b|\.(?:only|skip)\(/,
    instead: 'run it, or take it away; where a platform lacks something, skipIf says which',
  },
};

/** The offsets at which a source breaks a ban. */
export function placesOf(ban: Ban, source: Source): number[] {
  if (!ban.where(source.path) || ban.except?.[source.path] !== undefined) return [];
  const global = new RegExp(ban.pattern.source, `${ban.pattern.flags}g`);
  return [...source[ban.within].matchAll(global)].map(
    (match) => match.index + (/^\s*/.exec(match[0])?.[0].length ?? 0),
  );
}

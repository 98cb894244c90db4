/**
 * A kind of file that smars reads or writes. Messages use it to name a file that was given in place
 * of another kind.
 */
interface Kind {
  readonly what: string;
  /** The command line that takes it. */
  readonly takenBy: string;
  /** Whether data are of this kind, judged by names that no other kind has. */
  is(data: Readonly<Record<string, unknown>>): boolean;
}

/** Fields that a venue file may have and a gateway file may not. */
const VENUE_FIELDS = ['stocks', 'halts', 'trouble', 'background', 'bookOrders', 'openingSeconds'];

const KINDS: readonly Kind[] = [
  {
    what: 'scenario',
    takenBy: 'smars run FILE and smars whatif FILE',
    is: (data) => 'clock' in data && 'deployment' in data,
  },
  {
    what: 'load profile',
    takenBy: 'smars load FILE',
    is: (data) => 'arrivals' in data && 'mix' in data,
  },
  {
    what: 'limits file',
    takenBy: '--limits FILE of run, whatif and load, and smars limits FILE',
    is: (data) => 'version' in data && 'firm' in data && !('command' in data),
  },
  {
    what: 'gateway file',
    takenBy: 'smars gateway FILE',
    is: (data) => Array.isArray(data.sessions) && !VENUE_FIELDS.some((name) => name in data),
  },
  {
    what: 'venue file',
    takenBy: 'smars venue FILE',
    is: (data) => Array.isArray(data.sessions) && !('retailTag' in data),
  },
  {
    what: 'file of smars bench --save',
    takenBy: 'smars compare FILE FILE',
    is: (data) => data.command === 'bench' && 'benchmarks' in data,
  },
  {
    what: 'knee.json of smars load --find-knee',
    takenBy: 'smars report of the folder around it',
    is: (data) => 'attempts' in data && 'heldPerSecond' in data,
  },
  {
    what: 'runs.json of smars load --repeat',
    takenBy: 'smars report of the folder around it',
    is: (data) => 'folders' in data && data.command === 'load',
  },
  {
    what: 'summary of smars run, load or whatif',
    takenBy: 'smars report of the folder around it',
    is: ({ command, conditions }) =>
      ['run', 'load', 'whatif'].includes(command as string) && conditions !== undefined,
  },
  {
    what: "paths.json of a run's folder",
    takenBy: 'smars report of the folder around it',
    is: (data) => 'atNs' in data && 'stocks' in data,
  },
  {
    what: 'JSON Schema',
    takenBy: 'an editor',
    is: (data) => typeof data.$schema === 'string' && 'properties' in data,
  },
];

const RECORD: Kind = {
  what: 'record of smars load',
  takenBy: 'smars replay FILE',
  is: () => false,
};
const ORDERS: Kind = {
  what: 'file of orders',
  takenBy: '--orders FILE of run, whatif and load',
  is: () => false,
};

/**
 * Describes data that are not of the kind that was asked for, in one line with the command that
 * takes them.
 */
export function describeOtherKind(data: unknown, asked: string): string | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const fields = data as Readonly<Record<string, unknown>>;
  // A file may fit two kinds, such as one of sessions alone.
  if (KINDS.find(({ what }) => what === asked)?.is(fields)) return undefined;
  return describeKind(
    KINDS.find(({ is }) => is(fields)),
    asked,
  );
}

/** Describes a text that is not JSON in the same way. */
export function describeOtherText(text: string, asked: string): string | undefined {
  if (text.startsWith('SMARSREC')) return describeKind(RECORD, asked);
  const [first = ''] = text.split('\n', 1);
  return /\b(?:ClOrdID|OrderQty)\b/.test(first) ? describeKind(ORDERS, asked) : undefined;
}

function describeKind(kind: Kind | undefined, asked: string): string | undefined {
  if (kind === undefined || kind.what === asked) return undefined;
  const take = kind.takenBy.includes(' and ') ? 'take' : 'takes';
  return `is a ${kind.what}, not a ${asked}; ${kind.takenBy} ${take} it`;
}

/**
 * The used part of a CPU profile: functions, and the function of each sample with the time since
 * the sample before, us.
 */
export interface CpuProfile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: {
      readonly functionName: string;
      readonly url: string;
      readonly lineNumber: number;
      readonly columnNumber: number;
    };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** A function and its share of self time. */
interface Share {
  readonly name: string;
  readonly place: string;
  readonly share: number;
}

/** V8's name for the time in which nothing runs. */
const IDLE = new Set(['(idle)', '(root)', '(program)']);

type CallFrame = CpuProfile['nodes'][number]['callFrame'];

/**
 * The functions of some profiles by self time, largest first, without idle time. `placeOf` names
 * the place of a function in the source.
 */
export function selfShares(
  profiles: readonly CpuProfile[],
  placeOf: (frame: CallFrame) => string = placeInDist,
): Share[] {
  const times = new Map<string, { name: string; place: string; micros: number }>();
  let total = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
    samples.forEach((id, n) => {
      const frame = frames.get(id)!;
      const { functionName } = frame;
      if (IDLE.has(functionName)) return;
      const place = placeOf(frame);
      const key = `${functionName} ${place}`;
      const entry = times.get(key) ?? {
        name: functionName === '' ? '(anonymous)' : functionName,
        place,
        micros: 0,
      };
      times.set(key, entry);
      entry.micros += timeDeltas[n]!;
      total += timeDeltas[n]!;
    });
  }
  return [...times.values()]
    .map(({ name, place, micros }) => ({ name, place, share: micros / total }))
    .sort((a, b) => b.share - a.share);
}

/** The module and line of a function below `dist` or `node_modules`. */
export function placeInDist({ url, lineNumber }: Pick<CallFrame, 'url' | 'lineNumber'>): string {
  if (url === '') return '';
  const module = url.replace(/^.*\/dist\/|^.*\/node_modules\//, '').replace(/\.js$/, '');
  return `${module}:${lineNumber + 1}`;
}

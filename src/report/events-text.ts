import { count, wrap } from './format.js';

/** How many of a run's children and fills were written. */
interface EventCounts {
  readonly format: string;
  readonly policy: 'wait' | 'drop';
  readonly children: number;
  readonly fills: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly fullTimes: number;
  readonly waitedMs: number;
}

/**
 * Says how many children and fills reached the files, in lines of at most 80 columns. It always
 * says whether the writer kept up.
 */
export function describeEvents({
  format,
  policy,
  children,
  fills,
  bytes,
  dropped,
  fullTimes,
  waitedMs,
}: EventCounts): string {
  const written =
    `Events: ${count(children)} children and ${count(fills)} fills ` +
    `written as ${format}, ${count(bytes / 1e6)} MB`;
  const times = `${count(fullTimes)} ${fullTimes === 1 ? 'time' : 'times'}`;
  if (fullTimes === 0) return wrap(`${written}; the ring to the writer was never full.`, 80);
  if (policy === 'wait')
    return wrap(
      `${written}; the run waited ${times} for the writer, ` +
        `${(waitedMs / 1000).toFixed(2)} s in all. Nothing was lost.`,
      80,
    );
  const share = (100 * dropped) / (children + dropped);
  return wrap(
    `${written}. The writer did not keep up ${times}: ` +
      `${count(dropped)} children, ${share.toFixed(2)} % of all, were left out.`,
    80,
  );
}

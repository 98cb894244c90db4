const UNITS = ['ns', 'µs', 'ms', 's'] as const;

/** The text in place of a number that was not measured. */
export const NOT_MEASURED = 'not measured';

/** A latency with three digits and its unit. */
export function showLatency(ns: number | undefined): string {
  if (ns === undefined) return NOT_MEASURED;
  if (ns < 0) return `−${showLatency(-ns)}`;
  let value = ns;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}

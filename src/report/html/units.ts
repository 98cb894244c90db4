const UNITS = ['ns', 'µs', 'ms', 's'] as const;

/** A latency in ns with three digits and its unit; a dash where there is none. */
export function showLatency(ns: number | undefined): string {
  if (ns === undefined) return '–';
  let value = ns;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value >= 100 ? Math.round(value) : Number(value.toPrecision(3))} ${UNITS[unit]}`;
}

/** The most characters of a value that a message shows. */
const SHOWN_MAX = 60;

/** A value as a message shows it: as JSON where JSON can express it, and cut where it is long. */
export function shown(value: unknown): string {
  const text = asText(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX - 3)}…` : text;
}

function asText(value: unknown): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function' || typeof value === 'symbol' || value === undefined)
    return `a value of type ${typeof value}`;
  try {
    return JSON.stringify(value) ?? 'an object';
  } catch {
    return 'an object';
  }
}

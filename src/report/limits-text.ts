import type { LimitProfile } from '../base/limit-profiles.js';
import type { ControlValues } from '../scenarios/control-values.js';
import type { ExplainedCheck, ExplainedValue, Origin } from '../scenarios/limits-explained.js';
import { count, table, wrap } from './format.js';

const WIDTH = 80;
/** The columns that remain for a check's parameters in a table, and for one value. */
const PARAMETERS_WIDTH = 36;
const VALUE_WIDTH = 16;

/** Units whose values are words. */
const WORDS: readonly ExplainedValue['unit'][] = ['mode', 'owner', 'reference', 'prevention'];

/** A parameter's value with its unit. */
export function showValue(value: unknown, unit: ExplainedValue['unit']): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (WORDS.includes(unit)) return String(value);
  if (unit === 'profile') return showProfile(value as LimitProfile);
  if (unit === 'choice') return value === true || value === 1 ? 'yes' : 'no';
  const number = Number(value).toLocaleString('en-US', { maximumFractionDigits: 6 });
  const units: Partial<Record<ExplainedValue['unit'], string>> = {
    dollars: `$${number}`,
    'credit-dollars': `$${number}`,
    percent: `${number} %`,
    'per-second': `${number}/s`,
    seconds: `${number} s`,
    'clock-seconds': `${number} s after the bell`,
    milliseconds: `${number} ms`,
  };
  return units[unit] ?? number;
}

/** A profile over the day by its first and its last time. */
function showProfile(profile: LimitProfile): string {
  const steps = Object.entries(profile).sort(([a], [b]) => (a < b ? -1 : 1));
  const show = ([until, level]: [string, number]): string =>
    `${level.toLocaleString('en-US', { maximumFractionDigits: 6 })} until ${until}`;
  if (steps.length === 0) return 'none';
  const ends = steps.length === 1 ? [steps[0]!] : [steps[0]!, steps.at(-1)!];
  const between = steps.length > 2 ? `, ${steps.length - 2} steps between` : '';
  return `${ends.map(show).join(' to ')}${between}`;
}

/**
 * The settings of a control: its parameters, the number of servers, accounts and symbols with
 * values of their own, and its mode where it does not refuse.
 */
export function tellControlValues({ mode, values, layered }: ControlValues): string {
  const own = Object.entries(layered)
    .filter(([, n]) => n > 0)
    .map(
      ([group, n]) =>
        `${count(n)} ${n === 1 ? group.slice(0, -1) : group} with values of ` +
        `${n === 1 ? 'its' : 'their'} own`,
    );
  const told = values.map(({ parameter, unit, value }) => `${parameter} ${showValue(value, unit)}`);
  return [...told, ...own, ...(mode === 'enforce' ? [] : [`mode ${mode}`])].join('; ');
}

function showOrigin({ layer, name, line }: Origin): string {
  const place = line === undefined ? '' : `:${line}`;
  return `${name === undefined ? layer : `${layer} ${name}`}${place}`;
}

/** Whether a check is listed: it is on, or a limits file or setting has switched it off. */
function isTold({ mode, values }: ExplainedCheck): boolean {
  const { layer } = values[0]!.from;
  return mode !== 'off' || (layer !== 'default' && layer !== 'scenario');
}

function describeOff(checks: readonly ExplainedCheck[]): string {
  const off = checks.filter((check) => !isTold(check)).map(({ check }) => check);
  return off.length === 0 ? '' : wrap(`off: ${off.join(', ')}`, WIDTH);
}

/** The limits of the firm, one row for each check that is on. */
export function describeFirmLimits(checks: readonly ExplainedCheck[]): string {
  const rows = checks.filter(isTold).flatMap(({ check, mode, values }) => {
    const parameters = values
      .slice(1)
      .map(({ parameter, unit, value }) => `${parameter} ${showValue(value, unit)}`);
    const lines = wrap(parameters.join('; '), PARAMETERS_WIDTH).split('\n');
    const { line, layer } = values[0]!.from;
    return lines.map((text, n) =>
      n === 0 ? [check, mode, text, line === undefined ? layer : String(line)] : ['', '', text, ''],
    );
  });
  const limits = table(['check', 'mode', 'limits', 'line'], rows, [
    'left',
    'left',
    'left',
    'right',
  ]);
  return [limits, describeOff(checks)].filter((part) => part !== '').join('\n\n');
}

/** Every value in force, with the place where it was written and the values it overrode. */
export function describeExplained(checks: readonly ExplainedCheck[]): string {
  const rows = checks
    .filter(isTold)
    .flatMap(({ check, values }) =>
      values.flatMap(({ parameter, unit, value, from, overrode }, n) => [
        ...valueRows([n === 0 ? check : '', parameter], showValue(value, unit), showOrigin(from)),
        ...overrode.flatMap((other) =>
          valueRows(['', '  over'], showValue(other.value, unit), showOrigin(other.from)),
        ),
      ]),
    );
  const values = table(['check', 'parameter', 'in force', 'from:line'], rows, [
    'left',
    'left',
    'left',
    'left',
  ]);
  return [values, describeOff(checks)].filter((part) => part !== '').join('\n\n');
}

function valueRows(head: readonly string[], value: string, from: string): string[][] {
  return wrap(value, VALUE_WIDTH)
    .split('\n')
    .map((text, n) => (n === 0 ? [...head, text, from] : ['', '', text, '']));
}

/** The number of servers, accounts and symbols with limits of their own; empty for none. */
export function describeLayers(
  counts: Readonly<Record<'server' | 'account' | 'symbol', number>>,
): string {
  const parts = Object.entries(counts)
    .filter(([, n]) => n > 0)
    .map(([what, n]) => `${count(n)} ${what}${n === 1 ? '' : 's'}`);
  return parts.length === 0
    ? ''
    : `${parts.join(', ')} with limits of their own: --explain SYMBOL --server N --account A`;
}

/** The limits in force: their digest, and the file that they come from with its version. */
export interface LimitsInForce {
  /**
   * SHA-256 of the resulting limits, hexadecimal. Equal limits have equal digests, whatever the
   * comments and layout of the file.
   */
  readonly digest: string;
  /** Null where the limits are the scenario's own. */
  readonly file: string | null;
  readonly version: number | null;
  /** Whether --set changed them from what the file says. */
  readonly changed: boolean;
}

/** Characters of a digest that texts for people show. */
const SHOWN = 16;

/** The limits in force, for people: the start of their digest, and their origin. */
export function tellLimits(
  { digest, file, version, changed }: LimitsInForce,
  owner = 'the scenario',
): string {
  const change = changed ? ', changed by --set' : '';
  const origin = file === null ? owner : `${file}, version ${version}${change}`;
  return `${digest.slice(0, SHOWN)} of ${origin}`;
}

import type { ControlValues } from '../scenarios/control-values.js';
import type { ExplainedCheck, ExplainedValue, Origin } from '../scenarios/limits-explained.js';
import { count, table, wrap } from './format.js';

const WIDTH = 80;
/** What is left of 80 columns for the parameters of a check in a table, and for one value. */
const PARAMETERS_WIDTH = 36;
const VALUE_WIDTH = 16;

/** A parameter's value with its unit. */
export function showValue(value: unknown, unit: ExplainedValue['unit']): string {
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.join(', ');
  if (unit === 'mode') return String(value);
  if (unit === 'choice') return value === true || value === 1 ? 'yes' : 'no';
  const number = Number(value).toLocaleString('en-US', { maximumFractionDigits: 6 });
  const units: Partial<Record<ExplainedValue['unit'], string>> = {
    dollars: `$${number}`,
    'credit-dollars': `$${number}`,
    percent: `${number} %`,
    'per-second': `${number}/s`,
    seconds: `${number} s`,
    milliseconds: `${number} ms`,
  };
  return units[unit] ?? number;
}

/**
 * What a control is set to: its parameters, its mode where it does not refuse, and who has values
 * of their own.
 */
export function tellControlValues({ mode, values, layered }: ControlValues): string {
  const own = Object.entries(layered)
    .filter(([, n]) => n > 0)
    .map(
      ([group, n]) =>
        `${count(n)} ${n === 1 ? group.slice(0, -1) : group} with values ` +
        `of ${n === 1 ? 'its' : 'their'} own`,
    );
  const told = values.map(({ parameter, unit, value }) => `${parameter} ${showValue(value, unit)}`);
  return [...told, ...own, ...(mode === 'enforce' ? [] : [`mode ${mode}`])].join('; ');
}

function showOrigin({ layer, name, line }: Origin): string {
  return `${name === undefined ? layer : `${layer} ${name}`}${line === undefined ? '' : `:${line}`}`;
}

/** Whether anything is worth telling of a check: it is on, or somebody has switched it off. */
function isTold({ mode, values }: ExplainedCheck): boolean {
  const { layer } = values[0]!.from;
  return mode !== 'off' || (layer !== 'default' && layer !== 'scenario');
}

function describeOff(checks: readonly ExplainedCheck[]): string {
  const off = checks.filter((check) => !isTold(check)).map(({ check }) => check);
  return off.length === 0 ? '' : wrap(`off: ${off.join(', ')}`, WIDTH);
}

/** The limits of the firm: one row a check that is on. */
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

/** Every value in force at a place, where it was written and what it overrode. */
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

/** How many have limits of their own, in words; empty where none has. */
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

/** Which limits were in force: their digest, and the file that they come from with its version. */
export interface LimitsInForce {
  /**
   * SHA-256 of what they come to, hexadecimal: equal limits have equal digests, whatever comments
   * and layout.
   */
  readonly digest: string;
  /** Null where they are the scenario's own. */
  readonly file: string | null;
  readonly version: number | null;
  /** Whether they are other than in the file, by --set. */
  readonly changed: boolean;
}

/** Characters of a digest that are shown to people. */
const SHOWN = 16;

/** The limits in force, for people: the beginning of their digest, and whose they are. */
export function tellLimits(
  { digest, file, version, changed }: LimitsInForce,
  owner = 'the scenario',
): string {
  return (
    `${digest.slice(0, SHOWN)} ` +
    `of ${file === null ? owner : `${file}, version ${version}${changed ? ', changed by --set' : ''}`}`
  );
}

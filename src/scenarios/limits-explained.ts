import type { ParameterUnit } from '../risk/catalogue/row.js';
import { type LayerName, type LimitPlace, resolveLimits } from '../risk/limits/layers.js';
import type { GateLimits } from '../risk/limits/limits.js';
import { LIMIT_ROWS, type LimitsFile } from './limits-file.js';

/**
 * The origin of a value: a layer with its name and line in the file, or the scenario, or the
 * default.
 */
export interface Origin {
  readonly layer: LayerName | 'scenario' | 'default';
  readonly name?: string | undefined;
  readonly line?: number | undefined;
}

/** A value with its origin. */
interface PlacedValue {
  readonly value: unknown;
  readonly from: Origin;
}

/**
 * A parameter or the mode of a check: the value in force, and the values that it overrode, nearest
 * first.
 */
export interface ExplainedValue extends PlacedValue {
  readonly parameter: string;
  readonly unit: ParameterUnit | 'mode' | 'profile';
  readonly overrode: readonly PlacedValue[];
}

export interface ExplainedCheck {
  readonly check: string;
  readonly about: string;
  readonly mode: string;
  readonly values: readonly ExplainedValue[];
}

/**
 * Returns the limits in force at a place, check by check in catalogue order. The values are those
 * of the gate; `file` gives their origins.
 */
export function explainLimits(
  limits: GateLimits,
  file: LimitsFile | undefined,
  place: LimitPlace,
): ExplainedCheck[] {
  const resolved = resolveLimits(limits, place) as unknown as Record<
    string,
    Record<string, unknown> | undefined
  >;
  return LIMIT_ROWS.map(({ name, about, field, parameters }) => {
    const setting = resolved[field];
    const known = [
      { name: 'mode', unit: 'mode' as const, default: 'off' },
      ...parameters,
      ...(setting?.profile === undefined
        ? []
        : [{ name: 'profile', unit: 'profile' as const, default: undefined }]),
    ];
    const values = known.map((parameter): ExplainedValue => {
      const written = file === undefined ? [] : writtenValues(file, name, parameter.name, place);
      const [last, ...overrode] = written;
      const from = last?.from ?? { layer: file === undefined ? 'scenario' : 'default' };
      const value = setting?.[parameter.name] ?? parameter.default;
      return { parameter: parameter.name, unit: parameter.unit, value, from, overrode };
    });
    return { check: name, about, mode: String(values[0]!.value), values };
  });
}

/** Returns the values that the layers of a place give a parameter, the last layer first. */
function writtenValues(
  { written, text }: LimitsFile,
  check: string,
  parameter: string,
  place: LimitPlace,
): PlacedValue[] {
  const { server, account, symbol } = place;
  const layers: [layer: LayerName, path: string[], name: string | undefined][] = [
    ['symbol', ['symbols', symbol ?? ''], symbol],
    ['account', ['accounts', account ?? ''], account],
    [
      'server',
      ['servers', String(server ?? '')],
      server === undefined ? undefined : String(server),
    ],
    ['firm', ['firm'], undefined],
  ];
  return layers.flatMap(([layer, path, name]): PlacedValue[] => {
    const full = [...path, check, parameter];
    const value = full.reduce<unknown>(
      (at, key) =>
        Object.hasOwn(Object(at), key) ? (at as Record<string, unknown>)[key] : undefined,
      written,
    );
    if (value !== undefined) return [{ value, from: { layer, name, line: text.line(full) } }];
    // A symbol layer that lists its symbol extends the list.
    const listed =
      layer === 'symbol' &&
      check === 'restricted-list' &&
      parameter === 'symbols' &&
      symbol !== undefined;
    const entry =
      listed && written.symbols !== undefined && Object.hasOwn(written.symbols, symbol)
        ? written.symbols[symbol]![check]
        : undefined;
    return entry === undefined
      ? []
      : [
          {
            value: entry.mode === 'off' ? [] : [symbol],
            from: { layer, name, line: text.line([...path, check]) },
          },
        ];
  });
}

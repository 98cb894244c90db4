import { CATALOGUE, orderedLevels } from '../risk/catalogue/catalogue.js';
import type { CheckRow } from '../risk/catalogue/row.js';
import { LAYER_RULES } from '../risk/limits/layers.js';
import type { LimitChanges, LimitLayers } from '../risk/limits/limits.js';

/** A fault of limits that spans several fields. */
export interface LimitFault {
  readonly path: readonly string[];
  readonly value?: number;
  readonly reason: string;
}

type Setting = Readonly<Record<string, unknown>>;
/** Limits by field of `risk`, with the layers below the firm. */
interface Limits {
  readonly layers?: LimitLayers | undefined;
}

const GROUPS = ['servers', 'accounts', 'symbols'] as const;
const ROWS: readonly CheckRow[] = CATALOGUE.filter(({ name }) => Object.hasOwn(LAYER_RULES, name));

/** Returns the layers of limits with their paths, the firm first. */
function layersOf(
  limits: Limits,
): [path: readonly string[], checks: Readonly<Record<string, Setting | undefined>>][] {
  const below = GROUPS.flatMap((group) =>
    Object.entries(limits.layers?.[group] ?? {}).map(([name, checks]): [string[], LimitChanges] => [
      ['layers', group, name],
      checks,
    ]),
  );
  return [[[], limits as LimitChanges], ...below] as never;
}

/** Finds levels of one check in the wrong order, such as a soft one above the hard one. */
export function findCrossed(limits: Limits): LimitFault[] {
  return layersOf(limits).flatMap(([path, checks]) =>
    ROWS.flatMap((row) => {
      const { field, parameters } = row;
      const [lower, upper] = orderedLevels(row);
      const [high, low] = [checks[field]?.[upper], checks[field]?.[lower]];
      // Completed limits contain the default of an unwritten soft level.
      const isDefault = parameters.some(
        (parameter) => parameter.name === lower && parameter.default === low,
      );
      if (typeof high !== 'number' || typeof low !== 'number' || low <= high || isDefault)
        return [];
      return [
        {
          path: [...path, field, lower],
          value: low,
          reason: `must not be above ${upper}, ${high}`,
        },
      ];
    }),
  );
}

/** Finds servers with a level of their own for a check whose level has a profile of the firm. */
export function findProfiled(limits: Limits): LimitFault[] {
  const firm = limits as unknown as Readonly<Record<string, Setting | undefined>>;
  return Object.entries(limits.layers?.servers ?? {}).flatMap(([server, checks]) =>
    ROWS.flatMap(({ field, hard = '' }) => {
      const own = (checks as Readonly<Record<string, Setting | undefined>>)[field]?.[hard];
      if (own === undefined || firm[field]?.profile === undefined) return [];
      return [
        {
          path: ['layers', 'servers', server, field, hard],
          value: own as number,
          reason: 'the firm has a profile of this level, which goes for every server',
        },
      ];
    }),
  );
}

/** Finds checks that a layer changes and no layer switches on: the change would have no effect. */
export function findInert(limits: Limits): LimitFault[] {
  const layers = layersOf(limits);
  return layers.slice(1).flatMap(([path, checks]) =>
    ROWS.flatMap(({ field }) => {
      const given = checks[field];
      if (given === undefined || given.mode !== undefined || Object.keys(given).length === 0)
        return [];
      const isOn = layers.some(([, others]) => (others[field]?.mode ?? 'off') !== 'off');
      return isOn
        ? []
        : [
            {
              path: [...path, field],
              reason: 'does nothing, since its mode is off; give it a mode here or for the firm',
            },
          ];
    }),
  );
}

import { expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { CATALOGUE_ROWS, GUARD_CHECKS } from '../../src/risk/catalogue/catalogue.js';
import { applySettings, scenarioJsonSchema } from '../../src/scenarios/parse.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { createDay } from '../../src/session/day/create.js';
import { summariseDay } from '../../src/session/result/result.js';
import { volumeShare } from '../../src/session/result/runaway.js';
import { advanceDay } from '../../src/session/session.js';
import { DAYS, set } from './act-days.js';

/** The outcome of a run as text, or the error that refuses it. */
function outcomeOf(scenario: Scenario): string {
  try {
    const day = createDay(scenario, scenario.seed);
    advanceDay(day, day.endNs);
    return JSON.stringify([
      summariseDay(day),
      day.market.stocks.map((_, symbol) => volumeShare(day, symbol)),
    ]);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return '';
  }
}

/** Whether a scenario with these settings has another outcome; a refused one has none. */
function isAnotherDay(scenario: Scenario, before: string, ...settings: string[]): boolean {
  let changed: Scenario;
  try {
    changed = applySettings(scenario, settings);
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return false;
  }
  const after = outcomeOf(changed);
  return after !== '' && after !== before;
}

/** A scenario without an optional flag. */
function without(scenario: Scenario, path: string): Scenario {
  const changed = structuredClone(scenario);
  const names = path.split('.');
  const last = names.pop()!;
  const around = names.reduce<unknown>(
    (value, name) => (value as Record<string, unknown>)[name],
    changed,
  ) as Record<string, unknown>;
  delete around[last];
  return changed;
}

/**
 * Fields that describe the file, change only event files, such as the date, or act in a drill, as
 * the rows of a runbook do.
 */
const DESCRIPTIVE =
  /^(?:\$schema|name|title|description|date|excess|reference\..*|findings\..*|runbook\..*)$/;
/** A listed stock's name, which no day reads, and its terms, which `stock-terms.test.ts` tries. */
const TERMS =
  'symbol|sharesOutstanding|easyToBorrow|tickDollars|roundLotShares|previousCloseDollars';
const LISTED = new RegExp(`^universe\\.listed\\.\\*\\.(?:${TERMS})$`);
/** Stocks listed from a place on and profiles over the day: `one-firm` and `profiles` try them. */
const ELSEWHERE = /^(?:universe\.others\.listed\.|risk\.grossExposure\.profile)/;
/** Fields that choose the form of others, and cannot change alone. */
const FORMS = /^(?:flow\.\w[\w-]*\.kind|faults\.\w[\w-]*\.kind|actions\.\w[\w-]*\.(?:do|scope))$/;
/** Names of an act's subject: another name is refused, or gives another act in the log. */
const LAYERS = /^risk\.layers\./;

/** Values of the same kind to try in place of one: some far from it, some near it. */
function othersOf(value: unknown): unknown[] {
  if (typeof value === 'boolean') return [!value];
  if (typeof value === 'number')
    return value > 2000 && value < 2020
      ? [2003, 2005]
      : [0, value * 1000, Math.round(value / 100), value * 2, value / 2, value + 1, 1];
  if (Array.isArray(value)) return [[], value.slice(0, 1), [2], ['trader']];
  const time = /^(\d\d):(\d\d)(.*)$/.exec(String(value));
  if (time !== null)
    return [
      `${time[1]}:${String((Number(time[2]) + 1) % 60).padStart(2, '0')}${time[3]}`,
      '09:30:35',
      '09:29:10',
      '09:28:05',
    ];
  if (/^\d{4}-/.test(String(value))) return ['2012-07-28', '2012-07-31', '2012-07-30'];
  return [
    'off',
    'warn',
    'enforce',
    'override',
    'copied',
    'omitted',
    'stop-and-retry',
    'none',
    'ARCA',
    'EDGA',
    'buy',
    'sell',
    'CO',
    'NOK',
    'breaches',
    'advShare',
    'gross-exposure',
    'net-exposure',
    'round-robin',
    'sizes',
    'look-up-flag',
    'phone',
    'ordinary',
    'another',
  ];
}

type SchemaNode = {
  properties?: Record<string, SchemaNode>;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  oneOf?: SchemaNode[];
  additionalProperties?: SchemaNode | boolean;
  const?: unknown;
};

/** The patterns of all leaves of a schema; an item of several forms is named by its form. */
function patternsOf(node: SchemaNode, path: readonly string[] = []): string[] {
  const forms = [...(node.oneOf ?? []), ...(node.anyOf ?? [])].filter(
    ({ properties }) => properties !== undefined,
  );
  if (forms.length > 0)
    return forms.flatMap((form) => patternsOf(form, [...path.slice(0, -1), formName(form)]));
  if (node.properties !== undefined)
    return Object.entries(node.properties).flatMap(([key, of]) => patternsOf(of, [...path, key]));
  if (node.items?.properties !== undefined || node.items?.oneOf !== undefined)
    return patternsOf(node.items, [...path, '*']);
  return [path.join('.')];
}

const formName = ({ properties = {} }: SchemaNode): string =>
  String((properties.kind ?? properties.do)?.const ?? '*');

/** The leaves of a scenario: the path, its pattern and the value. */
function leavesOf(
  data: unknown,
  path: readonly string[] = [],
  pattern: readonly string[] = [],
): [path: string, pattern: string, value: unknown][] {
  if (data === undefined) return [];
  if (Array.isArray(data) && typeof data[0] === 'object')
    return data.flatMap((item: { kind?: string; do?: string }, n) =>
      leavesOf(item, [...path, String(n)], [...pattern, item.kind ?? item.do ?? '*']),
    );
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    return [[path.join('.'), pattern.join('.'), data]];
  return Object.entries(data).flatMap(([key, of]) =>
    leavesOf(of, [...path, key], [...pattern, key]),
  );
}

/** Fields of catalogue checks, which have a test of their own. */
const anyOf = (rows: readonly { readonly field: string }[]): string =>
  `(?:${rows.map(({ field }) => field).join('|')})`;
const OF_CATALOGUE = new RegExp(
  `^(?:risk\\.${anyOf(CATALOGUE_ROWS)}|operations\\.${anyOf(GUARD_CHECKS)})\\.`,
);
const isExempt = (pattern: string): boolean =>
  [DESCRIPTIVE, LISTED, ELSEWHERE, FORMS, OF_CATALOGUE, LAYERS].some((exempt) =>
    exempt.test(pattern),
  );

test('every field of a scenario changes some day, except descriptive fields', () => {
  const acting = new Set<string>();
  // A field that acts only with a check is tried with that check on.
  const beside = (pattern: string): string[][] => {
    const check = /^risk\.(\w+)\.(?!mode)/.exec(pattern)?.[1];
    return check === undefined ? [[]] : [[], [set(`risk.${check}.mode`, 'enforce')]];
  };
  for (const [about, day] of DAYS) {
    const before = new Map<string, string>();
    for (const [path, pattern, value] of leavesOf(day)) {
      if (acting.has(pattern) || isExempt(pattern) || !about.test(pattern)) continue;
      for (const on of beside(pattern)) {
        const key = on.join();
        if (!before.has(key)) before.set(key, outcomeOf(applySettings(day, on)));
        const isElse = (other: unknown): boolean =>
          isAnotherDay(day, before.get(key)!, ...on, set(path, other));
        const isGone = (): boolean =>
          value === true && isAnotherDay(without(day, path), before.get(key)!, ...on);
        if (othersOf(value).some(isElse) || isGone()) acting.add(pattern);
      }
    }
  }
  const all = [...new Set(patternsOf(scenarioJsonSchema() as SchemaNode))].filter(
    (pattern) => !isExempt(pattern),
  );
  expect(all.filter((pattern) => !acting.has(pattern))).toEqual([]);
  expect(all.length).toBeGreaterThan(120);
}, 900_000);

import { CATALOGUE, CATALOGUE_ROWS, findCheck, GUARD_CHECKS } from '../risk/catalogue/catalogue.js';
import type { LimitChanges, LimitLayers } from '../risk/limits/limits.js';
import { applySettings } from './parse.js';
import type { Scenario } from './schema.js';

/**
 * A control that the matrix switches on in a scenario: its name, its description, and the settings
 * that switch it on.
 */
export interface Control {
  readonly name: string;
  readonly about: string;
  readonly settings: readonly string[];
  /** Whether the short matrix has it. */
  readonly short: boolean;
  /** The check whose first breach means that the control tripped, or the kind of event. */
  readonly trips: { readonly check?: string; readonly event?: string };
  /**
   * The check's field of `risk`, if the control is that check as the scenario or its limits file
   * sets it, in all layers.
   */
  readonly asSet?: string | undefined;
}

/**
 * The controls of the matrix, in order: before the bell, checks of flows, checks of single orders,
 * operation checks, people.
 */
export const CONTROLS: readonly Control[] = [
  {
    name: 'fleet-audit',
    about: 'builds of the fleet compared before the bell',
    settings: ['operations.fleetAudit.mode=enforce'],
    short: true,
    trips: { event: 'audit-stray' },
  },
  {
    name: 'pre-open-alerts',
    about: 'a server with unread alerts does not open',
    settings: ['operations.preOpenAlerts.mode=enforce'],
    short: true,
    trips: { event: 'held-out' },
  },
  {
    name: 'intake-counts',
    about: 'orders that each server took compared with what it was handed, before the bell',
    settings: ['operations.intakeCounts={"mode":"enforce","at":"09:28"}'],
    short: false,
    trips: { event: 'intake-stray' },
  },
  {
    name: 'order-entry',
    about: 'soft limits on orders as they are entered that nobody can click away',
    settings: [],
    short: false,
    trips: { event: 'entry' },
  },
  {
    name: 'basket-notional',
    about: 'a limit on all lines of a basket together, as it is entered',
    settings: [],
    short: false,
    trips: { event: 'basket-blocked' },
  },
  {
    name: 'parent-quantity',
    about: 'orders leaving compared with orders entering',
    settings: ['risk.parentQuantity.mode=enforce'],
    short: true,
    trips: { check: 'parent-quantity' },
  },
  {
    name: 'gross-exposure',
    about: 'working + executed notional of the firm',
    settings: ['risk.grossExposure.mode=enforce'],
    short: true,
    trips: { check: 'gross-exposure' },
  },
  {
    name: 'server-rate',
    about: 'children a second of one server',
    settings: ['risk.serverRate.mode=enforce'],
    short: true,
    trips: { check: 'server-rate' },
  },
  {
    name: 'collar',
    about: 'limit price against the touch, auction orders included',
    settings: ['risk.collar.mode=enforce', 'risk.collar.auctionOrders=true'],
    short: true,
    trips: { check: 'collar' },
  },
  {
    name: 'max-quantity',
    about: 'shares of one child',
    settings: ['risk.maxQuantity.mode=enforce'],
    short: false,
    trips: { check: 'max-quantity' },
  },
  {
    name: 'max-notional',
    about: 'dollars of one child',
    settings: ['risk.maxNotional.mode=enforce'],
    short: false,
    trips: { check: 'max-notional' },
  },
  ...CATALOGUE_ROWS.map(
    ({ name, about, field }): Control => ({
      name,
      about,
      settings: [`risk.${field}.mode=enforce`],
      short: false,
      trips: { check: name },
    }),
  ),
  {
    name: 'canary',
    about: 'the flag on one server first, within limits, then where an audit finds the build',
    settings: ['operations.canary.mode=enforce'],
    short: false,
    trips: { event: 'audit-stray' },
  },
  ...GUARD_CHECKS.map(
    ({ name, about, field }): Control => ({
      name,
      about,
      settings: [`operations.${field}.mode=enforce`],
      short: false,
      trips: { check: name },
    }),
  ),
  {
    name: 'manual-kill',
    about: 'the kill switch at the first call (of 09:34 at Knight)',
    settings: [],
    short: true,
    trips: { event: 'kill' },
  },
];

/**
 * Returns the checks that a scenario sets under `risk`, each with its catalogue name, its field and
 * the control that switches it on.
 */
export function checkControls(): {
  readonly check: string;
  readonly field: string;
  readonly control: Control;
}[] {
  return CATALOGUE.flatMap(({ name, field }) => {
    const control = CONTROLS.find(({ settings }) => settings[0] === `risk.${field}.mode=enforce`);
    return control === undefined ? [] : [{ check: name, field, control }];
  });
}

/**
 * Returns a rank of how long a day runs with a control: longest where venues refuse the firm, then
 * where a check refuses order after order, then where it stops a scope.
 */
export function runWeight({ trips }: Control): number {
  const check = findCheck(trips.check ?? '');
  if (check === undefined) return 1;
  if (check.kind === 'venue') return 4;
  const refuses = check.action === 'reject' || check.action === 'throttle';
  return (refuses ? 2 : 0) + (check.kind === 'aggregate' ? 1 : 0);
}

/**
 * The control that is an action, not a setting: a kill at the scenario's first notice, or at the
 * time of the exchange's call to Knight if there is none.
 */
export const KILL_ON_CALL = { name: 'manual-kill', at: '09:34' } as const;
/** The control of order entry, with its default limits in dollars. */
export const ORDER_ENTRY = {
  name: 'order-entry',
  softDollars: 1_000_000,
  hardDollars: 1_000_000_000,
} as const;

/** The control of baskets at entry, with its default limit in dollars. */
export const BASKET_NOTIONAL = { name: 'basket-notional', basketDollars: 1_000_000_000 } as const;
/** Limits at entry that no order reaches, for a scenario that has none. */
const NO_ENTRY = { softDollars: 100e9, hardDollars: 100e9 } as const;

/** Returns the settings that switch on some controls in a scenario. */
export function controlSettings(scenario: Scenario, controls: readonly Control[]): string[] {
  const settings = controls.flatMap((control) => [...control.settings]);
  const has = (name: string): boolean => controls.some((control) => control.name === name);
  if (has(KILL_ON_CALL.name)) {
    const at = scenario.actions.find((action) => action.do === 'notice')?.at ?? KILL_ON_CALL.at;
    settings.push(
      `actions=${JSON.stringify([...scenario.actions, { at, do: 'kill', scope: 'firm' }])}`,
    );
  }
  const ofOrder = has(ORDER_ENTRY.name);
  const ofBasket = has(BASKET_NOTIONAL.name);
  if (ofOrder || ofBasket) {
    const { softDollars, hardDollars } = scenario.entry ?? (ofOrder ? ORDER_ENTRY : NO_ENTRY);
    const { basketDollars } = { ...BASKET_NOTIONAL, ...scenario.entry };
    const entry = { mode: ofOrder ? 'enforce' : 'override', softDollars, hardDollars };
    settings.push(`entry=${JSON.stringify(ofBasket ? { ...entry, basketDollars } : entry)}`);
  }
  return settings;
}

/**
 * Returns a scenario with every check off, including those of a limits file. The values stay, for a
 * control that is switched on later.
 */
export function withoutControls(scenario: Scenario): Scenario {
  const { layers: _, ...risk } = scenario.risk;
  return {
    ...scenario,
    risk: switchedOff(risk),
    operations: switchedOff(scenario.operations),
    ...(scenario.entry === undefined ? {} : { entry: entryWithout(scenario.entry) }),
  };
}

/** Limits at entry that a person can click away, without one on a basket. */
function entryWithout({ softDollars, hardDollars }: NonNullable<Scenario['entry']>) {
  return { mode: 'override', softDollars, hardDollars } as const;
}

function switchedOff<T extends object>(group: T): T {
  const off = (value: unknown): unknown =>
    typeof value === 'object' && value !== null && 'mode' in value
      ? { ...value, mode: 'off' }
      : value;
  return Object.fromEntries(Object.entries(group).map(([name, value]) => [name, off(value)])) as T;
}

/** A scenario in which these controls act, and no other. */
export function withControls(scenario: Scenario, controls: readonly Control[]): Scenario {
  const bare = withoutControls(scenario);
  const fields = controls.flatMap(({ asSet }) => (asSet === undefined ? [] : [asSet]));
  const risk =
    fields.length === 0 ? bare.risk : { ...bare.risk, ...onlyFields(scenario.risk, fields) };
  const layers = fields.length === 0 ? undefined : onlyLayers(scenario.risk.layers, fields);
  const restored = { ...bare, risk: layers === undefined ? risk : { ...risk, layers } } as Scenario;
  return applySettings(restored, controlSettings(scenario, controls));
}

function onlyFields(group: object, fields: readonly string[]): object {
  return Object.fromEntries(Object.entries(group).filter(([field]) => fields.includes(field)));
}

function onlyLayers(
  layers: LimitLayers | undefined,
  fields: readonly string[],
): LimitLayers | undefined {
  if (layers === undefined) return undefined;
  const groups = Object.entries(
    layers as Record<string, Record<string, LimitChanges> | undefined>,
  ).map(([group, named]) => {
    const kept = Object.entries(named ?? {}).map(
      ([name, changes]) => [name, onlyFields(changes, fields)] as const,
    );
    return [
      group,
      Object.fromEntries(kept.filter(([, changes]) => Object.keys(changes).length > 0)),
    ] as const;
  });
  const some = groups.filter(([, named]) => Object.keys(named).length > 0);
  return some.length === 0 ? undefined : Object.fromEntries(some);
}

import { generateFlow } from '../../flow/generated.js';
import { generateUniverse, type Stock } from '../../market/universe.js';
import type { OrderFlow } from '../../orders/flow.js';
import { flagOf } from './set-up-guards.js';
import type { DaySpec } from './spec.js';

/** What a day draws before it begins and never changes: its stocks and its generated orders. */
export interface DayInputs {
  readonly stocks: readonly Stock[];
  readonly flow: OrderFlow;
}

export function drawInputs(spec: DaySpec, seed: number): DayInputs {
  const stocks = generateUniverse(spec.universe, seed);
  const volumes = stocks.map(({ advShares }) => advShares);
  return { stocks, flow: generateFlow(spec.flow, flagOf(spec), seed, volumes) };
}

/** Days of which the inputs are kept: those of a matrix are of a bad day and a normal one. */
const KEPT_MAX = 2;

/** Returns a `drawInputs` that keeps the last inputs for days that draw the same again. */
export function keepInputs(): typeof drawInputs {
  const kept: { readonly key: string; readonly inputs: DayInputs }[] = [];
  return (spec, seed) => {
    const key = JSON.stringify([seed, flagOf(spec), spec.universe, spec.flow]);
    const found = kept.find((entry) => entry.key === key);
    if (found !== undefined) return found.inputs;
    const inputs = drawInputs(spec, seed);
    kept.unshift({ key, inputs });
    kept.splice(KEPT_MAX);
    return inputs;
  };
}

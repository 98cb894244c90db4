import { InputError } from '../base/input-error.js';

/** Checks of a fleet's fields. Each throws an InputError with field, value and reason. */

export function within(field: string, value: number, low: number, high: number): void {
  if (!(Number.isInteger(value) && value >= low && value <= high))
    refuse(field, value, `a whole number from ${low} to ${high}`);
}

export function atLeast(field: string, value: number, low: number): void {
  if (!(value >= low && value < Number.POSITIVE_INFINITY))
    refuse(field, value, `a number from ${low} on`);
}

export function powerOfTwo(field: string, value: number, low: number, high: number): void {
  within(field, value, low, high);
  if (!Number.isInteger(Math.log2(value))) refuse(field, value, 'a power of two');
}

export function refuse(field: string, value: unknown, wanted: string): never {
  throw new InputError(`fleet.${field}: ${wanted} expected, was ${String(value)}`);
}

/** By case, which of the spoiled values are taken: values in range, names that are the caller's own, and what a function ignores. */
export const ACCEPTED: Readonly<Record<string, readonly string[]>> = {};

/** Exports that no case calls, each with the reason. */
export const OPEN: Readonly<Record<string, string>> = {};

/**
 * The share of their random sequences that the gate's twins run: all, except for mutants, which are
 * found early or not at all.
 */
export const TWIN_SHARE = Number(process.env.SMARS_TWIN_SHARE ?? 1);

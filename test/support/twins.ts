/**
 * Which share of their random sequences the twins of the gate are put to: all of them, but for
 * mutants, which are found early or not at all.
 */
export const TWIN_SHARE = Number(process.env.SMARS_TWIN_SHARE ?? 1);

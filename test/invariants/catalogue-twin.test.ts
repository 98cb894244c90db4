import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CATALOGUE_ROWS } from '../../src/risk/catalogue/catalogue.js';
import { anyLimits, type Limits, layeredLimits } from '../risk/drawn-limits.js';
import { DRAWS_SHARE, draws } from '../support/draws.js';
import { Beside } from './beside.js';
import { anyCommand } from './beside-commands.js';

/**
 * Numbers of sets of limits, and of sequences of commands under each: many short ones, and one long
 * one for slow effects.
 */
const LIMITS = draws(1000);
const SEQUENCES = 115;
const LAYERED_LIMITS = draws(400);
const LAYERED_SEQUENCES = 20;
const COMMANDS = 10;
const COMMANDS_LONG = 90;
const TIMEOUT_MS = 900_000;
const sequence = (maxCommands: number) => fc.commands([anyCommand], { maxCommands, size: 'max' });

/**
 * Plays sequences of commands under drawn sets of limits; returns the verdicts given, and how much
 * was played.
 */
function playBeside(anySet: fc.Arbitrary<Limits>, numRuns: number, sequencesOfEach: number) {
  const verdicts = new Map<string, number>();
  let sequences = 0;
  let commands = 0;
  const days = fc.array(sequence(COMMANDS), {
    minLength: sequencesOfEach,
    maxLength: sequencesOfEach,
    size: 'max',
  });
  fc.assert(
    fc.property(anySet, days, sequence(COMMANDS_LONG), (limits, short, long) => {
      const beside = new Beside(limits, verdicts);
      for (const one of [...short, long]) {
        beside.ringBell();
        fc.modelRun(() => ({ model: beside, real: beside }), one);
        beside.compare();
        if (beside.commands > 0) sequences++;
        commands += beside.commands;
      }
    }),
    { seed: 20120801, numRuns },
  );
  return { verdicts: [...verdicts.keys()].sort(), sequences, commands };
}

const CHECKS = CATALOGUE_ROWS.map(({ name }) => name as string).filter(
  (name) => name !== 'unmatched-account' && name !== 'loss-limit',
);
const EVERY_VERDICT = [
  'admitted',
  'killed',
  'halted',
  'reducing',
  'max-quantity',
  'max-notional',
  'collar',
  ...CHECKS,
].sort();

test(
  'the second pass equals its plain twin over 100,000 sequences of commands',
  () => {
    const { verdicts, sequences, commands } = playBeside(anyLimits, LIMITS, SEQUENCES);
    if (DRAWS_SHARE < 1) return;
    expect(sequences).toBeGreaterThanOrEqual(100_000);
    expect(commands).toBeGreaterThanOrEqual(500_000);
    expect(verdicts).toEqual(EVERY_VERDICT);
  },
  TIMEOUT_MS,
);

test(
  'the second pass equals its plain twin with layered limits',
  () => {
    const { verdicts } = playBeside(layeredLimits, LAYERED_LIMITS, LAYERED_SEQUENCES);
    if (DRAWS_SHARE < 1) return;
    expect(verdicts).toEqual([...EVERY_VERDICT, 'parent-quantity'].sort());
  },
  TIMEOUT_MS,
);

import { BookPhase } from '../market/book/codes.js';
import type { VenueSettings } from './settings.js';

/** A time at which books stop or go on. */
export interface ScheduledPhase {
  /** Ms since 1970. */
  readonly atMs: number;
  /** A code of `BookPhase`. */
  readonly phase: number;
  /** Undefined for all books. */
  readonly symbol: string | undefined;
}

export const phaseOf = (kind: 'halt' | 'auction'): number =>
  kind === 'halt' ? BookPhase.HALTED : BookPhase.AUCTION;

/** When books stop and go on, by time. */
export function scheduleOf(
  { openingSeconds, halts }: VenueSettings,
  startMs: number,
): ScheduledPhase[] {
  const at = (seconds: number, phase: number, symbol?: string) => ({
    atMs: startMs + seconds * 1000,
    phase,
    symbol,
  });
  const opening = openingSeconds > 0 ? [at(openingSeconds, BookPhase.CONTINUOUS)] : [];
  const stops = halts.flatMap(({ atSeconds, forSeconds, symbol, kind }) => [
    at(atSeconds, phaseOf(kind), symbol),
    at(atSeconds + forSeconds, BookPhase.CONTINUOUS, symbol),
  ]);
  return [...opening, ...stops].sort((a, b) => a.atMs - b.atMs);
}

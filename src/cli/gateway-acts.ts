import { InputError, suggest } from '../base/input-error.js';
import type { FleetSpec } from '../fleet/spec.js';
import type { ScopeAct } from '../risk/stops/acts.js';
import type { NamedScope } from '../risk/stops/scope-forms.js';
import { parseScope } from './scope-text.js';

/** An act that was typed. */
export interface GatewayAct {
  readonly act: ScopeAct;
  readonly scope: NamedScope;
  /** The scope as it was typed; `firm` where none was. */
  readonly text: string;
}

/** The acts by the words that are typed for them. */
const TYPED = { kill: 'kill', halt: 'halt', reduce: 'reduce', rearm: 're-arm' } as const;
const WORDS = [...Object.keys(TYPED), 'quit'];

/** Parses `kill`, `halt account:DESK-A`, `rearm server:8` … Throws an InputError for other text. */
export function parseAct(
  line: string,
  fleet: Pick<FleetSpec, 'servers' | 'universe' | 'seed'>,
): GatewayAct {
  const [word = '', ...rest] = line.trim().split(/\s+/);
  const text = rest.join(' ') || 'firm';
  const act = Object.hasOwn(TYPED, word) ? TYPED[word as keyof typeof TYPED] : undefined;
  if (act === undefined)
    throw new InputError(
      `'${line.trim()}': type kill, halt, reduce or rearm, each of the firm or of a scope such ` +
        `as server:1, symbol:GT or account:A, or quit; ${suggest(word, WORDS)}`,
    );
  return { act, scope: parseScope(text, fleet, word), text };
}

const DONE = {
  kill: 'killed',
  halt: 'halted',
  reduce: 'reduce-only',
  're-arm': 're-armed',
} as const;

/** An act that all servers have acknowledged, as a line. */
export const describeAct = ({ act, text }: GatewayAct): string => `${DONE[act]} ${text}\n`;

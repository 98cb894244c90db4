import { InputError, suggest } from '../base/input-error.js';

/** The phases of a load on a target, one after the other. */

/** Shares of orders, cancels and replaces, in per cent: together 100. */
interface MessageMix {
  readonly order: number;
  readonly cancel: number;
  readonly replace: number;
}

export type LoadPhase =
  /** Messages at the rate of the load. */
  | { readonly kind: 'flow'; readonly seconds: number; readonly mix: MessageMix }
  /** So many orders, all due at once. */
  | { readonly kind: 'burst'; readonly orders: number }
  /** Cancels, or replaces, of all orders of the last burst or flow that are planned to be open. */
  | { readonly kind: 'cancel' | 'replace' }
  /** A mass cancel of the first session. */
  | { readonly kind: 'kill' }
  /** The connections of all sessions are cut, and stay so: always the last. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'pause'; readonly seconds: number };

export const ORDERS_ALONE: MessageMix = { order: 100, cancel: 0, replace: 0 };

const MIX_KINDS = ['order', 'cancel', 'replace'] as const;
const PHASE_KINDS = ['flow', 'burst', 'cancel', 'replace', 'kill', 'drop', 'pause'] as const;
const PHASES_MAX = 100;
const SECONDS_MAX = 3600;
const BURST_MAX = 1_000_000;

/** Parses `order=70,cancel=20,replace=10`. Throws an InputError for what is not 100 together. */
export function parseMix(text: string): MessageMix {
  const mix = { order: 0, cancel: 0, replace: 0 };
  const seen = new Set<string>();
  for (const part of text.split(',')) {
    const [, name = part, number = ''] = /^\s*([a-z]+)=(\d+(?:\.\d+)?)%?\s*$/.exec(part) ?? [];
    const kind = MIX_KINDS.find((each) => each === name);
    if (kind === undefined || number === '' || seen.has(name))
      throw new InputError(
        `--mix '${text}': '${part.trim()}' is no part of it; must be such as ` +
          `order=70,cancel=20,replace=10; ${suggest(name, MIX_KINDS)}`,
      );
    seen.add(name);
    mix[kind] = Number(number);
  }
  const sum = mix.order + mix.cancel + mix.replace;
  if (Math.abs(sum - 100) > 1e-9)
    throw new InputError(`--mix '${text}': is ${sum} % together; must be 100 %`);
  if (mix.order === 0)
    throw new InputError(`--mix '${text}': has no orders; cancels and replaces need some`);
  return mix;
}

/**
 * Parses `burst=1000,pause=1s,replace,cancel,flow=10s,kill`. A flow has the mix. Throws an
 * InputError that names the wrong phase.
 */
export function parsePhases(text: string, mix: MessageMix): LoadPhase[] {
  const parts = text.split(',').map((part) => part.trim());
  const refuse = (part: string, reason: string): never => {
    throw new InputError(`--phases '${text}': '${part}': ${reason}`);
  };
  if (parts.length > PHASES_MAX) refuse(parts[PHASES_MAX]!, `at most ${PHASES_MAX} phases`);
  const phases = parts.map((part): LoadPhase => {
    const [, name = part, value] = /^([a-z]+)(?:=(.*))?$/.exec(part) ?? [];
    const kind = PHASE_KINDS.find((each) => each === name);
    switch (kind) {
      case 'flow':
      case 'pause': {
        const seconds = readSeconds(value ?? '');
        if (!(seconds > 0 && seconds <= SECONDS_MAX))
          refuse(part, `must be ${kind}=TIME up to ${SECONDS_MAX}s, such as ${kind}=500ms`);
        return kind === 'flow' ? { kind, seconds, mix } : { kind, seconds };
      }
      case 'burst': {
        const orders = /^\d{1,7}$/.test(value ?? '') ? Number(value) : 0;
        if (orders < 1 || orders > BURST_MAX)
          refuse(part, 'must be burst=ORDERS up to 1,000,000, such as burst=500');
        return { kind, orders };
      }
      case 'cancel':
      case 'replace':
      case 'kill':
      case 'drop':
        if (value !== undefined) refuse(part, `${kind} has no value`);
        return { kind };
      default:
        return refuse(part, `is no phase; ${suggest(name, PHASE_KINDS)}`);
    }
  });
  const first = phases.findIndex(({ kind }) => kind === 'flow' || kind === 'burst');
  const change = phases.findIndex(({ kind }) => kind === 'cancel' || kind === 'replace');
  if (first < 0) refuse(parts[0]!, 'there is no flow and no burst, so nothing would be ordered');
  if (change >= 0 && change < first) refuse(parts[change]!, 'comes before any order');
  const drop = phases.findIndex(({ kind }) => kind === 'drop');
  if (drop >= 0 && drop < phases.length - 1)
    refuse(parts[drop]!, 'must be the last phase: nothing is sent once the lines are cut');
  return phases;
}

function readSeconds(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(ms|s|m)?$/.exec(text) ?? [];
  return Number(number ?? Number.NaN) * (unit === 'ms' ? 0.001 : unit === 'm' ? 60 : 1);
}

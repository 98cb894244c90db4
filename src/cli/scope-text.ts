import { InputError, suggest } from '../base/input-error.js';
import { BEHAVIOUR_NAMES } from '../deployment/builds.js';
import type { FleetSpec } from '../fleet/spec.js';
import { symbolsOf } from '../market/universe.js';
import type { NamedScope } from '../risk/stops/scope-forms.js';

/**
 * Parses `firm`, `server:8`, `symbol:GT`, `account:CLIENT-A`, `behaviour:power-peg`, `flag:0` or
 * `parent:17`. The fleet knows the accounts. Messages begin with `place`.
 */
export function parseScope(
  text: string,
  fleet: Pick<FleetSpec, 'servers' | 'universe' | 'seed'>,
  place: string,
): NamedScope {
  const [kind = '', ...rest] = text.split(':');
  const name = rest.join(':');
  const refuse = (wanted: string): never => {
    throw new InputError(`${place} '${text}': ${wanted}`);
  };
  const whole = (low: number, high: number): number =>
    /^\d+$/.test(name) && Number(name) >= low && Number(name) <= high
      ? Number(name)
      : refuse(`'${name}' must be a whole number from ${low} to ${high}`);
  switch (kind) {
    case 'firm':
      return name === '' ? { kind } : refuse('firm takes no name');
    case 'server':
      return { kind, server: whole(1, fleet.servers) };
    case 'flag':
      return { kind, bit: whole(0, 7) };
    case 'parent':
      return { kind, order: whole(0, 2 ** 31 - 1) };
    case 'account':
      return name === '' ? refuse('account takes a name') : { kind, account: name };
    case 'behaviour':
      return BEHAVIOUR_NAMES.includes(name)
        ? { kind, behaviour: name }
        : refuse(`'${name}' is not a behaviour; ${suggest(name, BEHAVIOUR_NAMES)}`);
    case 'symbol': {
      const symbols = symbolsOf(fleet);
      return symbols.includes(name)
        ? { kind, symbol: name }
        : refuse(`'${name}' is not a stock of the profile; ${suggest(name, symbols.slice(0, 20))}`);
    }
    default:
      return refuse(
        'must be firm, server:N, symbol:NAME, account:NAME, behaviour:NAME, flag:BIT or parent:ID',
      );
  }
}

import { InputError } from '../base/input-error.js';

/** Where somebody's own order-entry gateway listens: the target of a load or of a probe. */
export interface TargetPlace {
  readonly host: string;
  readonly port: number;
  /** `fixs://`: FIX over TLS. */
  readonly isTls: boolean;
}

const PORT_MAX = 65_535;

/**
 * Parses `fix://HOST:PORT` or `fixs://HOST:PORT`, with IPv6 hosts in brackets. `source` is the flag
 * or the field, for the InputError. A URL with a name or a password is refused: command lines are
 * seen by others.
 */
export function parseTarget(source: string, text: string): TargetPlace {
  const [, scheme, user, bracketed, plain, port = '', rest] =
    /^(fixs?):\/\/(?:([^@/]*)@)?(?:\[([0-9a-fA-F:.]+)\]|([^:[\]/@\s]+)):(\d{1,5})(\/.*)?$/.exec(
      text,
    ) ?? [];
  if (user !== undefined)
    throw new InputError(
      `${source}: a target has no name and no password; other users of the machine would see ` +
        'them. Sessions have them in a file',
    );
  const number = Number(port);
  if (scheme === undefined || number < 1 || number > PORT_MAX || (rest ?? '/') !== '/')
    throw new InputError(
      `${source} is '${text}'; must be fix://HOST:PORT, or fixs://HOST:PORT for TLS, such as ` +
        'fix://127.0.0.1:9876',
    );
  return { host: (bracketed ?? plain)!, port: number, isTls: scheme === 'fixs' };
}

/** A target as its URL. */
export function showTarget({ host, port, isTls }: TargetPlace): string {
  return `${isTls ? 'fixs' : 'fix'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

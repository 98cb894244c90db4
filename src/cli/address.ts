import { InputError } from '../base/input-error.js';

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** The host that everything listens on by default: this machine alone. */
export const LOOPBACK = '127.0.0.1';

/**
 * Parses HOST:PORT, [IPV6]:PORT, :PORT or PORT; without a host it is this machine alone. An
 * InputError names `flag`, and `example` as a port.
 */
export function parseAddress(flag: string, text: string, example: number): Address {
  const [, bracketed, plain, port = ''] =
    /^(?:(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s]*)):)?(\d{1,5})$/.exec(text) ?? [];
  if (port === '' || Number(port) > 65_535)
    throw new InputError(
      `--${flag} '${text}': must be HOST:PORT, such as ${LOOPBACK}:${example}, ` +
        'with a port up to 65535',
    );
  return { host: bracketed || plain || LOOPBACK, port: Number(port) };
}

/** An address as part of a URL. */
export function showAddress({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

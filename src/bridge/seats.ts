import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ROLES, type Role } from '../risk/stops/authority.js';

/** A place at the bridge: who sits there, and the secrets of its page. */
export interface Seat {
  /** Also the first part of its URL. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly isTrainer: boolean;
  /** In the fragment of the URL, which no request carries. */
  readonly token: string;
  /** In the cookie that the token is exchanged for. */
  readonly secret: string;
}

const SECRET_BYTES = 24;
const newSecret = (): string => randomBytes(SECRET_BYTES).toString('base64url');

/** The seats of several at one bridge, and the roles of each. */
const BRIDGE_SEATS: readonly (readonly [name: string, roles: readonly Role[]])[] = [
  ['desk', ['trader']],
  ['operations', ['operations']],
  ['risk-officer', ['risk-officer']],
  ['exchange-liaison', ['compliance', 'supervisor']],
];

/**
 * The seats of a drill: one trainee with everybody's rights, or one for each role; and a trainer,
 * who may ask for nothing, sees what is true, and moves the clock.
 */
export function openSeats({ roles = false, trainer = false } = {}): Seat[] {
  const trainees = roles ? BRIDGE_SEATS : [['bridge', ROLES] as const];
  const seat = (name: string, has: readonly Role[], isTrainer: boolean): Seat => ({
    name,
    roles: has,
    isTrainer,
    token: newSecret(),
    secret: newSecret(),
  });
  return [
    ...trainees.map(([name, has]) => seat(name, has, false)),
    ...(trainer ? [seat('trainer', [], true)] : []),
  ];
}

/** Compares secrets in a time that does not depend on where they differ. */
export function isSecret(given: string, secret: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const COOKIE = 'smars_drill';

/** The header that gives a browser the cookie of a seat. No script can read it. */
export const cookieOf = ({ name, secret }: Seat): string =>
  `${COOKIE}=${secret}; Path=/${name}/; HttpOnly; SameSite=Strict`;

/** Whether a request has the cookie of a seat. */
export function hasCookie({ headers }: IncomingMessage, { secret }: Seat): boolean {
  const cookies = (headers.cookie ?? '').split(';').map((one) => one.trim());
  return cookies.some(
    (one) => one.startsWith(`${COOKIE}=`) && isSecret(one.slice(COOKIE.length + 1), secret),
  );
}

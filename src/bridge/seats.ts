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

/** The seat of one trainee, who has everybody's rights and may pause. */
export function openSeats(): Seat[] {
  return [
    { name: 'bridge', roles: ROLES, isTrainer: false, token: newSecret(), secret: newSecret() },
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

import { InputError } from '../base/input-error.js';
import type { FixVersion } from '../fix/tables.js';
import { showTarget, type TargetPlace } from './place.js';
import type { TargetSettings } from './settings.js';

/**
 * What keeps a load from reaching somebody else's gateway, and a market. A generator of orders is a
 * loaded gun: it aims at this machine alone, unless its user names another host as their own; it
 * goes on only with a counterparty that says that it is a test system; it ends by itself.
 */

/** What the user has said of the target. */
export interface TargetConsent {
  /** The host that the user says is theirs; needed for any that is not this machine. */
  readonly mine: string | undefined;
  /** Whether a counterparty may be loaded that does not say that it is a test system. */
  readonly acceptsUnmarked: boolean;
}

/** The most that one load or one probe sends, and how long it lasts. */
export const TARGET_CAPS: { readonly messages: number; readonly seconds: number } = {
  /** Orders, cancels and replaces together. */
  messages: 10_000_000,
  seconds: 3600,
};

const IPV4_LOOPBACK = /^(?:::ffff:)?127(?:\.\d{1,3}){3}$/i;

/** Whether an IP address is this machine's own. */
const isLoopback = (address: string): boolean =>
  address === '::1' || address === '0:0:0:0:0:0:0:1' || IPV4_LOOPBACK.test(address);

/** Throws an InputError for a host that is neither this machine nor named as the user's own. */
export function checkTargetHost(place: TargetPlace, { mine }: TargetConsent): void {
  const { host } = place;
  if (mine !== undefined && mine.toLowerCase() !== host.toLowerCase())
    throw new InputError(
      `--target-is-mine is '${mine}', and the target is ${showTarget(place)}; it must be its host`,
    );
  if (mine !== undefined || isLoopback(host) || host.toLowerCase() === 'localhost') return;
  throw new InputError(
    `--target: ${host} is not this machine. If the gateway is your own test system, say ` +
      `--target-is-mine ${host}`,
  );
}

/**
 * Throws an InputError when a connection has ended at another machine, although its host was not
 * named as the user's own: `localhost` is what the resolver says it is.
 */
export function checkTargetAddress(
  place: TargetPlace,
  address: string | undefined,
  { mine }: TargetConsent,
): void {
  if (mine !== undefined || (address !== undefined && isLoopback(address))) return;
  throw new InputError(
    `--target: ${place.host} is ${address ?? 'nowhere'}, which is not this machine; nothing was ` +
      'sent',
  );
}

/**
 * Throws an InputError when the counterparty's Logon has no TestMessageIndicator (464=Y), and the
 * user has not said that this is all right. The Logon of FIX 4.2 has no such field.
 */
export function checkTargetIsTest(
  place: TargetPlace,
  version: FixVersion,
  isMarked: boolean,
  { acceptsUnmarked }: TargetConsent,
): void {
  if (version === '4.2' || isMarked || acceptsUnmarked) return;
  throw new InputError(
    `${showTarget(place)} does not say in its Logon that it is a test system (464=Y); no order ` +
      'was sent. If it is one, say --target-unmarked',
  );
}

/** Throws an InputError for a load of no messages, of more, or for longer, than the caps. */
export function checkTargetAmount(messages: number, seconds: number): void {
  if (messages === 0)
    throw new InputError(
      `--target: no message is due in ${seconds} s; the load needs a higher rate or more time`,
    );
  if (messages > TARGET_CAPS.messages)
    throw new InputError(
      `--target: ${messages.toLocaleString('en-US')} messages are due; a load on a target sends ` +
        `at most ${TARGET_CAPS.messages.toLocaleString('en-US')}`,
    );
  if (seconds > TARGET_CAPS.seconds)
    throw new InputError(
      `--target: lasts ${seconds} s; a load on a target lasts at most ${TARGET_CAPS.seconds} s`,
    );
}

/** Who will be loaded, as who: to be said before anything is sent. */
export function describeTarget(
  place: TargetPlace,
  { targetCompId, version, sessions }: TargetSettings,
): string {
  const senders = sessions.map(({ senderCompId }) => senderCompId);
  const who =
    senders.length <= 3 ? senders.join(', ') : `${senders[0]} and ${senders.length - 1} others`;
  return `${showTarget(place)}, which is ${targetCompId}, over FIX ${version} as ${who}`;
}

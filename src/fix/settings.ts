import {
  demand,
  fields,
  list,
  numeric,
  oneOf,
  optional,
  simple,
  truth,
  whole,
} from '../base/forms.js';
import { InputError } from '../base/input-error.js';
import { dictionaryOf } from './dictionary.js';
import type { SessionStore } from './store.js';
import type { FixVersion } from './tables.js';
import { isAdministrative, typeCode, typeText } from './tags.js';
import { CUSTOM_TAG_MIN } from './validate.js';

/** What both sides of a session have agreed, and what this side bears. */
export interface SessionSettings {
  readonly version: FixVersion;
  /** An initiator sends the first Logon; an acceptor waits for it. */
  readonly role: 'acceptor' | 'initiator';
  /** The name of this side: its SenderCompID (49). */
  readonly senderCompId: string;
  /** The name of the other side: its SenderCompID. */
  readonly targetCompId: string;
  /** HeartBtInt (108) that an initiator asks for, by default 30 s. An acceptor takes the peer's. */
  readonly heartbeatSeconds?: number | undefined;
  /**
   * Begins both sequence numbers at 1 with each Logon. An initiator asks for it with 141=Y. Needed
   * with a store that does not outlive the process. By default false.
   */
  readonly resetOnLogon?: boolean | undefined;
  /** How far SendingTime (52) may be off, by default 120 s. */
  readonly accuracySeconds?: number | undefined;
  /** The most messages that one ResendRequest asks for; 0, the default, asks for all. */
  readonly resendChunk?: number | undefined;
  /** Tells the expected number in the Logon (789), which replaces ResendRequests; 4.4 only. */
  readonly nextExpected?: boolean | undefined;
  /** How long a Logon may take, by default 10 s. */
  readonly logonSeconds?: number | undefined;
  /** How long the answer to a Logout may take, by default 10 s. */
  readonly logoutSeconds?: number | undefined;
  /** How long a hole in the peer's numbers may stay without progress, by default 60 s. */
  readonly resendSeconds?: number | undefined;
  /** The most messages that are kept above a hole, by default 4096. */
  readonly keptMax?: number | undefined;
  /** The longest message, by default 65,536 bytes. */
  readonly messageBytesMax?: number | undefined;
  /** Tags from 5000 on that messages may have. By default any. */
  readonly customTags?: readonly number[] | undefined;
  /** Message types that are delivered. By default all that the dictionary has a table for. */
  readonly served?: readonly string[] | undefined;
  /** Username (553) and Password (554), 4.4 only: sent by an initiator, demanded by an acceptor. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** Marks this side as a test system in its Logon (464=Y), 4.4 only. */
  readonly testIndicator?: boolean | undefined;
}

/** The settings with all defaults. */
export interface FullSettings {
  readonly version: FixVersion;
  readonly role: 'acceptor' | 'initiator';
  readonly senderCompId: string;
  readonly targetCompId: string;
  readonly heartbeatSeconds: number;
  readonly resetOnLogon: boolean;
  readonly accuracySeconds: number;
  readonly resendChunk: number;
  readonly nextExpected: boolean;
  readonly logonSeconds: number;
  readonly logoutSeconds: number;
  readonly resendSeconds: number;
  readonly keptMax: number;
  readonly messageBytesMax: number;
  readonly customTags: readonly number[] | undefined;
  readonly served: ReadonlySet<number>;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly testIndicator: boolean;
}

const SECONDS_MAX = 86_400;

/** A value of a text field: printable, so that it neither ends the field nor spoils a log. */
const value = simple(
  (text) => typeof text === 'string' && /^[\x20-\x7e]{1,64}$/.test(text),
  'a text of 1 to 64 printable ASCII characters',
);

/** The form of settings. */
const sessionForm = fields({
  version: oneOf(['4.2', '4.4']),
  role: oneOf(['acceptor', 'initiator']),
  senderCompId: value,
  targetCompId: value,
  heartbeatSeconds: optional(whole(0, SECONDS_MAX)),
  resetOnLogon: optional(truth),
  accuracySeconds: optional(numeric(0.001, 1e9)),
  resendChunk: optional(whole(0, 1_000_000)),
  nextExpected: optional(truth),
  logonSeconds: optional(numeric(0.001, SECONDS_MAX)),
  logoutSeconds: optional(numeric(0.001, SECONDS_MAX)),
  resendSeconds: optional(numeric(0.001, SECONDS_MAX)),
  keptMax: optional(whole(0, 1_000_000)),
  messageBytesMax: optional(whole(256, 16_777_216)),
  customTags: optional(list(whole(CUSTOM_TAG_MIN, 999_999_999), 0, 1000)),
  served: optional(list(value, 0, 100)),
  username: optional(value),
  password: optional(value),
  testIndicator: optional(truth),
});

/** Fields of the Logon that FIX 4.2 does not have. */
const ONLY_44 = ['nextExpected', 'username', 'password', 'testIndicator'] as const;

/** Checks settings and fills the defaults in. Throws an InputError that names place and reason. */
export function fullSettings(settings: SessionSettings, store: SessionStore): FullSettings {
  demand(sessionForm, settings, 'session');
  for (const name of ONLY_44)
    if (settings.version === '4.2' && settings[name] !== undefined && settings[name] !== false)
      throw new InputError(
        `session: ${name}: needs version 4.4; the Logon of 4.2 has no field for it`,
      );
  if (settings.senderCompId === settings.targetCompId)
    throw new InputError(
      `session: targetCompId: is '${settings.targetCompId}', as senderCompId is; ` +
        'two sides have two names',
    );
  if (!store.isDurable && settings.resetOnLogon !== true)
    throw new InputError(
      'session: resetOnLogon: must be true with a store in memory: after a restart its numbers ' +
        'begin at 1 and the peer’s go on; or give the session a store in a file',
    );
  return {
    ...settings,
    heartbeatSeconds: settings.heartbeatSeconds ?? 30,
    resetOnLogon: settings.resetOnLogon ?? false,
    accuracySeconds: settings.accuracySeconds ?? 120,
    resendChunk: settings.resendChunk ?? 0,
    nextExpected: settings.nextExpected ?? false,
    logonSeconds: settings.logonSeconds ?? 10,
    logoutSeconds: settings.logoutSeconds ?? 10,
    resendSeconds: settings.resendSeconds ?? 60,
    keptMax: settings.keptMax ?? 4096,
    messageBytesMax: settings.messageBytesMax ?? 65_536,
    customTags: settings.customTags,
    served: servedTypes(settings),
    username: settings.username,
    password: settings.password,
    testIndicator: settings.testIndicator ?? false,
  };
}

function servedTypes({ version, served }: SessionSettings): ReadonlySet<number> {
  const known = [...dictionaryOf(version).messages.keys()].filter(
    (type) => !isAdministrative(type),
  );
  if (served === undefined) return new Set(known);
  for (const [index, type] of served.entries()) {
    if (known.includes(typeCode(type)) && type.length <= 2) continue;
    throw new InputError(
      `session: served.${index}: is '${type}'; FIX ${version} messages that can be served are ` +
        known.map(typeText).join(', '),
    );
  }
  return new Set(served.map(typeCode));
}

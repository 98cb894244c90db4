import { InputError } from '../base/input-error.js';
import type { EntrySession, EntrySessions } from '../order-entry/sessions.js';
import { type Address, LOOPBACK, parseAddress } from './address.js';
import { type Flag, type FlagValues, textFlag } from './command.js';
import { readText } from './file-text.js';

/** Where FIX clients connect: the flags of all commands that accept sessions. */

/** The flags of a command whose acceptor listens on this port by default. */
export function listenFlags(port: number): Readonly<Record<string, Flag>> {
  return {
    listen: {
      type: 'string',
      value: 'HOST:PORT',
      about: `where clients connect (default ${LOOPBACK}:${port}; port 0 takes any free one)`,
    },
    'tls-cert': { type: 'string', value: 'FILE', about: 'certificate (PEM): sessions use TLS' },
    'tls-key': { type: 'string', value: 'FILE', about: 'with --tls-cert: its key (PEM)' },
  };
}

/** What the flags say: host, port, certificate and key. */
interface ListenPlace extends Address {
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

/** Reads the flags. Throws an InputError for a wrong place, and for half a certificate. */
export function readListen(flags: FlagValues, defaultPort: number): ListenPlace {
  const text = textFlag(flags, 'listen') ?? `${defaultPort}`;
  return { ...parseAddress('listen', text, defaultPort), tls: readTls(flags) };
}

function readTls(flags: FlagValues): ListenPlace['tls'] {
  const cert = textFlag(flags, 'tls-cert');
  const key = textFlag(flags, 'tls-key');
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new InputError('--tls-cert and --tls-key: give both; one has no effect alone');
  return { cert: readText(cert, 'a certificate'), key: readText(key, 'a key') };
}

/** How to connect, a line a session. `tellMore` adds what its orders go to. */
export function describeSessions<Session extends EntrySession>(
  { sessions, senderCompId }: EntrySessions<Session>,
  { host, tls }: ListenPlace,
  port: number,
  tellMore: (session: Session) => string,
): string {
  const lines = sessions.map((session) => {
    const { targetCompId, version, store } = session;
    const numbers = store === undefined ? ', ResetOnLogon=Y' : '';
    return (
      `  BeginString=FIX.${version} SenderCompID=${targetCompId} ` +
      `TargetCompID=${senderCompId}${numbers}: ${tellMore(session)}\n`
    );
  });
  return `listening on ${tls === undefined ? 'fix' : 'fixs'}://${host}:${port}\n${lines.join('')}`;
}

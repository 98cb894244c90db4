import { InputError } from '../base/input-error.js';
import { parseForm } from '../forms/form.js';
import type { TargetDoor } from '../target/client.js';
import { parseTarget } from '../target/place.js';
import { checkTargetHost } from '../target/safety.js';
import { checkTarget, defaultTarget, TARGET, type TargetSettings } from '../target/settings.js';
import { type Flag, type FlagValues, textFlag } from './command.js';
import { readText } from './file-text.js';

/** The flags of all commands that send orders to somebody's own gateway. */

/** Who is the target, how to log on, and what the user says of it. */
export const TARGET_FLAGS: Readonly<Record<string, Flag>> = {
  target: {
    type: 'string',
    value: 'URL',
    about: 'your own gateway, fix://HOST:PORT or fixs://HOST:PORT; this machine by default',
  },
  'target-file': {
    type: 'string',
    value: 'FILE.json',
    about: 'with --target: its CompIDs, version, sessions and their passwords (see the guide)',
  },
  'fix-version': {
    type: 'string',
    value: 'VERSION',
    about: 'with --target and without a file: 4.2 or 4.4 (default 4.4)',
  },
  'target-is-mine': {
    type: 'string',
    value: 'HOST',
    about: 'with --target: this host, which is not this machine, is your own test system',
  },
  'target-unmarked': {
    type: 'boolean',
    about: 'with --target: a test system that does not say so in its Logon (464=Y)',
  },
  'target-ca': {
    type: 'string',
    value: 'FILE',
    about: 'with --target fixs://: certificates to trust (PEM)',
  },
};

/** The flags that have no effect without --target. */
export const TARGET_ONLY = Object.keys(TARGET_FLAGS).filter((name) => name !== 'target');

/** Reads the flags. Throws an InputError for what is wrong, and for a host that is nobody's. */
export function readTarget(flags: FlagValues): TargetDoor {
  const place = parseTarget('--target', textFlag(flags, 'target')!);
  const consent = {
    mine: textFlag(flags, 'target-is-mine'),
    acceptsUnmarked: flags['target-unmarked'] === true,
  };
  checkTargetHost(place, consent);
  const ca = textFlag(flags, 'target-ca');
  if (ca !== undefined && !place.isTls)
    throw new InputError('--target-ca goes with --target fixs://HOST:PORT');
  return {
    place,
    settings: readSettings(flags),
    consent,
    tls: ca === undefined ? undefined : { ca: readText(ca, 'a certificate') },
  };
}

function readSettings(flags: FlagValues): TargetSettings {
  const path = textFlag(flags, 'target-file');
  const version = textFlag(flags, 'fix-version');
  if (path !== undefined && version !== undefined)
    throw new InputError('--fix-version and --target-file: the file has a version; give one');
  if (version !== undefined && version !== '4.2' && version !== '4.4')
    throw new InputError(`--fix-version is '${version}'; must be 4.2 or 4.4`);
  if (path === undefined) return defaultTarget(version);
  const settings = parseForm(TARGET, readText(path, 'a target file'), path).value;
  checkTarget(settings, path);
  return settings;
}

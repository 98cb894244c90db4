import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, expect } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { parseCommand } from '../../src/cli/command.js';
import { LOAD } from '../../src/cli/load.js';
import type { VenueSettings } from '../../src/venue/settings.js';
import { freePort } from './free-port.js';
import { HoledGateway } from './holed-gateway.js';
import { startTargetVenue, type TargetVenue } from './target-venue.js';
import { SILENT } from './terminal.js';

/** Loads on targets, by the command in the test's process. */

export const folder = mkdtempSync(join(tmpdir(), 'smars-target-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What ends with the test. */
export const ending: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

/** Writes a file into the folder of the tests; returns its path. */
export const file = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
};

/** What the last load told on standard error. */
export let told = '';

/** Runs `smars load` in this process. */
export async function load(...args: string[]): Promise<{ code: number; out: string }> {
  const { flags, operands } = parseCommand(LOAD, args);
  let out = '';
  told = '';
  const code = await LOAD.run(flags, operands, {
    ...SILENT,
    answer: (text) => {
      out += text;
    },
    tell: (text) => {
      told += text;
    },
  });
  return { code, out };
}

/** Returns why `smars load` refuses its flags. */
export async function loadRefusal(...args: string[]): Promise<string> {
  const error = await load(...args).then(
    () => new Error('not refused'),
    (thrown: Error) => thrown,
  );
  expect(error).toBeInstanceOf(InputError);
  return error.message;
}

/** Starts a venue that ends with the test. */
export async function startTarget(changes: Partial<VenueSettings> = {}): Promise<TargetVenue> {
  const venue = await startTargetVenue({ anySymbol: true, ...changes });
  ending.push(venue.end);
  return venue;
}

export const NOWHERE = ['--target', 'fix://127.0.0.1:9'];
export const BURST = ['--phases', 'burst=8'];

/** Loads a gateway that lets 200 shares through, or all; the venue is started by the load. */
export async function loadBothEnds(
  options: Partial<Parameters<typeof HoledGateway.start>[0]>,
  ...args: string[]
) {
  const venuePort = await freePort();
  const gateway = await HoledGateway.start({
    venuePort,
    limits: { maxQuantityShares: 200 },
    isEarly: true,
    ...options,
  });
  ending.push(() => gateway.close());
  const target = ['--target', `fix://127.0.0.1:${gateway.port}`, '--venue', `:${venuePort}`];
  const settle = args.includes('--settle') ? [] : ['--settle', '30s'];
  const { code, out } = await load(...target, ...settle, ...args);
  return { code, out, gateway };
}

import { expect, test } from 'vitest';
import { smars } from '../support/command.js';

/** A short load. */
const BRIEF = '--servers 2 --threads 1 --duration 300ms --warmup 0s --waiting block'.split(' ');

test.each(['halt', 'reduce'])(
  '--kill-act %s stops an account, and a profile with acts does it by itself',
  async (act) => {
    const scope = { kind: 'account', account: 'DESK' };
    const known = '--set=risk.layers={"accounts":{"DESK":{"maxQuantity":{"mode":"warn"}}}}';
    const flags = ['--kill-at', '100ms', '--kill-act', act, '--kill-scope', 'account:DESK'];
    const kills = `--set=kills=[{"atSeconds":0.1,"act":"${act}","scope":${JSON.stringify(
      scope,
    )},"rearmAfterSeconds":0.1}]`;
    for (const way of [flags, [kills]]) {
      const { code, out, err } = await smars(
        ...['load', 'runaway', ...way, '--json', known, ...BRIEF],
      );
      expect([code, err.includes('must')]).toEqual([0, false]);
      const told = JSON.parse(out);
      expect(told.kills[0]).toMatchObject({ act, engaged: true, scope });
      expect(told.kills[0].answers).toHaveLength(2);
      if (way.length === 1) expect(told.kills[1]).toMatchObject({ act: 're-arm', scope });
      expect(told.accounts.venues.behindBarrier).toBe(0);
    }
  },
);

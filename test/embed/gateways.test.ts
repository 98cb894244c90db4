import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError } from '../../src/base/input-error.js';
import { startGateway } from '../../src/embed/gateways.js';
import { applyProfileSettings } from '../../src/embed/stories.js';
import { findProfile } from '../../src/scenarios/profiles.js';
import { scratchFolder } from '../support/command.js';
import { Dialled } from '../support/fix-dial.js';
import { timeText } from '../support/fix-talk.js';
import { WORKERS } from '../support/fleet.js';
import { openFilesBelow } from '../support/open-files.js';

const DESK = { sessions: [{ targetCompId: 'DESK', server: 1 }] };
const SMALL = {
  workers: WORKERS,
  profile: applyProfileSettings(findProfile('normal-day'), [
    ...['servers=1', 'universe.stocks=20', 'mix.endPlace=20'],
  ]),
};

test.each([0, 1])(
  'a gateway with %i threads for its servers works orders, is killed, and counts',
  async (n) => {
    const told: string[] = [];
    const profile = applyProfileSettings(SMALL.profile, [`threads=${n}`]);
    const tell = (text: string): void => void told.push(text);
    const gateway = await startGateway(DESK, { ...SMALL, profile, tell });
    const client = new Dialled(gateway.port, { version: '4.4', name: 'DESK' });
    await client.until(() => client.session.isActive);
    expect(gateway.connected).toBe(1);
    const order = (id: string): void =>
      client.send('D', `11=${id}|55=GT|54=1|60=${timeText(Date.now())}|38=100|40=1|59=3`);
    order('A');
    await client.until(() => client.heard.some((one) => / 11=A .* 39=[24] /.test(one)));
    await gateway.kill();
    order('B');
    await client.until(() => client.heard.some((one) => / 39=8 .*reason=killed/.test(one)));
    await gateway.rearm(1);
    await expect(gateway.kill(2)).rejects.toThrow('kill: server: is 2; must be a whole number');
    await expect(gateway.act('halt', { kind: 'account', account: 'DISK' })).rejects.toThrow(
      'account: is "DISK"; must be an account with limits, or one of the orders',
    );
    await expect(gateway.act('hold' as never, { kind: 'firm' })).rejects.toThrow(
      "'hold' is not an act; did you mean 'halt'?",
    );
    const [desk] = gateway.sessions();
    expect(desk).toMatchObject({
      targetCompId: 'DESK',
      orders: 2,
      accepted: 1,
      rejected: 1,
      open: 0,
    });
    const { endedBy, conditions, accounts } = await gateway.stop();
    expect([endedBy, conditions.threads]).toEqual(['stop', n]);
    expect(accounts.servers[0]!.sent).toBe(accounts.venues.children);
    expect(told.some((text) => text.startsWith('DESK: logon'))).toBe(true);
  },
);

test.runIf(existsSync('/proc/self/fd'))('a gateway of the library closes its stores', async () => {
  const folder = scratchFolder();
  const store = join(folder.path, 'numbers');
  const file = { sessions: [{ targetCompId: 'DESK', store }] };
  const gateway = await startGateway(file, SMALL);
  expect(openFilesBelow(folder.path)).toEqual([store]);
  await gateway.stop();
  expect(openFilesBelow(folder.path)).toEqual([]);
  folder.remove();
});

test('wrong settings and options are refused before a thread starts', async () => {
  const wrong = { sessions: [{ targetCompId: 'SMARS' }] };
  await expect(startGateway(wrong, SMALL)).rejects.toThrow(InputError);
  const far = { sessions: [{ targetCompId: 'A', server: 2 }] };
  await expect(startGateway(far, SMALL)).rejects.toThrow(
    'startGateway: settings: sessions.0.server: is 2; there are 1 servers',
  );
  await expect(startGateway(DESK, { ...SMALL, port: 70_000 })).rejects.toThrow(
    'startGateway: options: port: is 70000; must be a whole number from 0 to 65,535',
  );
  await expect(startGateway({ ...DESK, metrics: ':9464' } as never, SMALL)).rejects.toThrow(
    "startGateway: settings: metrics: is ':9464'; only the command serves metrics",
  );
});

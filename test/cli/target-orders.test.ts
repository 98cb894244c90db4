import { describe, expect, test } from 'vitest';
import { file, loadBothEnds, told } from '../support/target-loads.js';

describe('smars load --target --orders', () => {
  test('--orders of a FIX log are followed, with accounts, cancels and replaces', async () => {
    const message = (type: string, body: string): string =>
      `8=FIX.4.4|9=9|35=${type}|49=X|56=Y|34=1|52=20240108-10:00:00|${body}|10=000|`;
    const log = file(
      'own.log',
      [
        message('D', '11=A|55=GT|54=1|38=100|40=2|44=11.5|1=DESK'),
        message('D', '11=B|55=GT|54=1|38=100|40=2|44=11.5|1=SMALL'),
        message('G', '11=C|41=A|55=GT|54=1|38=90|40=2|44=11.4'),
        message('F', '11=D|41=C|55=GT|54=1'),
        message('8', '37=1'),
      ].join('\n'),
    );
    const upTo = (shares: number) => ({ 'max-quantity': { mode: 'enforce', shares } });
    const accounts = { SMALL: upTo(50), DESK: upTo(500) };
    const bounds = file('small.json', { version: 1, firm: {}, accounts });
    const args = ['--orders', log, '--limits', bounds, '--rate', '100', '--json'];
    const { out } = await loadBothEnds({ limits: {} }, ...args, '--seed', '3');
    const { oracle, orders, cancels, replaces, flow, venue } = JSON.parse(out);
    expect([orders, cancels, replaces, venue.replaces]).toEqual([2, 1, 1, 1]);
    expect(oracle).toMatchObject({ leaks: 1, checks: [{ check: 'max-quantity', leaks: 1 }] });
    expect(told).toContain('own.log: left out: 1 messages of type 8\n');
    expect(flow).toBe(`flow: 4 messages of ${log} 100 a second`);
  });
});

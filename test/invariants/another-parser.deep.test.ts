import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { createClient } from '../../src/gateway/client-order.js';
import { Gateway } from '../../src/gateway/gateway.js';
import { captureFile } from '../support/capture-file.js';
import { scratchFolder } from '../support/command.js';
import { shownText } from '../support/fix-hostile.js';
import { bytesOf, orderBody, plainMessages, Talk, timeText } from '../support/fix-talk.js';
import { optionalPrograms } from '../support/programs.js';
import { VenueFloor } from '../support/venue-floor.js';

const VERSIONS: FixVersion[] = ['4.2', '4.4'];
const PORT = 9878;
const tshark = optionalPrograms().find(({ name }) => name === 'tshark')!.path;
const folder = scratchFolder();
afterAll(folder.remove);

/** What tshark says of each message. Whatever it complains about has a value. */
const COMPLAINTS = [
  '_ws.malformed',
  'fix.checksum_bad.expert',
  'fix.missing_field',
  'fix.tag.invalid',
  'fix.invalid_integer_string',
];
const FIELDS = ['fix.MsgType', 'fix.MsgSeqNum', 'fix.CheckSum', 'fix.checksum_good', ...COMPLAINTS];

function readByTshark(file: string): string[][] {
  const names = FIELDS.flatMap((name) => ['-e', name]);
  const { stdout, stderr, status } = spawnSync(
    tshark!,
    [
      ...['-r', file, '-d', `tcp.port==${PORT},fix`, '-o', 'tcp.desegment_tcp_streams:FALSE'],
      ...['-Y', 'fix', '-T', 'fields', ...names],
    ],
    { encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  return stdout
    .slice(0, -1)
    .split('\n')
    .map((line) => line.split('\t'));
}

/** The messages in bytes. */
const parts = (bytes: Uint8Array): Uint8Array[] =>
  shownText(bytes)
    .match(/8=FIX.*?\|10=\d{3}\|/g)!
    .map(bytesOf);

/** What a gateway sends: reports, a cancel reject, and in 4.4 a report of a mass cancel. */
function gatewayKinds(version: FixVersion): Uint8Array[] {
  const gateway = new Gateway({
    servers: 1,
    symbols: ['GT'],
    venues: ['ARCX'],
    retailTag: 5001,
    firstExecId: 1,
    firstOrderId: 0,
    accounts: [],
    nowNs: () => 0,
    startNs: () => 0,
    door: {
      submit: () => true,
      cancel: () => true,
      kill: () => undefined,
      refusal: () => undefined,
    },
  });
  const talk = new Talk(version).begin();
  const settings = {
    targetCompId: 'DESK',
    version,
    dropCopy: false,
    cancelOnDisconnect: false,
    openMax: 100,
    server: 1,
  };
  const client = createClient(settings, talk.session, () => undefined);
  gateway.clients.push(client);
  talk.onDeliver = (message) => gateway.take(client, message, talk.nowMs);
  talk.hear(2, 'D', orderBody('A'));
  gateway.sent(0);
  gateway.filled(0, 40, 204_900, 0);
  const cancel = `55=GT|54=1|60=${timeText(talk.nowMs)}|`;
  talk.hear(3, 'F', `11=B|41=NONE|${cancel}`);
  talk.hear(4, 'D', orderBody('A'));
  if (version === '4.4') talk.hear(5, 'q', `11=C|530=7|60=${timeText(talk.nowMs)}|`);
  return parts(talk.saidBytes());
}

/** What a venue sends: each ExecType, a status of nothing, and all rejects. */
function venueKinds(version: FixVersion): Uint8Array[] {
  const members = [{ version, selfTrade: 'decrement' as const }, { version }];
  const floor = new VenueFloor(
    { trouble: [{ kind: 'double', possResend: true }] as never },
    members,
  );
  const [a, b] = floor.clients;
  floor.order(a!, 'S', 'sell 100 20').order(a!, 'OWN', 'buy 30 20').order(b!, 'B', 'buy 50 20');
  floor.replace(a!, 'R', 'S', 'sell 90 21').cancel(a!, 'C', 'R', 'sell').cancel(a!, 'C2', 'NO');
  floor.order(b!, 'IOC', 'buy 5', '59=3').order(b!, 'X', 'buy 1.5 20').order(b!, 'DAY', 'buy 1 1');
  floor.send(b!, 'H', '11=DAY|55=GT|54=1').send(a!, 'H', '11=NO|55=GT|54=1');
  if (version === '4.4') {
    const now = timeText(floor.nowMs);
    floor.send(a!, 'AF', '584=M|585=7').send(b!, 'AF', '584=M|585=7');
    floor.send(a!, 'q', `11=Q|530=1|55=NONE|60=${now}`).send(a!, 'q', `11=Q2|530=7|60=${now}`);
  }
  floor.venue.endDay(floor.nowMs);
  floor.carry();
  expect(new Set(floor.reports.map(({ execType }) => execType))).toEqual(
    new Set(['0', 'F', 'D', '4', '5', '8', 'C', 'I', '']),
  );
  return [a!, b!].flatMap(({ bytes }) => bytes.flatMap(parts));
}

/** A day of a session with each kind of message that the session layer sends, and two orders. */
function allKinds(version: FixVersion): Uint8Array[] {
  const talk = new Talk(version, { served: ['D'] }).begin();
  talk.session.disconnect(talk.nowMs);
  talk.connect().hear(1, 'A', '98=0|108=30|141=Y|');
  talk.order('FIRST');
  talk.hear(2, '1', '112=are you there|');
  talk.hear(3, '6', '');
  talk.hear(4, '1', '');
  talk.hear(5, '2', '7=1|16=0|');
  talk.hear(8, 'D', orderBody('ABOVE'));
  talk.hear(6, '4', '123=Y|36=8|', '43=Y|');
  talk.wait(37);
  talk.hear(9, '5', '');
  return parts(talk.saidBytes());
}

describe.skipIf(tshark === undefined)('tshark', () => {
  test.each(VERSIONS)('reads each kind of message of FIX %s without a complaint', (version) => {
    const sent = [...allKinds(version), ...gatewayKinds(version), ...venueKinds(version)];
    const file = join(folder.path, `${version}.pcap`);
    writeFileSync(file, captureFile(sent, PORT));
    const wanted = sent.map((bytes) => {
      const fields = new Map(plainMessages(bytes)[0]!);
      const complaints = COMPLAINTS.map(() => '');
      return [fields.get(35), fields.get(34), fields.get(10), '1', ...complaints];
    });
    expect(readByTshark(file)).toEqual(wanted);
    const kinds = new Set(wanted.map(([type]) => type));
    expect([...kinds].sort()).toEqual([
      '0',
      '1',
      '2',
      '3',
      '4',
      '5',
      '8',
      '9',
      'A',
      'D',
      'j',
      ...(version === '4.4' ? ['r'] : []),
    ]);
  });

  test('complains of a message with a wrong sum', () => {
    const wrong = allKinds('4.4')[0]!;
    wrong[wrong.length - 2]! ^= 1;
    const file = join(folder.path, 'wrong.pcap');
    writeFileSync(file, captureFile([wrong], PORT));
    const [read] = readByTshark(file);
    expect([read![3], read![5]]).toEqual(['0', '1']);
  });
});

import { describe, expect, test } from 'vitest';
import type { FixVersion } from '../../src/fix/tables.js';
import { OrderAttribute, Side, Verdict } from '../../src/orders/codes.js';
import { BELL_MS, timeText } from '../support/fix-talk.js';
import { Floor } from '../support/gateway-floor.js';

const VERSIONS: FixVersion[] = ['4.2', '4.4'];
describe.each(VERSIONS)('a gateway, FIX %s', (version) => {
  const is42 = version === '4.2';
  const trade = (status: string): string => (is42 ? status : 'F');

  test('hands an order to the server of its session, and reports each of its states', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A', '40=2|44=20.5|59=0');
    expect(floor.asked).toEqual([`submit 1 #0 0 ${Side.BUY} 100 205000 0 0`]);
    expect(floor.heard(client)).toEqual([]);
    floor.gateway.sent(0);
    floor.gateway.filled(0, 40, 204_900, 0);
    floor.gateway.filled(0, 60, 205_000, 0);
    const head = (id: number, type: string, status: string): string =>
      `8 37=S1 11=A 17=${id}${is42 ? ' 20=0' : ''} 150=${type} 39=${status} ` +
      '55=GT 54=1 38=100 40=2 44=20.5 59=0';
    expect(floor.heard(client)).toEqual([
      `${head(1, '0', '0')} 151=100 14=0 6=0`,
      `${head(2, trade('1'), '1')} 32=40 31=20.49 30=ARCX 151=60 14=40 6=20.49`,
      `${head(3, trade('2'), '2')} 32=60 31=20.5 30=ARCX 151=0 14=100 6=20.496`,
    ]);
    expect(client.counts).toMatchObject({ orders: 1, accepted: 1, fills: 2, shares: 100 });
  });

  test('acknowledges an order without a word from its server after some milliseconds', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A');
    floor.gateway.tick(floor.nowMs + 249);
    expect(floor.states(client)).toEqual([]);
    floor.gateway.tick(floor.nowMs + 250);
    expect(floor.states(client)).toEqual(['8 0 0 100 0']);
  });

  test.each([
    ['an unknown symbol', '55=NONE|40=1', 1, 1, 'symbol=NONE reason=unknown'],
    ['a fraction of a share', '38=0.5|40=1', 0, 13, 'tag=38 reason=must-be-whole-shares'],
    [
      'a price finer than a tick',
      '40=2|44=1.00001',
      0,
      99,
      'tag=44 reason=finer-than-tick tick=0.0001',
    ],
    ['a limit order without a price', '40=2', 0, 99, 'tag=44 reason=must-be-a-price'],
    ['a stop', '40=3|99=5', 0, 99, 'tag=99 reason=not-supported'],
    ['good till cancelled', '40=1|59=1', 0, 99, 'tag=59 reason=not-supported'],
    ['a sweep without a limit', '40=1|18=f', 0, 99, 'tag=18 reason=not-supported'],
    ['another instruction', '40=2|44=1|18=6', 0, 99, 'tag=18 reason=not-supported'],
  ])('rejects %s with a reason', (_, fields, code42, code44, text) => {
    const floor = new Floor();
    const client = floor.client(version);
    const base = `11=A|21=1|${fields.includes('55=') ? '' : '55=GT|'}54=1|60=${timeText(BELL_MS)}|`;
    floor.send(client, 'D', `${base}${fields.includes('38=') ? '' : '38=100|'}${fields}`);
    const [report] = floor.heard(client);
    expect(report).toContain(` 150=8 39=8 103=${is42 ? code42 : code44} `);
    expect(report).toContain(` 151=0 14=0 6=0 58=${text}`);
    expect(floor.asked).toEqual([]);
  });

  test('rejects a ClOrdID that has been there, a full inbox, and too many open orders', () => {
    const floor = new Floor();
    const client = floor.client(version, { openMax: 1 });
    floor.order(client, 'A').order(client, 'A').order(client, 'B');
    floor.isFull = true;
    floor.gateway.sent(0);
    floor.gateway.filled(0, 100, 1, 0);
    floor.order(client, 'C');
    expect(floor.states(client).map((state) => state.split(' ').slice(5).join(' '))).toEqual([
      'tag=11 reason=duplicate',
      'check=open-orders bound=1',
      '',
      '',
      'reason=inbox-full scope=server:1',
    ]);
  });

  test('tells a verdict of the gate as a reject, or as the end of a working order', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A').order(client, 'B');
    floor.gateway.refused(0, Verdict.MAX_QUANTITY, 1);
    floor.gateway.refused(0, Verdict.MAX_QUANTITY, 1);
    floor.gateway.filled(1, 10, 5, 0);
    floor.gateway.sent(1);
    floor.gateway.refused(1, Verdict.POSITION, 1);
    expect(floor.asked.slice(2)).toEqual(['cancel 1 #0', 'cancel 1 #1']);
    floor.gateway.ended(0, 1);
    floor.gateway.ended(1, 1);
    const states = floor.states(client);
    expect(states[0]).toBe('8 8 8 0 0 check=max-quantity scope=server:1');
    expect(states.at(-1)).toBe('8 4 4 0 10 check=position scope=server:1');
  });

  test('cancels when the server has stopped, and not what is done', () => {
    const floor = new Floor();
    const client = floor.client(version);
    const change = (id: string, of: string): string =>
      `41=${of}|11=${id}|55=GT|54=1|60=${timeText(BELL_MS)}`;
    floor.order(client, 'A').order(client, 'B').send(client, 'F', change('CA', 'A'));
    floor.send(client, 'F', change('CA2', 'A'));
    floor.gateway.filled(0, 30, 10_000, 0);
    floor.gateway.ended(0, 1);
    floor.send(client, 'F', change('CA3', 'A')).send(client, 'F', change('CX', 'X'));
    expect(floor.heard(client).map((message) => message.replace(/ 17=\d+| 20=0/g, ''))).toEqual([
      expect.stringMatching(/^8 37=S1 11=A 150=0 39=0/),
      expect.stringMatching(/^8 37=S1 11=CA 41=A 150=6 39=6/),
      '9 37=S1 11=CA2 41=A 39=0 434=1 102=3 58=reason=change-already-pending',
      expect.stringContaining(' 32=30 31=1 30=ARCX 151=70 14=30 '),
      expect.stringMatching(/^8 37=S1 11=CA 41=A 150=4 39=4 .* 151=0 14=30 6=1$/),
      '9 37=S1 11=CA3 41=A 39=4 434=1 102=0 58=reason=too-late',
      '9 37=NONE 11=CX 41=X 39=8 434=1 102=1 58=reason=unknown-order',
    ]);
  });

  test('replaces: the rest goes to the server under the new terms', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A', '40=2|44=20');
    const terms = `41=A|11=A2|21=1|55=GT|54=1|60=${timeText(BELL_MS)}|38=300|40=2|44=21`;
    floor.send(client, 'G', terms);
    floor.gateway.filled(0, 40, 200_000, 0);
    floor.gateway.ended(0, 1);
    expect(floor.asked.slice(1)).toEqual([
      'cancel 1 #0',
      `submit 1 #1 0 ${Side.BUY} 260 210000 0 0`,
    ]);
    const replaced = floor.heard(client).at(-1)!;
    expect(replaced).toContain(` 11=A2 41=A 17=4${is42 ? ' 20=0' : ''} 150=5 39=${is42 ? 5 : 1} `);
    expect(replaced).toContain(' 38=300 40=2 44=21 ');
    expect(replaced).toContain(' 151=260 14=40 ');
    floor.gateway.filled(1, 260, 210_000, 0);
    expect(floor.states(client)).toEqual([`8 ${trade('2')} 2 0 300`]);
  });

  test('ends an immediate order that was not filled; marks short sales and retail orders', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A', '40=1|59=3|5001=Y');
    floor.send(client, 'D', `11=B|21=1|55=IBM|54=5|60=${timeText(BELL_MS)}|38=7|40=1`);
    expect(floor.asked).toEqual([
      `submit 1 #0 0 ${Side.BUY} 100 0 1 ${OrderAttribute.IMMEDIATE}`,
      `submit 1 #1 1 ${Side.SELL} 7 0 0 ${OrderAttribute.SHORT}`,
    ]);
    floor.gateway.ended(0, 1);
    expect(floor.states(client)).toEqual(['8 0 0 100 0', '8 4 4 0 0']);
  });

  test('goes on to report what a flagged order executes beyond its quantity', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A', '40=1|5001=Y');
    for (let n = 0; n < 3; n++) floor.gateway.filled(0, 100, 10_000, 0);
    expect(floor.states(client)).toEqual([
      `8 ${trade('2')} 2 0 100`,
      `8 ${trade('2')} 2 0 200`,
      `8 ${trade('2')} 2 0 300`,
    ]);
  });

  test('answers a status request, and says when it knows no such order', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A');
    floor.gateway.sent(0);
    floor.heard(client);
    floor.send(client, 'H', '11=A|55=GT|54=1').send(client, 'H', '11=X|55=GT|54=1');
    const [known, unknown] = floor.heard(client);
    expect(known).toContain(is42 ? ' 20=3 150=0 39=0 ' : ' 150=I 39=0 ');
    expect(unknown).toContain(' 39=8 103=5 ');
  });

  test('a kill ends the open orders of a server, and refuses what comes then', () => {
    const floor = new Floor();
    const client = floor.client(version);
    const other = floor.client(version, { server: 2 });
    floor.order(client, 'A').order(other, 'B');
    floor.gateway.sent(0);
    floor.gateway.stop({ kind: 'server', server: 1 }, floor.nowMs);
    floor.gateway.ended(0, 1);
    floor.order(client, 'C').order(other, 'D');
    expect(floor.states(client)).toEqual([
      '8 0 0 100 0',
      '8 4 4 0 0 reason=killed scope=server:1',
      '8 8 8 0 0 reason=killed scope=server:1',
    ]);
    expect(floor.asked.filter((ask) => ask.startsWith('submit 2'))).toHaveLength(2);
    floor.gateway.restart({ kind: 'server', server: 1 });
    floor.order(client, 'E');
    expect(floor.asked.at(-1)).toMatch(/^submit 1/);
  });

  test('a kill of an account or a symbol ends its orders, and refuses what comes then', () => {
    const floor = new Floor();
    const desk = floor.client(version, { account: 'DESK' });
    const fund = floor.client(version, { account: 'FUND' });
    floor.order(desk, 'A').order(fund, 'B');
    for (const id of [0, 1]) floor.gateway.sent(id);
    floor.gateway.stop({ kind: 'account', account: 1 }, floor.nowMs);
    floor.gateway.ended(0, 1);
    floor.order(desk, 'C').order(fund, 'D');
    expect(floor.states(desk).slice(1)).toEqual([
      '8 4 4 0 0 reason=killed scope=account:DESK',
      '8 8 8 0 0 reason=killed scope=account:DESK',
    ]);
    expect(floor.states(fund)).toEqual(['8 0 0 100 0']);
    floor.gateway.stop({ kind: 'symbol', symbol: 0 }, floor.nowMs);
    floor.gateway.restart({ kind: 'account', account: 1 });
    floor.order(desk, 'E');
    expect(floor.states(desk).at(-1)).toBe('8 8 8 0 0 reason=killed scope=symbol:GT');
    floor.gateway.restart({ kind: 'symbol', symbol: 0 });
    floor.order(desk, 'F');
    expect(floor.asked.at(-1)).toContain('submit ');
  });

  test('tells every client when the day is over', () => {
    const floor = new Floor();
    const client = floor.client(version);
    floor.order(client, 'A');
    floor.gateway.sent(0);
    floor.gateway.endDay(floor.nowMs);
    expect(floor.states(client)).toEqual(['8 0 0 100 0', '8 3 3 0 0']);
  });

  test('cancels what a client leaves behind when its session says so', () => {
    const floor = new Floor();
    const client = floor.client(version, { cancelOnDisconnect: true });
    const staying = floor.client(version);
    floor.order(client, 'A').order(staying, 'B');
    floor.gateway.disconnected(client, floor.nowMs);
    floor.gateway.disconnected(staying, floor.nowMs);
    expect(floor.asked.slice(2)).toEqual(['cancel 1 #0']);
  });

  test('repeats every report on a session for copies, which takes no orders', () => {
    const floor = new Floor();
    const client = floor.client(version);
    const copy = floor.client(is42 ? '4.4' : '4.2', { dropCopy: true });
    floor.order(client, 'A');
    floor.gateway.sent(0);
    floor.gateway.filled(0, 100, 10_000, 0);
    const execIds = (messages: string[]) => messages.map((each) => / 17=(\d+)/.exec(each)![1]);
    expect(execIds(floor.heard(copy))).toEqual(execIds(floor.heard(client)));
    floor.order(copy, 'B');
    expect(floor.heard(copy)).toEqual(['j 45=2 372=D 380=3 58=Unsupported Message Type']);
  });
});

describe('mass requests of 4.4', () => {
  test('cancel all orders of a session, or those of a symbol, and a kill stops its server', () => {
    const floor = new Floor();
    const client = floor.client('4.4');
    floor.order(client, 'A').order(client, 'B');
    floor.send(client, 'D', `11=C|55=IBM|54=1|60=${timeText(BELL_MS)}|38=5|40=1`);
    const cancel = (id: string, what: string) => `11=${id}|${what}|60=${timeText(BELL_MS)}`;
    floor.send(client, 'q', cancel('Q1', '530=1|55=IBM'));
    floor.send(client, 'q', cancel('Q2', '530=4'));
    floor.send(client, 'q', cancel('Q3', '530=7'));
    expect(floor.asked.slice(3)).toEqual(['cancel 1 #2', 'cancel 1 #0', 'cancel 1 #1', 'kill 1']);
    expect(floor.heard(client).map((message) => message.replace(/ 37=M\d+/, ''))).toEqual([
      'r 11=Q1 530=1 531=1 533=1 55=IBM',
      'r 11=Q2 530=4 531=0 532=0',
      'r 11=Q3 530=7 531=7 533=3',
    ]);
  });

  test('report the state of every open order', () => {
    const floor = new Floor();
    const client = floor.client('4.4');
    floor.order(client, 'A').order(client, 'B');
    floor.send(client, 'AF', '584=M|585=7');
    expect(floor.heard(client).map((message) => / 11=\w 584=M 911=2 /.test(message))).toEqual([
      true,
      true,
    ]);
  });
});

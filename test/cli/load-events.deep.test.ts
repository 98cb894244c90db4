import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { afterAll, describe, expect, test } from 'vitest';
import { scratchFolder, startSmars } from '../support/command.js';

const folder = scratchFolder();
afterAll(folder.remove);

interface Load {
  readonly rows: Record<'children' | 'fills' | 'orders' | 'findings', Record<string, unknown>[]>;
  readonly events: { children: number; fills: number; dropped: number; fullTimes: number };
  readonly servers: {
    server: number;
    children: number;
    sent: number;
    executions: number;
    shares: number;
    unmatchedExecutions: number;
  }[];
}

/** A duration that a test ends with Ctrl-C once children were sent, however slow the machine is. */
const UNTIL_TOLD = '600s';

/**
 * Runs a load of two servers on a thread, and reads its events with a library that did not write
 * them.
 */
async function load(name: string, duration: string, ...flags: string[]): Promise<Load> {
  const path = join(folder.path, name);
  const fleet = [
    '--servers',
    '2',
    '--threads',
    '1',
    '--duration',
    duration,
    '--warmup',
    '20ms',
    '--waiting',
    'block',
  ];
  const { child, ended, told } = startSmars([
    'load',
    ...flags,
    ...fleet,
    '--json',
    '--out',
    path,
    '--events',
    'arrow',
  ]);
  if (duration === UNTIL_TOLD) {
    await told(/ [1-9][\d,]*\/s children/);
    child.kill('SIGINT');
  }
  const { code, out } = await ended;
  expect(code).toBe(duration === UNTIL_TOLD ? 130 : 0);
  const { events, accounts } = JSON.parse(out);
  expect(readdirSync(folder.path).filter((file) => file.startsWith('.'))).toEqual([]);
  const read = (file: string) =>
    tableFromIPC(readFileSync(join(path, file)), { useBigInt: true }).toArray() as Record<
      string,
      unknown
    >[];
  return {
    rows: {
      children: read('children.arrow'),
      fills: read('fills.arrow'),
      orders: readdirSync(path).includes('orders.arrow') ? read('orders.arrow') : [],
      findings: read('findings.arrow'),
    },
    events,
    servers: accounts.servers,
  };
}

const total = (rows: readonly Record<string, unknown>[], name: string): number =>
  rows.reduce((sum, row) => sum + Number(row[name]), 0);

describe('children and fills of a load', () => {
  test.each([
    ['with venues on a thread', 'thread', []],
    ['with venues inline', 'inline', []],
    [
      'that a gate refuses in part',
      'thread',
      [
        '--set',
        'risk.serverRate.mode=enforce',
        '--set',
        'risk.serverRate.perSecond=100',
        '--set',
        'risk.serverRate.windowSeconds=0.1',
      ],
    ],
  ])(
    '%s match the servers’ counts exactly while the writer keeps up',
    async (name, venues, flags) => {
      const { rows, events, servers } = await load(
        name,
        UNTIL_TOLD,
        '--rate',
        '400',
        '--venues',
        venues,
        ...flags,
      );
      expect([events.dropped, events.fullTimes]).toEqual([0, 0]);
      for (const account of servers) {
        const children = rows.children.filter(({ server }) => server === account.server);
        const fills = rows.fills.filter(({ server }) => server === account.server);
        expect(children.map(({ sequence }) => Number(sequence))).toEqual(
          Array.from({ length: account.children }, (_, n) => n + 1),
        );
        expect(children.filter(({ verdict }) => verdict === 'admitted').length).toBe(account.sent);
        expect(fills.length).toBe(account.sent);
        expect(fills.filter(({ executed }) => Number(executed) > 0).length).toBe(
          account.executions,
        );
        expect(total(fills, 'executed')).toBe(account.shares);
        expect(fills.filter(({ unmatched }) => Number(unmatched) > 0).length).toBe(
          account.unmatchedExecutions,
        );
      }
      if (flags.length > 0) expect(rows.fills.length).toBeLessThan(rows.children.length);
    },
  );

  test('have wall-clock times, and no fill before its child', async () => {
    const before = Date.now();
    const { rows } = await load('times', UNTIL_TOLD, '--rate', '400');
    const sent = new Map(
      rows.children.map(({ server, sequence, time }) => [`${server} ${sequence}`, Number(time)]),
    );
    for (const { server, sequence, time } of rows.fills)
      expect(Number(time)).toBeGreaterThanOrEqual(sent.get(`${server} ${sequence}`)!);
    expect(rows.fills.length).toBeGreaterThan(0);
    for (const time of sent.values()) {
      expect(time).toBeGreaterThan(before);
      expect(time).toBeLessThan(Date.now());
    }
  });

  test('of a closed loop are each either written or counted as dropped', async () => {
    const { rows, events, servers } = await load('max', '100ms', '--profile', 'runaway', '--max');
    const decided = servers.reduce((sum, { children }) => sum + children, 0);
    expect(events.children + events.dropped).toBe(decided);
    expect([rows.children.length, rows.fills.length]).toEqual([events.children, events.fills]);
    expect(rows.children.length).toBeGreaterThan(0);
    // A thread that gets no core in so short a time sends nothing.
    for (const { server } of servers) {
      const sequences = rows.children
        .filter((row) => row.server === server)
        .map(({ sequence }) => Number(sequence));
      for (let n = 1; n < sequences.length; n++)
        if (sequences[n]! <= sequences[n - 1]!)
          expect(sequences[n]).toBeGreaterThan(sequences[n - 1]!);
    }
  });
});

test('the orders of a file are followed through children, fills and findings', async () => {
  writeFileSync(
    join(folder.path, 'mine.csv'),
    [
      'ClOrdID,Symbol,Side,OrderQty,TransactTime,Account',
      'A-1,GT,1,300,09:30:00,DESK',
      'A-2,CO,2,500,09:30:00.01,',
      'A-3,GT,1,100000,09:30:00.02,DESK',
      'A-4,GT,1,100,09:59:00,HEDGE',
    ].join('\n'),
  );
  const warn = ['--set', 'risk.advShare.mode=warn', '--set', 'risk.advShare.percent=0.000001'];
  const orders = ['--orders', join(folder.path, 'mine.csv')];
  const { rows } = await load('orders', '500ms', ...orders, ...warn);
  const told = rows.orders.map((row) => [row.cl_ord_id, row.account, row.state]);
  expect(told).toEqual([
    ['A-1', 'DESK', 'filled'],
    ['A-2', '', 'filled'],
    ['A-3', 'DESK', expect.stringMatching(/^(?:filled|working)$/)],
    ['A-4', 'HEDGE', 'later'],
  ]);
  for (const order of rows.orders) {
    const of = (table: 'children' | 'fills') =>
      rows[table].filter((row) => row.parent_id === order.parent_id);
    expect(Number(order.children)).toBe(of('children').length);
    expect(Number(order.executed)).toBe(total(of('fills'), 'executed'));
  }
  for (const row of [...rows.children, ...rows.fills, ...rows.findings]) {
    const order = rows.orders[row.parent_id as number]!;
    expect([row.cl_ord_id, row.account]).toEqual([order.cl_ord_id, order.account]);
  }
  expect(rows.findings.length).toBeGreaterThan(2);
});

test('orders that a load generates have rows that join to their children and fills', async () => {
  const rate = ['--rate', '2k', '--set', 'risk.maxQuantity.shares=400'];
  const { rows } = await load('generated', '300ms', ...rate);
  expect(rows.orders.length).toBeGreaterThan(100);
  const sums = rows.orders.map(() => ({ children: 0, refused: 0, executed: 0 }));
  for (const { parent_id, verdict } of rows.children) {
    const sum = sums[parent_id as number]!;
    sum.children++;
    if (verdict !== 'admitted') sum.refused++;
  }
  for (const { parent_id, executed } of rows.fills)
    sums[parent_id as number]!.executed += Number(executed);
  expect(
    rows.orders.map((order) => ({
      children: Number(order.children),
      refused: Number(order.refused_children),
      executed: Number(order.executed),
    })),
  ).toEqual(sums);
  for (const order of rows.orders) {
    const [child] = rows.children.filter(({ parent_id }) => parent_id === order.parent_id);
    if (child !== undefined) expect([child.symbol, child.side]).toEqual([order.symbol, order.side]);
    if (order.state === 'filled') expect(order.executed).toBe(BigInt(order.ordered as number));
    expect(order.cl_ord_id).toBe('');
  }
  expect(new Set(rows.orders.map(({ verdict }) => verdict))).toContain('max-quantity');
});

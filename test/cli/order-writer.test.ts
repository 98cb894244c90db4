import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { scratchFolder, startSmars, withoutProgress } from '../support/command.js';
import { SMALL, writeScenario } from '../support/scenarios.js';

const folder = scratchFolder();
afterAll(folder.remove);
writeScenario(folder.path, SMALL);
writeFileSync(
  join(folder.path, 'mine.csv'),
  [
    'ClOrdID,Symbol,Side,OrderQty,Price,TransactTime,RetailFlag,TargetSubID,Account',
    'A-1,GT,1,300,,09:30:05,Y,1,CLIENT-A',
    'A-2,CO,2,200,,09:31:00,N,2,',
    'A-3,GT,1,100,0.01,09:31:10,N,2,CLIENT-A',
    'A-4,GT,1,100,,09:59:00,N,2,CLIENT-B',
  ].join('\n'),
);

type Row = Readonly<Record<string, string | number | null>>;
const rowsOf = (run: string, table: string): Row[] =>
  readFileSync(join(folder.path, run, `${table}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);

async function events(run: string, ...flags: string[]): Promise<void> {
  const args = ['run', 'small.json', '--out', run, '--events', 'ndjson', '--json', ...flags];
  const { code, err } = await startSmars(args, { cwd: folder.path }).ended;
  expect([code, withoutProgress(err)]).toEqual([0, '']);
}

test('the table has each order of a file with its account, state and shares', async () => {
  await events('mine', '--orders', 'mine.csv');
  const orders = rowsOf('mine', 'orders');
  for (const table of ['children', 'fills']) {
    const named = rowsOf('mine', table).map((row) => [row.parent_id, row.cl_ord_id, row.account]);
    expect(new Set(named.map(([, clOrdId]) => clOrdId))).toEqual(new Set(['A-1', 'A-2']));
    for (const [parent, ...names] of named) {
      const { cl_ord_id: clOrdId, account } = orders[parent as number]!;
      expect(names).toEqual([clOrdId, account]);
    }
  }
  const told = orders.map((row) => [row.cl_ord_id, row.account, row.symbol, row.side, row.state]);
  expect(told).toEqual([
    ['A-1', 'CLIENT-A', 'GT', 'buy', 'filled'],
    ['A-2', '', 'CO', 'sell', 'filled'],
    ['A-3', 'CLIENT-A', 'GT', 'buy', 'working'],
    ['A-4', 'CLIENT-B', 'GT', 'buy', 'later'],
  ]);
  expect(orders[0]).toMatchObject({ ordered: 300, executed: 300, verdict: 'admitted' });
  expect(orders[3]).toMatchObject({ executed: 0, average_price: null, children: 0 });
});

test('findings have the ClOrdID, Account and child of the order that they are about', async () => {
  const warn = ['--set', 'risk.advShare.mode=warn', '--set', 'risk.advShare.percent=0.000001'];
  await events('found', '--orders', 'mine.csv', ...warn);
  const [orders, children, findings] = ['orders', 'children', 'findings'].map((name) =>
    rowsOf('found', name),
  ) as [Row[], Row[], Row[]];
  expect(new Set(findings.map((row) => row.cl_ord_id))).toEqual(new Set(['A-1', 'A-2']));
  for (const finding of findings) {
    const child = children.find(
      (row) => row.server === finding.server && row.sequence === finding.sequence,
    )!;
    const { cl_ord_id: clOrdId, account, parent_id: parent } = finding;
    expect([child.cl_ord_id, child.account, child.parent_id]).toEqual([clOrdId, account, parent]);
    expect(orders[parent as number]!.cl_ord_id).toBe(clOrdId);
    expect(finding).toMatchObject({ check: 'adv-share', outcome: 'warned', scope: 'order' });
    expect(finding).toMatchObject({ of: String(finding.server), unit: 'shares', bound: 0 });
  }
});

test('orders join their children and fills, whose sums they have', async () => {
  await events(
    'own',
    '--set',
    'risk.maxNotional.mode=enforce',
    '--set',
    'risk.maxNotional.dollars=1000',
  );
  const [orders, children, fills] = ['orders', 'children', 'fills'].map((name) =>
    rowsOf('own', name),
  ) as [Row[], Row[], Row[]];
  const of = (rows: readonly Row[], order: Row): Row[] =>
    rows.filter((row) => row.parent_id === order.parent_id);
  let refusedOrders = 0;
  for (const order of orders) {
    const own = of(children, order);
    const executed = of(fills, order).filter((fill) => fill.executed !== 0);
    const sum = (value: (fill: Row) => number): number =>
      executed.reduce((total, fill) => total + value(fill), 0);
    const shares = sum((fill) => fill.executed as number);
    const refused = own.filter(({ verdict }) => verdict !== 'admitted');
    if (refused.length > 0) refusedOrders++;
    expect([order.children, order.refused_children, order.executed]).toEqual([
      own.length,
      refused.length,
      shares,
    ]);
    expect(order.verdict).toBe(refused[0]?.verdict ?? 'admitted');
    if (shares > 0)
      expect(order.average_price).toBeCloseTo(
        sum((fill) => (fill.executed as number) * (fill.price as number)) / shares,
        6,
      );
  }
  expect([orders.length > 100, refusedOrders > 10]).toEqual([true, true]);
  expect(Object.hasOwn(children[0]!, 'cl_ord_id')).toBe(false);
});

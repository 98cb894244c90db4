import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sumLayout } from '../../../src/fleet/memory/firm-sums.js';
import { takeOthers } from '../../../src/fleet/server-thread/others.js';
import {
  holdSums,
  openSums,
  publishAnswers,
  publishTurn,
} from '../../../src/fleet/server-thread/sums.js';
import { allocateLayout, openTables } from '../../../src/memory/table.js';
import { allocateFirm } from '../../../src/risk/counts/open.js';
import { allocateOwners } from '../../../src/risk/counts/owners.js';
import type { GateLimits } from '../../../src/risk/limits/limits.js';
import {
  admitPresent,
  answer,
  catalogueSpace,
  type GatedChild,
  type GatedParent,
  judge,
  loneGate,
  present,
} from '../../support/gate.js';

const enforce = { mode: 'enforce' } as const;
const SERVERS = 3;
const ROOM = { rows: 128, accounts: 4, isRolled: true };

/** Parents of two accounts with limits and one without, of both sides and two symbols. */
const PARENTS: GatedParent[] = [0, 1, 2].flatMap((account) =>
  [0, 1].flatMap((symbol) => [
    { account, symbol },
    { account, symbol, side: 'sell' as const, mark: 'short' as const },
    { account, symbol, side: 'sell' as const, ordered: 60 },
  ]),
);

/** Servers of one firm on threads of their own, which see what the others publish. */
function apart(limits: Partial<GateLimits>, parents: readonly GatedParent[] = PARENTS) {
  const space = catalogueSpace(limits, SERVERS);
  const layout = sumLayout(ROOM, SERVERS);
  const shared = openTables(allocateLayout(layout), layout);
  return Array.from({ length: SERVERS }, (_, index) => {
    const own = {
      ...space,
      firm: allocateFirm(space.setup),
      owners: allocateOwners(space.setup.limits, 0),
    };
    const lone = loneGate(limits, parents, { server: index + 1, space: own });
    const link = openSums(lone.gate.catalogue!, shared, SERVERS, 64, undefined);
    const sender = { children: lone.children, router: { parents: lone.parents } };
    return {
      lone,
      link,
      hold: (rows: readonly GatedChild[], nowNs = 0) => {
        present(lone, rows);
        holdSums(link, sender, 0, rows.length, nowNs);
      },
      admit: (count: number, nowNs = 0) => {
        const verdicts = admitPresent(lone, count, nowNs);
        publishTurn(link);
        return verdicts;
      },
      publish: (count: number) => publishAnswers(link, sender, 0, count),
    };
  });
}

/** The same servers on one thread, whose sums are in one table. */
function together(limits: Partial<GateLimits>) {
  const space = catalogueSpace(limits, SERVERS);
  return Array.from({ length: SERVERS }, (_, index) =>
    loneGate(limits, PARENTS, { server: index + 1, space }),
  );
}

const LIMITS: Partial<GateLimits> = {
  accountGross: { ...enforce, dollars: 9000 },
  accountNet: { ...enforce, dollars: 6000 },
  accountOpen: { ...enforce, dollars: 7000 },
  cumulativeAdv: { ...enforce, percent: 0.3, softPercent: 0.3, per: 'account' },
  position: { ...enforce, dollars: 7000, per: 'account' },
  locate: { ...enforce, shares: 400, per: 'firm' },
  selfMatch: { ...enforce, per: 'account' },
  rollingGross: { ...enforce, dollars: 9000, windowSeconds: 2 },
  layers: { accounts: { A: { accountOpen: { dollars: 5000 } }, B: {} } },
};

const step = fc.record({
  gapMs: fc.oneof(fc.nat(300), fc.nat(5000)),
  server: fc.nat(SERVERS - 1),
  // Money is published in units of $100, so that only whole units are counted alike.
  rows: fc.array(
    fc.record({
      parent: fc.nat(PARENTS.length - 1),
      quantity: fc.integer({ min: 1, max: 12 }).map((tens) => 10 * tens),
      priceTicks: fc.constantFrom(100_000, 200_000, 300_000),
    }),
    { minLength: 1, maxLength: 6 },
  ),
  executed: fc.array(fc.nat(12), { minLength: 6, maxLength: 6 }),
});

describe('sums over servers that see only what others publish', () => {
  test('give the verdicts of one table, while servers take turns', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 40 }), (steps) => {
        const threads = apart(LIMITS);
        const gates = together(LIMITS);
        let nowNs = -5e9;
        for (const { server, rows, executed, gapMs } of steps) {
          const thread = threads[server]!;
          nowNs += gapMs * 1e6;
          thread.hold(rows, nowNs);
          const verdicts = thread.admit(rows.length, nowNs);
          expect(verdicts).toEqual(judge(gates[server]!, rows, nowNs));
          for (const verdict of verdicts) seen.add(verdict);
          const answers = rows.flatMap(({ parent, quantity, priceTicks }, n) => {
            if (verdicts[n] !== 'admitted') return [];
            const part = Math.min(quantity, 10 * executed[n]!);
            return [{ parent, executed: part, cancelled: quantity - part, limitTicks: priceTicks }];
          });
          nowNs += gapMs * 1e5;
          answer(thread.lone, answers, nowNs);
          thread.publish(rows.length);
          answer(gates[server]!, answers, nowNs);
        }
      }),
      { numRuns: 50, seed: 16 },
    );
    const checks = Object.keys(LIMITS).filter((field) => field !== 'layers');
    expect([...seen]).toEqual(expect.arrayContaining(checks.map(kebab)));
  });

  test('count what others hold, until they have judged it', () => {
    const [first, second] = apart({ accountOpen: { ...enforce, dollars: 4000 } });
    first!.hold([{ quantity: 150 }]);
    second!.hold([{ quantity: 51 }]);
    expect(second!.admit(1)).toEqual(['account-open']);
    expect(first!.admit(1)).toEqual(['admitted']);
    second!.hold([{ quantity: 50 }]);
    expect(second!.admit(1)).toEqual(['admitted']);
  });

  test('let no two orders meet that are held at the same time', () => {
    const [first, second] = apart({ selfMatch: { ...enforce, per: 'firm' } });
    first!.hold([{ parent: 0 }]);
    second!.hold([{ parent: 1 }]);
    expect(second!.admit(1)).toEqual(['self-match']);
    // The first read before the second had held.
    expect(first!.admit(1)).toEqual(['admitted']);
    answer(first!.lone, [{ parent: 0, cancelled: 100 }]);
    first!.publish(1);
    second!.hold([{ parent: 1 }]);
    expect(second!.admit(1)).toEqual(['admitted']);
  });

  test('are infinite beyond what a word can publish', () => {
    const limits = { position: { ...enforce, dollars: 2e15, per: 'firm' } } as const;
    const [first, second] = apart(limits, [{ ordered: 0x7fffffff }]);
    for (let n = 0; n < 3; n++) {
      first!.hold([{ quantity: 0x7fffffff - n }]);
      expect(first!.admit(1)).toEqual(['admitted']);
    }
    second!.hold([{ quantity: 1 }]);
    expect(second!.admit(1)).toEqual(['position']);
  });

  test('are taken over from a journal, by account and by owner and symbol', () => {
    const limits: Partial<GateLimits> = {
      accountNet: { ...enforce, dollars: 4000 },
      position: { ...enforce, dollars: 4000, per: 'firm' },
    };
    const { catalogue } = loneGate(limits).gate;
    takeOthers(catalogue!, 1, 0, 3_000_000);
    expect([...catalogue!.accounts!.sums.others.subarray(0, 4)]).toEqual([0, 3_000_000, 0, 0]);
    takeOthers(catalogue!, 4, 65_536 * 2 ** 22 + 1, 70);
    expect(catalogue!.owners!.others[8]).toBe(70);
    const rolled = loneGate({ rollingGross: { ...enforce, dollars: 4000 } });
    takeOthers(rolled.gate.catalogue!, 12, 0, 20_000_000);
    expect(judge(rolled, [{ quantity: 101 }, { quantity: 100 }])).toEqual([
      'rolling-gross',
      'admitted',
    ]);
  });
});

function kebab(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

import { expect, test } from 'vitest';
import { allocateFleet } from '../../../src/fleet/memory/allocate.js';
import { openControl, openShard } from '../../../src/fleet/memory/open.js';
import { openHostedServers, shardOfHost } from '../../../src/fleet/server-thread/hosted-server.js';
import { planFleet } from '../../../src/fleet/spec.js';
import { inRegion } from '../../../src/memory/arena.js';
import { KNIGHT_2012 } from '../../../src/scenarios/knight.js';
import { RUNAWAY } from '../../support/fleet.js';

test.each([
  ['inline', {}],
  ['thread', {}],
  ['inline', { openOrders: { mode: 'enforce', orders: 100 } }],
  [
    'thread',
    {
      accountNet: { mode: 'enforce' },
      messageRate: { mode: 'enforce' },
      rollingVolume: { mode: 'enforce' },
      rollingGross: { mode: 'enforce' },
      orderTypes: { mode: 'enforce' },
    },
  ],
] as const)('with venues %s and the checks %o, every thread has its kernel', (venues, checks) => {
  const plan = planFleet({ ...RUNAWAY, venues, risk: { ...RUNAWAY.risk, ...checks } });
  const memory = { ...allocateFleet(plan), capture: undefined };
  for (let thread = 0; thread < plan.threads; thread++) {
    const { shard, hostedServers } = inRegion(memory.scratch[thread]!, () => {
      const control = openControl(plan, memory);
      const shard = openShard(plan, memory, shardOfHost(plan, thread));
      return {
        shard,
        hostedServers: openHostedServers(plan, memory, control, shard, thread, []),
      };
    });
    expect(hostedServers.length).toBe(plan.servers / plan.threads);
    for (const { server } of hostedServers) {
      expect(server.kernel).toMatchObject({ decides: true, gates: true, settles: true });
      expect(shard.market.book.kernel?.memory).toBe(server.children.memory);
    }
  }
});

test.each([1, 100])('every thread that marks has its kernel with epochs of %i ms', (epochMs) => {
  const { market } = KNIGHT_2012;
  for (const venues of ['inline', 'thread'] as const) {
    const plan = planFleet({ ...RUNAWAY, venues, market, epochMs });
    const memory = { ...allocateFleet(plan), capture: undefined };
    const thread = venues === 'thread' ? plan.threads : 0;
    const shard = inRegion(memory.scratch[thread]!, () => openShard(plan, memory, 0));
    expect(shard.market.marksKernel).toBeDefined();
  }
});

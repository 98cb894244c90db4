import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Behaviour, BUILDS } from '../../src/deployment/builds.js';
import { REUSED_FLAG } from '../../src/deployment/flags.js';
import {
  lineageBehaviour,
  lineageBuild,
  lineageFlags,
  lineageServer,
} from '../../src/orders/children.js';
import { anyLimits, smallDays } from './small-days.js';
import { isOver, tickWatched, watchDay } from './watched-day.js';

describe('invariant 2: one parent, server, build and flag set a child, gapless sequences', () => {
  test('in any small day, whatever is deployed, refused or killed during it', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(smallDays({ limits: anyLimits, people: true }), (spec) => {
        const watched = watchDay(spec);
        const { day } = watched;
        const sequences = day.servers.map(() => 0);
        const serverOf = new Map<number, number>();
        const faults: string[] = [];
        const claim = (holds: boolean, fault: string): void => {
          if (!holds) faults.push(fault);
        };
        while (!isOver(watched)) {
          for (const child of tickWatched(watched)) {
            const { router } = day.servers[child.server - 1]!;
            const { lineage, order, sequence } = child;
            const name = `child ${sequence} of server ${child.server}`;
            claim(sequence === ++sequences[child.server - 1]!, `${name}: a gap`);
            claim(
              lineageServer(lineage) === child.server,
              `${name}: server ${lineageServer(lineage)}`,
            );
            claim(
              lineageBuild(lineage) === router.build,
              `${name}: build ${lineageBuild(lineage)}`,
            );

            claim(order < day.cursor.nextOrder[0]!, `${name}: order ${order} has not arrived`);
            claim(
              (serverOf.get(order) ?? child.server) === child.server,
              `${name}: order ${order} is another server's`,
            );
            serverOf.set(order, child.server);
            claim(
              child.symbol === day.flow.symbol[order] && child.side === day.flow.side[order],
              `${name}: another stock or side`,
            );

            const behaviour = lineageBehaviour(lineage);
            const honoured = day.flow.flags[order]! & router.flagMask;
            const row = BUILDS[router.build]!;
            const may: number[] =
              honoured === 0 ? [row.plain] : [row.flagged, row.flaggedPreMarket];
            claim(may.includes(behaviour), `${name}: behaviour ${behaviour}`);
            claim(
              lineageFlags(lineage) === (behaviour === Behaviour.ORDINARY ? 0 : REUSED_FLAG),
              `${name}: flags ${lineageFlags(lineage)}`,
            );
            seen.add(`${row.build} ${behaviour}`);
          }
        }
        expect(faults).toEqual([]);
        for (const [index, { router }] of day.servers.entries())
          expect(router.counts.sequence[0]).toBe(sequences[index]);
      }),
      { seed: 20120801, numRuns: 60 },
    );
    expect([...seen].sort()).toEqual(['2003 0', '2003 2', '2005 0', '2005 2', '2012 0', '2012 1']);
  });
});

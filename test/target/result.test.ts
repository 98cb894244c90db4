import { describe, expect, test } from 'vitest';
import { judgeTargetLoad, type TargetResult } from '../../src/target/result.js';

const good = {
  issued: { asked: 1000, handed: 1000, left: 1000 },
  unanswered: 0,
  lateByTarget: 0,
  lateByTool: 0,
  drain: { open: 3, cancels: 3, outstanding: 0 },
  endedBy: 'done' as const,
  counts: { rejected: 0 } as TargetResult['counts'],
};
const bad = (more: Partial<Parameters<typeof judgeTargetLoad>[0]>) =>
  judgeTargetLoad({ ...good, ...more })
    .filter(({ isGood }) => !isGood)
    .map(({ name, reason }) => `${name}: ${reason}`);

describe('the verdicts on a load', () => {
  test('are good when all was sent in time and answered', () => {
    expect(bad({})).toEqual([]);
    expect(bad({ lateByTarget: 5, lateByTool: 5 })).toEqual([]);
  });

  test('tell what is missing', () => {
    expect(bad({ unanswered: 2 })).toEqual(['complete: 2 messages have no answer']);
    expect(bad({ drain: { open: 1, cancels: 1, outstanding: 1 } })).toEqual([
      'complete: 1 orders may still be open',
    ]);
    expect(bad({ issued: { asked: 1000, handed: 1000, left: 999 } })).toEqual([
      'complete: 1 messages never left',
    ]);
    expect(bad({ endedBy: 'disconnected' })).toEqual(['complete: a connection ended']);
  });

  test('are never good when nothing was sent, or nothing understood', () => {
    const issued = { asked: 0, handed: 0, left: 0 };
    expect(bad({ issued })).toEqual(['complete: nothing was sent']);
    const counts = { rejected: 1000 } as TargetResult['counts'];
    expect(bad({ counts })).toEqual(['complete: the target understood no message']);
  });

  test('tell a target that does not read from a tool that is too slow', () => {
    const told = '11 messages left more than 10 ms late, 0 not at all, of 1000';
    expect(bad({ lateByTarget: 11 })).toEqual([`rate: ${told}`]);
    expect(bad({ lateByTool: 11 })).toEqual([
      `rate: ${told}`,
      'tool: 11 messages were late by smars itself, 0 since the target did not read',
    ]);
    expect(bad({ issued: { asked: 1000, handed: 900, left: 900 } })).toEqual([
      'rate: 0 messages left more than 10 ms late, 100 not at all, of 1000',
    ]);
  });
});

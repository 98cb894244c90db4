import { describe, expect, test } from 'vitest';
import { auditFleet } from '../../src/deployment/audit.js';

describe('an audit of the fleet', () => {
  test('names the servers, from 1, that do not run the expected build', () => {
    expect(auditFleet([2012, 2012, 2005, 2012, 2003], 2012)).toEqual({
      expectedBuild: 2012,
      strays: [3, 5],
    });
  });

  test('counts a server on a newer build as a stray', () => {
    expect(auditFleet([2012, 2005], 2005).strays).toEqual([1]);
  });

  test('finds no stray when all servers run the expected build', () => {
    expect(auditFleet([2012, 2012], 2012).strays).toEqual([]);
    expect(auditFleet([], 2012).strays).toEqual([]);
  });
});

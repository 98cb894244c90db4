import { describe, expect, test } from 'vitest';
import { auditFleet } from '../../src/deployment/audit.js';

describe('an audit of the fleet', () => {
  test('names the servers, from 1, that run another build than was meant', () => {
    expect(auditFleet([2012, 2012, 2005, 2012, 2003], 2012)).toEqual({
      expectedBuild: 2012,
      strays: [3, 5],
    });
  });

  test('calls a newer build a stray as well', () => {
    expect(auditFleet([2012, 2005], 2005).strays).toEqual([1]);
  });

  test('finds nothing where all is as it was meant', () => {
    expect(auditFleet([2012, 2012], 2012).strays).toEqual([]);
    expect(auditFleet([], 2012).strays).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/base/input-error.js';
import { readTargetFolder } from '../../../src/report/html/target-form.js';
import { targetFiles } from '../../support/target-folder.js';

describe('the folder of a load on a target', () => {
  test('is read with its timeline and its latencies', () => {
    const folder = readTargetFolder('runs/a', targetFiles())!;
    expect(folder.summary.issued).toEqual({ asked: 110, handed: 109, left: 108 });
    expect(folder.timeline!.get('answered')).toEqual([50, 108]);
    expect([...folder.latency.keys()]).toEqual(['response', 'lag']);
  });

  test('is none when its summary is of another command, or is not there', () => {
    expect(readTargetFolder('runs/a', () => undefined)).toBeUndefined();
    expect(readTargetFolder('runs/a', targetFiles({ command: 'load' }))).toBeUndefined();
  });

  test.each([
    [{ issued: { asked: -1, handed: 0, left: 0 } }, 'issued.asked'],
    [{ verdicts: [{ name: 'rate' }] }, 'verdicts.0.isGood'],
    [{ oracle: { leaks: 1 } }, 'oracle.limits'],
  ])('is refused with the place of %j', (change, reason) => {
    const read = () => readTargetFolder('runs/a', targetFiles(change));
    expect(read).toThrow(InputError);
    expect(read).toThrow(reason);
  });
});

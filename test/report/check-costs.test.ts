import { expect, test } from 'vitest';
import { costOfCheck, describeCheckCosts } from '../../src/report/check-costs.js';
import { benchmarkOf } from '../support/benchmarks.js';
import { linesWider } from '../support/command.js';

// A disturbance hits all cases of the third round alike.
const gate = benchmarkOf('gate', {
  'floor: copy the rows': [[1, 1, 10]],
  'every check off': [[10, 10, 100]],
  'the story’s seven': [[12, 12, 120]],
  'the full gate': [[50, 50, 500]],
  'alone position': [[13, 13, 130]],
  'without position': [[48, 48, 480]],
});

test('the cost of a check is the median of differences round by round', () => {
  expect(costOfCheck(gate, 'position')).toEqual({ aloneNs: 3, marginalNs: 2 });
  expect(costOfCheck(gate, 'loss-limit')).toEqual({ aloneNs: null, marginalNs: null });
});

test('costs and times share one table of 80 columns, with a dash for what is not known', () => {
  const lines = [
    { check: 'position', ...costOfCheck(gate, 'position'), trippedNs: 7.4e9, stoppedNs: 2_699e9 },
    { check: 'loss-limit', ...costOfCheck(gate, 'loss-limit'), trippedNs: null, stoppedNs: null },
  ];
  const text = describeCheckCosts(gate, lines, 'knight-2012');
  expect(linesWider(text)).toEqual([]);
  expect(text).toMatch(/^position +3\.0 +2\.0 +\+7\.4s +10:14:59$/m);
  expect(text).toMatch(/^loss-limit +– +– +– +–$/m);
  expect(text.replace(/\s+/g, ' ')).toContain(
    'every check off 10.0 ns, the story’s seven 12.0 ns, the full gate 50.0 ns',
  );
});

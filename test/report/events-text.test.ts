import { expect, test } from 'vitest';
import { describeEvents } from '../../src/report/events-text.js';
import { linesWider } from '../support/command.js';

const COUNTS = {
  format: 'arrow',
  children: 4_531_434,
  fills: 4_531_400,
  bytes: 476e6,
  dropped: 0,
  fullTimes: 0,
  waitedMs: 0,
} as const;
const told = (text: string): string => {
  expect(linesWider(text)).toEqual([]);
  return text.replaceAll('\n', ' ');
};

test('the text says that a writer kept up', () => {
  expect(told(describeEvents({ ...COUNTS, policy: 'wait' }))).toBe(
    'Events: 4,531,434 children and 4,531,400 fills written as arrow, 476 MB; ' +
      'the ring to the writer was never full.',
  );
});

test('a run that waited for the writer says how long, and that nothing was lost', () => {
  expect(told(describeEvents({ ...COUNTS, policy: 'wait', fullTimes: 1, waitedMs: 1234 }))).toMatch(
    /; the run waited 1 time for the writer, 1\.23 s in all\. Nothing was lost\.$/,
  );
});

test('a load counts the children that it left out, also as a share of all', () => {
  expect(
    told(describeEvents({ ...COUNTS, policy: 'drop', fullTimes: 12, dropped: 4_531_434 })),
  ).toMatch(
    /The writer did not keep up 12 times: 4,531,434 children, 50\.00 % of all, were left out\.$/,
  );
});

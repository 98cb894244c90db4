import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type EasternTime, isDaylightTime, readEasternTime } from '../../src/flow/eastern-time.js';

const OFFSET = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/New_York',
  timeZoneName: 'longOffset',
});

/** What the time zone database of Intl says. */
function isDaylightByIntl(utcSecond: number): boolean {
  return OFFSET.format(utcSecond * 1000).endsWith('GMT-04:00');
}

function read(text: string): EasternTime {
  const time = { ns: 0, day: 0 };
  const bytes = new TextEncoder().encode(`1.5,${text},09:30:00\n`);
  readEasternTime(bytes, 4, bytes.length - 10, time);
  return time;
}

const dayOf = (date: string) => Date.parse(`${date}T00:00:00Z`) / 86_400_000;

describe('daylight saving time in the East', () => {
  test('begins and ends as in the time zone database, in each year from 1987 to 2099', () => {
    for (let year = 1987; year <= 2099; year++) {
      const changes: number[] = [];
      for (
        let second = Date.UTC(year, 0, 1) / 1000;
        second < Date.UTC(year + 1, 0, 1) / 1000;
        second += 3600
      ) {
        if (isDaylightTime(second) !== isDaylightTime(second - 1)) changes.push(second);
      }
      expect(changes).toHaveLength(2);
      for (const second of changes) {
        expect([second - 1, second].map(isDaylightByIntl)).toEqual(
          [second - 1, second].map(isDaylightTime),
        );
      }
    }
  });

  test('is in force exactly when the time zone database says so', () => {
    const moment = fc.integer({
      min: Date.UTC(1987, 0, 1) / 1000,
      max: Date.UTC(2099, 11, 31) / 1000,
    });
    fc.assert(
      fc.property(moment, (second) => {
        expect(isDaylightTime(second)).toBe(isDaylightByIntl(second));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a time', () => {
  test('of day is Eastern and has no date', () => {
    expect(read('09:30:00')).toEqual({ ns: 0, day: -1 });
    expect(read('08:01:00.25')).toEqual({ ns: -5_339_750_000_000, day: -1 });
    expect(read('23:59:59.999999999')).toEqual({ ns: 52_199_999_999_999, day: -1 });
  });

  test('of FIX is UTC, on either side of the change to daylight saving time', () => {
    expect(read('20120801-13:30:00')).toEqual({ ns: 0, day: dayOf('2012-08-01') });
    expect(read('20120309-14:30:00.000000001')).toEqual({ ns: 1, day: dayOf('2012-03-09') });
    expect(read('20120312-13:30:00.5')).toEqual({ ns: 500_000_000, day: dayOf('2012-03-12') });
  });

  test('of ISO 8601 has an offset, and belongs to its Eastern date', () => {
    const bell = { ns: 0, day: dayOf('2012-08-01') };
    const same = [
      '2012-08-01T13:30:00Z',
      '2012-08-01 09:30:00-04',
      '2012-08-01T23:00:00+0930',
      '2012-08-01T14:30:00.0+01:00',
    ];
    expect(same.map(read)).toEqual([bell, bell, bell, bell]);
    expect(read('2012-08-02T00:30:00Z')).toEqual({ ns: 39_600e9, day: dayOf('2012-08-01') });
    expect(read('2013-01-01T03:00:00+00:00')).toEqual({ ns: 45_000e9, day: dayOf('2012-12-31') });
    expect(read('2012-02-29T14:30:00-00:00')).toEqual({ ns: 0, day: dayOf('2012-02-29') });
  });

  test.each([
    ...[
      '',
      '9',
      '09:30',
      '9:30:00',
      '09:30:00.',
      '09:30:00.1234567890',
      '09:30:00,5',
      '09:30:60',
      '09:60:00',
      '24:00:00',
      '09:30:00Z',
      '09-30-00',
    ],
    ...[
      '20120801-13:30',
      '20120801 13:30:00',
      '20120801-13:30:00Z',
      '20120229-1:30:00',
      '20110229-14:30:00',
      '20120431-13:30:00',
      '20120800-13:30:00',
    ],
    ...[
      '20121301-14:30:00',
      '20120001-14:30:00',
      '19861231-14:30:00',
      '21000101-14:30:00',
      '2012080x-13:30:00',
    ],
    ...[
      '2012-08-01',
      '2012-08-01T09:30:00',
      '2012-08-01T09:30Z',
      '2012-08-01t13:30:00Z',
      '2012-08-01T13:30:00z',
      '2012-8-01T13:30:00Z',
    ],
    ...[
      '2012-08-01T13:30:00+',
      '2012-08-01T13:30:00+1',
      '2012-08-01T13:30:00+1:00',
      '2012-08-01T13:30:00+01:60',
      '2012-08-01T13:30:00-15',
      '2012-08-01T13:30:00+01-00',
    ],
  ])('is not %j', (text) => {
    expect(read(text).ns).toBeNaN();
  });
});

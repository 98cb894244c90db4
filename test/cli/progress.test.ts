import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fitProgress, Progress, showTimeLeft } from '../../src/cli/progress.js';

/** A terminal that records its messages; none may go to the answer. */
function terminal(live: boolean, columns = 80) {
  const told: string[] = [];
  const answer = (text: string): never => {
    throw new Error(`an answer: ${text}`);
  };
  const redraw = (line: string) => told.push(`${ERASE}${line}`);
  return {
    told,
    answer,
    paint: answer,
    redraw,
    tell: (text: string) => told.push(text),
    live,
    columns,
    interrupted: new AbortController().signal,
  };
}

const ERASE = '\r\u001b[2K';

describe('progress', () => {
  let nowMs = 0;
  beforeEach(() => {
    nowMs = 5000;
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
  });
  afterEach(() => vi.restoreAllMocks());

  test('counts what was done before as no work of now', () => {
    const shown = terminal(false);
    const progress = new Progress(shown);
    for (let done = 501; done <= 504; done++) {
      nowMs += 1000;
      progress.showDone(done, 1000, 'days');
    }
    expect(shown.told.at(-1)).toBe(' 50 %  504 of 1,000 days  9 min left\n');
  });

  test('of a part of the days is not shown beside that of the part', () => {
    const progress = new Progress(undefined);
    nowMs += 60_000;
    progress.showDone(1, 2, 'days');
    progress.end();
  });

  /** Simulates work of so many milliseconds that shows its progress every ten. */
  function showFor(progress: Progress, milliseconds: number): void {
    const begin = nowMs;
    while (nowMs - begin < milliseconds) {
      nowMs += 10;
      progress.show((nowMs - begin) / milliseconds, `${nowMs - begin} ms`);
    }
  }

  test('on a terminal is a bar, redrawn every 0.1 s and removed at the end', () => {
    const live = terminal(true);
    const progress = new Progress(live);
    showFor(progress, 400);
    expect(live.told).toEqual([
      `${ERASE}${'█'.repeat(5)}${'░'.repeat(15)}  25 %  100 ms`,
      `${ERASE}${'█'.repeat(10)}${'░'.repeat(10)}  50 %  200 ms`,
      `${ERASE}${'█'.repeat(15)}${'░'.repeat(5)}  75 %  300 ms`,
      `${ERASE}${'█'.repeat(20)} 100 %  400 ms`,
    ]);
    progress.end();
    progress.end();
    expect(live.told.slice(4)).toEqual([ERASE]);
  });

  test('on a narrow terminal stays on one line and cuts no number', () => {
    const live = terminal(true, 30);
    showFor(new Progress(live), 100);
    expect(live.told).toEqual([`${ERASE}100 %  100 ms`]);
  });

  test('without a terminal is a plain line every two seconds', () => {
    const plain = terminal(false);
    const progress = new Progress(plain);
    showFor(progress, 6500);
    progress.end();
    expect(plain.told).toEqual([' 30 %  2000 ms\n', ' 61 %  4000 ms\n', ' 92 %  6000 ms\n']);
  });

  test('is not shown for short work', () => {
    for (const [live, milliseconds] of [
      [true, 90],
      [false, 1990],
    ] as const) {
      const quiet = terminal(live);
      const progress = new Progress(quiet);
      showFor(progress, milliseconds);
      progress.end();
      expect(quiet.told).toEqual([]);
    }
  });

  test('drops the bar first, then the last parts of the text', () => {
    const text = '09:41:12.4  1,234,567 orders/s  exposure $1.23bn  loss $45.6M';
    const parts = text.split('  ');
    const all = [...parts.keys()].map((n) => [' 41 %', ...parts.slice(0, n + 1)].join('  '));
    const bar = '█'.repeat(20);
    const shown: string[] = [];
    for (let columns = 0; columns < 100; columns++) {
      const line = fitProgress(bar, ' 41 %', text, columns);
      expect(line.length).toBeLessThanOrEqual(columns);
      shown.push(line);
    }
    expect(new Set(shown)).toEqual(new Set(['', ' 41 %', ...all, `${bar}  41 %  ${text}`]));
  });
});

test('the time left goes by the pace so far, up to the next second or minute', () => {
  expect(showTimeLeft(0.25, 10_000)).toBe('30 s left');
  expect(showTimeLeft(0.5, 98_200)).toBe('99 s left');
  expect(showTimeLeft(0.5, 100_000)).toBe('2 min left');
  expect(showTimeLeft(0.5, 6_100_000)).toBe('2 h left');
  expect([showTimeLeft(0, 5000), showTimeLeft(1, 5000)]).toEqual([null, null]);
});

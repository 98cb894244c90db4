import { count } from '../report/format.js';
import type { Terminal } from './command.js';

/** Time between two redraws of a line, and between two plain lines without a terminal. */
const REDRAW_MS = 100;
const PLAIN_MS = 2000;
const BAR_COLUMNS = 20;

/**
 * A progress line on standard error: a redrawn bar on a terminal, otherwise a plain line every two
 * seconds.
 */
export class Progress {
  readonly #terminal: Terminal | undefined;
  readonly #begunAt: number;
  #shownAt: number;
  /** How much was done before. */
  #known: number | undefined;
  #drawn = false;

  /** Without a terminal nothing is shown. */
  constructor(terminal: Terminal | undefined) {
    this.#terminal = terminal;
    this.#begunAt = performance.now();
    this.#shownAt = this.#begunAt;
  }

  /** Shows the fraction done, 0 … 1, and a text, if it is time to. */
  show(fraction: number, text: string): void {
    const isLive = this.#terminal?.live === true;
    if (performance.now() - this.#shownAt >= (isLive ? REDRAW_MS : PLAIN_MS))
      this.step(fraction, text);
  }

  /**
   * Shows how many of a number are done, and how long the rest takes if it goes on so. Call it
   * after each; what was done before the first call took no time.
   */
  showDone(done: number, of: number, unit: string): void {
    this.#known ??= done - 1;
    const share = (done - this.#known) / (of - this.#known);
    const left = showTimeLeft(share, performance.now() - this.#begunAt);
    const text = `${count(done)} of ${count(of)} ${unit}`;
    this.show(done / of, left === null ? text : `${text}  ${left}`);
  }

  /** Shows it at once: a step of the work is done. */
  step(fraction: number, text: string): void {
    this.#shownAt = performance.now();
    if (this.#terminal === undefined) return;
    const percent = `${Math.floor(fraction * 100)}`.padStart(3);
    if (!this.#terminal.live) {
      this.#terminal.tell(`${percent} %  ${text}\n`);
      return;
    }
    const full = Math.round(fraction * BAR_COLUMNS);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)}`;
    this.#terminal.redraw(fitProgress(bar, `${percent} %`, text, this.#terminal.columns - 1));
    this.#drawn = true;
  }

  /** Removes the line. */
  end(): void {
    if (this.#drawn) this.#terminal?.redraw('');
    this.#drawn = false;
  }
}

/**
 * Tells how long work takes to its end at the pace so far, of which a share, 0 … 1, took some time.
 * Null before the first of it and after the last.
 */
export function showTimeLeft(share: number, elapsedMs: number): string | null {
  if (share <= 0 || share >= 1) return null;
  const seconds = Math.ceil((elapsedMs * (1 / share - 1)) / 1000);
  if (seconds < 100) return `${seconds} s left`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 100 ? `${minutes} min left` : `${Math.ceil(minutes / 60)} h left`;
}

/**
 * Fits a progress line into a number of columns. It drops the bar first, then the last parts of the
 * text. A number is never cut.
 */
export function fitProgress(bar: string, percent: string, text: string, columns: number): string {
  const parts = text.split('  ');
  const lines = [
    `${bar} ${percent}  ${text}`,
    ...parts.map((_, n) => [percent, ...parts.slice(0, parts.length - n)].join('  ')),
    percent,
  ];
  return lines.find((line) => line.length <= columns) ?? '';
}

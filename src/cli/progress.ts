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
  readonly #terminal: Terminal;
  #shownAt: number;
  #drawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#shownAt = performance.now();
  }

  /** Shows the fraction done, 0 … 1, and a text, if it is time to. */
  show(fraction: number, text: string): void {
    if (performance.now() - this.#shownAt >= (this.#terminal.live ? REDRAW_MS : PLAIN_MS))
      this.step(fraction, text);
  }

  /** Shows it at once: a step of the work is done. */
  step(fraction: number, text: string): void {
    this.#shownAt = performance.now();
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
    if (this.#drawn) this.#terminal.redraw('');
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
  return seconds < 100 ? `${seconds} s left` : `${Math.ceil(seconds / 60)} min left`;
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

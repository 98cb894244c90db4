import type { Terminal } from './command.js';

/**
 * How often a line is redrawn, and how often a plain line is printed where nothing can be redrawn.
 */
const REDRAW_MS = 100;
const PLAIN_MS = 2000;
const BAR_COLUMNS = 20;

/**
 * A progress line on standard error: a bar that is redrawn on a terminal, a plain line every two
 * seconds otherwise.
 */
export class Progress {
  readonly #terminal: Terminal;
  #shownAt: number;
  #drawn = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#shownAt = performance.now();
  }

  /** Shows how far the work is, 0 … 1, and what there is to say of it, if it is time to. */
  show(fraction: number, text: string): void {
    if (performance.now() - this.#shownAt >= (this.#terminal.live ? REDRAW_MS : PLAIN_MS))
      this.step(fraction, text);
  }

  /** Shows it whatever the time: a step of the work is over. */
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

  /** Takes the line away. */
  end(): void {
    if (this.#drawn) this.#terminal.redraw('');
    this.#drawn = false;
  }
}

/**
 * A line of progress in so many columns: first the bar goes, then what is said last, part by part.
 * A number is never cut.
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

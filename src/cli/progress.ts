import type { Terminal } from './command.js';

/** How often a line is redrawn, and how often a plain line is printed where nothing can be redrawn. */
const REDRAW_MS = 100;
const PLAIN_MS = 2000;
const BAR_COLUMNS = 20;

/** A progress line on standard error: a bar that is redrawn on a terminal, a plain line every two seconds otherwise. */
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
    if (performance.now() - this.#shownAt >= (this.#terminal.live ? REDRAW_MS : PLAIN_MS)) this.step(fraction, text);
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
    const line = `${'█'.repeat(full)}${'░'.repeat(BAR_COLUMNS - full)} ${percent} %  ${text}`;
    this.#terminal.redraw(line.slice(0, this.#terminal.columns - 1));
    this.#drawn = true;
  }

  /** Takes the line away. */
  end(): void {
    if (this.#drawn) this.#terminal.redraw('');
    this.#drawn = false;
  }
}

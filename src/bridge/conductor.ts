import { playOut } from '../drill/debrief.js';
import type { Drill } from '../drill/drill.js';
import { type Frame, frameOf } from '../drill/view.js';
import { keepPace, openPace, setPace } from './pace.js';

/** A frame as a page gets it. */
export type SentFrame = Frame & { readonly hasDebrief: boolean };

interface Conducted {
  readonly drill: Drill;
  readonly speed: number;
  /** Hears which part of the day is done while the rest of it runs without people. */
  readonly onStep?: ((fraction: number) => void) | undefined;
  /** Hears that there is something new to show. */
  readonly onNews: () => void;
  /** Makes the debrief, once the drill is over. */
  readonly debrief: () => Promise<void>;
}

/** What moves a drill, whoever carries its news to the pages: its clock, and its end. */
export class Conductor {
  /** Resolves once the drill is over and its debrief made; rejects where that fails. */
  readonly ended: Promise<void>;
  readonly #conducted: Conducted;
  readonly #pace;
  #resolve: () => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;
  #isEnding = false;
  #hasDebrief = false;

  constructor(conducted: Conducted) {
    this.#conducted = conducted;
    this.ended = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.#pace = openPace(conducted.drill, performance.now(), conducted.speed);
  }

  /** One turn, each FRAME_MS: the drill goes on, and there is news. */
  turn(): void {
    const { drill, onNews } = this.#conducted;
    if (!this.#isEnding) keepPace(this.#pace, drill, () => performance.now());
    onNews();
    if (drill.isOver) this.end();
  }

  /** Changes speed or pause. */
  setPace(change: {
    readonly speed?: number | undefined;
    readonly isPaused?: boolean | undefined;
  }) {
    setPace(this.#pace, performance.now(), change);
    this.#conducted.onNews();
  }

  /** What a page shows now. */
  frame(isTrainer: boolean): SentFrame {
    const frame = frameOf(this.#conducted.drill, { ...this.#pace, isTrainer });
    return { ...frame, hasDebrief: this.#hasDebrief };
  }

  /** Ends the drill, unless it is ending already. */
  end(): void {
    if (this.#isEnding) return;
    this.#isEnding = true;
    this.#finish().then(this.#resolve, this.#reject);
  }

  /** Ends it by a failure. */
  fail(error: unknown): void {
    this.#reject(error);
  }

  /** Runs the day to its end without people, and has the debrief made. */
  async #finish(): Promise<void> {
    const { drill, debrief, onStep, onNews } = this.#conducted;
    await playOut(drill, onStep);
    onNews();
    await debrief();
    this.#hasDebrief = true;
    onNews();
  }
}

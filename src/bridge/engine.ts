import { InputError } from '../base/input-error.js';
import type { Ask } from '../drill/acts.js';
import { type Debrief, makeDebrief, type RunDays } from '../drill/debrief.js';
import { ask, type Drill, drillScenario, type Message, openDrill } from '../drill/drill.js';
import { type DrillFile, filesOf } from '../drill/files.js';
import { type Inject, inject, takeNote } from '../drill/injects.js';
import { type Scene, sceneOf } from '../drill/view.js';
import { ROLES } from '../risk/stops/authority.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayResult } from '../session/result/result.js';
import { runDay } from '../session/session.js';
import { Conductor, type SentFrame } from './conductor.js';
import { FRAME_MS } from './pace.js';

/** A drill that needs no server: its page has it in a thread, and the two exchange messages. */

/** What a page asks of its engine; `id` comes back with the answer. */
export type ToEngine =
  | {
      readonly kind: 'begin';
      readonly story: Scenario;
      readonly speed: number;
      /** Whether the page has the trainer's part, too. */
      readonly hasTrainer: boolean;
    }
  | { readonly kind: 'ask'; readonly id: number; readonly body: Ask }
  | {
      readonly kind: 'clock';
      readonly id: number;
      readonly body: { readonly speed?: number; readonly isPaused?: boolean };
    }
  | { readonly kind: 'inject'; readonly id: number; readonly body: Inject }
  | { readonly kind: 'note'; readonly id: number; readonly body: { readonly text: string } }
  | { readonly kind: 'end'; readonly id: number };

/** What an engine tells its page. */
export type FromEngine =
  | { readonly kind: 'scene'; readonly scene: Scene }
  | { readonly kind: 'told'; readonly told: Message }
  | { readonly kind: 'frame'; readonly frame: SentFrame }
  | { readonly kind: 'answer'; readonly id: number; readonly refused?: string | undefined }
  /** What is being made after the end, and which part of it is done. */
  | { readonly kind: 'progress'; readonly what: string; readonly fraction: number }
  | { readonly kind: 'over'; readonly debrief: Debrief; readonly files: readonly DrillFile[] }
  | { readonly kind: 'failed'; readonly reason: string };

type Post = (message: FromEngine) => void;

/** Opens an engine that tells its page by `post`. Returns what hears the page. */
export function openEngine(post: Post): (message: ToEngine) => void {
  let engine: Engine | undefined;
  return (message) => {
    try {
      if (message.kind === 'begin') engine = new Engine(message, post);
      else post({ kind: 'answer', id: message.id, refused: engine!.answer(message) });
    } catch (error) {
      post({ kind: 'failed', reason: (error as Error).message });
    }
  };
}

type Begin = Extract<ToEngine, { kind: 'begin' }>;

class Engine {
  readonly #story: Scenario;
  readonly #drill: Drill;
  readonly #conductor: Conductor;
  readonly #post: Post;
  readonly #hasTrainer: boolean;
  #told = 0;

  constructor({ story, speed, hasTrainer }: Begin, post: Post) {
    this.#story = story;
    this.#hasTrainer = hasTrainer;
    this.#post = post;
    this.#drill = openDrill(drillScenario(story));
    this.#conductor = new Conductor({
      drill: this.#drill,
      speed,
      onStep: (fraction) => this.#progress('the rest of the day, without people', fraction),
      onNews: () => this.#tellNews(),
      debrief: () => this.#debrief(),
    });
    const seat = { name: 'bridge', isTrainer: hasTrainer, isLeading: true, roles: ROLES };
    post({ kind: 'scene', scene: sceneOf(this.#drill, seat) });
    const timer = setInterval(() => this.#conductor.turn(), FRAME_MS);
    this.#conductor.ended
      .catch((error: unknown) => post({ kind: 'failed', reason: (error as Error).message }))
      .finally(() => clearInterval(timer));
  }

  /** Does what a page asks; returns the reason if it is refused. */
  answer(message: Exclude<ToEngine, Begin>): string | undefined {
    try {
      if (message.kind === 'ask') ask(this.#drill, message.body, ROLES);
      else if (message.kind === 'clock') this.#conductor.setPace(message.body);
      else if (message.kind === 'inject') inject(this.#drill, message.body);
      else if (message.kind === 'note') takeNote(this.#drill, message.body.text);
      else this.#conductor.end();
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      return error.message;
    }
    this.#tellNews();
    return undefined;
  }

  #tellNews(): void {
    const { told } = this.#drill;
    for (; this.#told < told.length; this.#told++)
      this.#post({ kind: 'told', told: told[this.#told]! });
    this.#post({ kind: 'frame', frame: this.#conductor.frame(this.#hasTrainer) });
  }

  #progress(what: string, fraction: number): void {
    this.#post({ kind: 'progress', what, fraction });
  }

  async #debrief(): Promise<void> {
    const run: RunDays = async (days) => {
      const results: DayResult[] = [];
      for (const { spec } of days) {
        this.#progress('days beside the drill', results.length / days.length);
        results.push(runDay(spec, { withoutDigest: true }));
      }
      return results;
    };
    const debrief = await makeDebrief(this.#drill, this.#story, run, {
      onStep: (fraction) => this.#progress('the day with nothing done', fraction),
    });
    const files = filesOf(this.#story, this.#drill, debrief);
    this.#post({ kind: 'over', debrief, files });
  }
}

/**
 * What stands on a page, as plain data. The page's own script shows it, every text as text; nothing
 * here is markup.
 */

/**
 * What a colour says: a series of its own (s1 … s8), the one that matters, the alarming, the
 * unimportant, the good.
 */
export type Tone = 'main' | 'alarm' | 'quiet' | 'good' | `s${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

/**
 * How numbers are written: counts, counts a second, dollars, losses in dollars, of which one below
 * zero is a profit, prices in dollars, ns, fractions.
 */
export type Unit = 'count' | 'rate' | 'usd' | 'loss' | 'price' | 'latency' | 'percent';

/**
 * What the horizontal axis counts: seconds since the bell shown as time of day, seconds since the
 * start, or nines: −log10(1 − p).
 */
export type Axis = 'clock' | 'seconds' | 'nines';

/** A number worth a glance, with what it is compared with. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone: Tone;
}

export interface Series {
  readonly label: string;
  readonly tone: Tone;
  /** Which dashes the line has, 0 for none: lines of one tone are told apart by them. */
  readonly dash?: 0 | 1 | 2 | 3 | undefined;
  readonly values: readonly (number | null)[];
}

/**
 * Lines over one axis. Charts of the same axis that say `linked` zoom together and share the
 * cursor.
 */
export interface Chart {
  readonly title: string;
  readonly about: string;
  readonly axis: Axis;
  readonly unit: Unit;
  readonly isLog: boolean;
  readonly linked: boolean;
  /** Whether a value is that of the whole time since the place before it. */
  readonly isStepped?: boolean | undefined;
  readonly x: readonly number[];
  readonly series: readonly Series[];
}

/**
 * A moment marked on every linked chart of its axis: with its number where it is told in the
 * account, else as a faint line.
 */
export interface Mark {
  readonly x: number;
  readonly label: string;
  readonly tone: Tone;
}

/**
 * How often a latency was measured in each cell: rows are intervals of time, columns latencies from
 * low to high.
 */
export interface HeatMap {
  readonly title: string;
  readonly about: string;
  /**
   * Begin and end of each interval, seconds; and the edges of the columns, ns, one more than
   * columns.
   */
  readonly intervals: readonly (readonly [begin: number, end: number])[];
  readonly edges: readonly number[];
  readonly counts: readonly (readonly number[])[];
}

/**
 * A cell: its text, a smaller line below it, what it is sorted by where that is not the text,
 * and how much of a bar it fills (0 to 1).
 */
export interface Cell {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly sort?: number | undefined;
  readonly bar?: number | undefined;
  readonly tone?: Tone | undefined;
}

export interface Table {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly isSortable: boolean;
}

/** One server: what it runs, what it did, and its orders a second over the day as a small line. */
export interface ServerCard {
  readonly name: string;
  readonly state: string;
  readonly tone: Tone;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly line: readonly number[];
}

/** What happened when; `mark` is its number on the charts. */
export interface Happening {
  readonly at: string;
  readonly mark: string;
  readonly text: string;
  readonly tone: Tone;
}

export type Block =
  | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
  | { readonly kind: 'points'; readonly points: readonly string[] }
  | { readonly kind: 'figures'; readonly figures: readonly Figure[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'command'; readonly command: string; readonly about: string }
  | { readonly kind: 'happenings'; readonly happenings: readonly Happening[] }
  | { readonly kind: 'table'; readonly table: Table }
  | { readonly kind: 'servers'; readonly servers: readonly ServerCard[] }
  | { readonly kind: 'zoom'; readonly axis: Axis }
  | {
      readonly kind: 'charts';
      readonly layout: 'stack' | 'grid';
      readonly charts: readonly Chart[];
    }
  | { readonly kind: 'heat'; readonly heat: HeatMap };

export interface Section {
  readonly id: string;
  readonly title: string;
  readonly lead: string;
  readonly blocks: readonly Block[];
}

export interface Page {
  readonly kicker: string;
  readonly title: string;
  readonly lead: string;
  readonly figures: readonly Figure[];
  readonly sections: readonly Section[];
  readonly marks: readonly (Mark & { readonly axis: Axis })[];
  readonly foot: string;
}

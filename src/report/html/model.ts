/**
 * The content of a page, as plain data. The page's script shows every text as text; no text here is
 * markup.
 */

/** The meaning of a colour: main, alarm, quiet, good, or one of eight series. */
export type Tone = 'main' | 'alarm' | 'quiet' | 'good' | `s${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`;

/**
 * The unit of numbers: counts, counts a second, dollars, losses in dollars (below 0 a profit),
 * prices in dollars, latencies in ns, fractions.
 */
export type Unit = 'count' | 'rate' | 'usd' | 'loss' | 'price' | 'latency' | 'percent';

/**
 * The scale of a horizontal axis: seconds since the bell, shown as time of day; seconds since the
 * start; nines, −log10(1 − p); or orders a second.
 */
export type Axis = 'clock' | 'seconds' | 'nines' | 'perSecond';

/** A headline number, with a note on what it compares with. */
export interface Figure {
  readonly name: string;
  readonly value: string;
  readonly note: string;
  readonly tone: Tone;
}

export interface Series {
  readonly label: string;
  readonly tone: Tone;
  /** The dashes of the line, 0 for none. They tell lines of one tone apart. */
  readonly dash?: 0 | 1 | 2 | 3 | undefined;
  readonly values: readonly (number | null)[];
}

/** Lines over one axis. Linked charts of the same axis zoom together and share the cursor. */
export interface Chart {
  readonly title: string;
  readonly about: string;
  readonly axis: Axis;
  readonly unit: Unit;
  readonly isLog: boolean;
  readonly linked: boolean;
  /** Whether a value holds for the whole time since the place before it. */
  readonly isStepped?: boolean | undefined;
  readonly x: readonly number[];
  readonly series: readonly Series[];
}

/**
 * A moment marked on every linked chart of its axis. `label` is its number in the list of events,
 * or empty for a faint line.
 */
export interface Mark {
  readonly x: number;
  readonly label: string;
  readonly tone: Tone;
}

/**
 * The count of latencies in each cell. Rows are intervals of time; columns are latencies from low
 * to high.
 */
export interface HeatMap {
  readonly title: string;
  readonly about: string;
  /** The begin and end of each interval, seconds. */
  readonly intervals: readonly (readonly [begin: number, end: number])[];
  /** The edges of the columns, ns: one more than there are columns. */
  readonly edges: readonly number[];
  readonly counts: readonly (readonly number[])[];
}

/**
 * A cell: its text, and a smaller line below it. `sort` is its sort value where that is not the
 * text, and `bar` the filled part of its bar, from 0 to 1.
 */
export interface Cell {
  readonly text: string;
  readonly detail?: string | undefined;
  readonly sort?: number | undefined;
  readonly bar?: number | undefined;
  readonly tone?: Tone | undefined;
}

export interface PageTable {
  readonly caption: string;
  readonly columns: readonly { readonly name: string; readonly align: 'left' | 'right' }[];
  readonly rows: readonly (readonly Cell[])[];
  readonly isSortable: boolean;
}

/** The card of one server, with its orders a second over the day as a small line. */
export interface ServerCard {
  readonly name: string;
  readonly state: string;
  readonly tone: Tone;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly line: readonly number[];
}

/** An event with its time; `mark` is its number on the charts. */
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
  | { readonly kind: 'table'; readonly table: PageTable }
  | {
      /** Lines that are hidden until they are asked for, such as messages. */
      readonly kind: 'folded';
      readonly summary: string;
      readonly isOpen: boolean;
      readonly lines: readonly string[];
    }
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

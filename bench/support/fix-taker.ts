import { connect } from 'node:net';
import { createScan, FIELD_WORDS, findField, type Scan, scanMessage } from '../../src/fix/scan.js';
import { FixSession } from '../../src/fix/session.js';
import { MemoryStore } from '../../src/fix/store.js';
import type { FixVersion } from '../../src/fix/tables.js';
import { Tag } from '../../src/fix/tags.js';
import { readWhole } from '../../src/fix/values.js';

/**
 * A client in a process of its own: it sends NewOrderSingles and waits for their ExecutionReports.
 * Its argument is a `TakerPlan` as JSON; it prints a `TakerRun` for each run, as JSON. It shares
 * the cores with what it measures, so it checks length, sum and number of a report, and its fields
 * against no dictionary.
 */

/** What the client does, after it has logged on. */
export interface TakerPlan {
  readonly port: number;
  readonly version: FixVersion;
  readonly sender: string;
  readonly target: string;
  readonly symbols: readonly string[];
  /**
   * Orders are market ones, immediate or cancel. With a price in ticks they come in pairs instead:
   * a sell that rests at it, and a buy that takes it.
   */
  readonly pairTicks?: number;
  readonly runs: readonly {
    readonly orders: number;
    /** The most orders without their last report. */
    readonly window: number;
    /** Orders a second, from a schedule; as fast as the window allows when it is absent. */
    readonly rate?: number;
  }[];
}

/** What a run measured. Latencies are from the intended time of an order, in ns. */
export interface TakerRun {
  readonly orders: number;
  readonly seconds: number;
  readonly reports: number;
  readonly rejected: number;
  readonly firstNs: Percentiles;
  readonly lastNs: Percentiles;
}
interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** Messages of one turn, and bytes that may wait in the socket. */
const TURN_MAX = 256;
const UNSENT_MAX = 2 ** 18;
const IS_LAST = new Uint8Array(256);
for (const status of '2348') IS_LAST[status.charCodeAt(0)] = 1;
const REJECTED = 0x38;
const EXECUTION_REPORT = 0x38;
const HANDL_INST = 21;
const NEW_ORDER_SINGLE = 0x44;
const MESSAGE_BYTES_MAX = 4096;

class Taker {
  readonly #plan: TakerPlan;
  readonly #socket: ReturnType<typeof connect>;
  readonly #session: FixSession;
  // Nobody asks it to send anything again.
  readonly #store = new MemoryStore({ bytesMax: 2 ** 20, eventsMax: 2 ** 12 });
  readonly #scan = createScan();
  /** The beginning of a message whose rest has not come. */
  #rest: Uint8Array = new Uint8Array(0);
  /** When the bytes came that are dealt with now. */
  #nowMs = 0;
  #run: TakerPlan['runs'][number] | undefined;
  #firstId = 1;
  #sent = 0;
  #done = 0;
  #reports = 0;
  #rejected = 0;
  #begunMs = 0;
  /** The time of day of a turn's orders. */
  #wallMs = 0;
  #dueMs = new Float64Array(0);
  #firstMs = new Float64Array(0);
  #lastMs = new Float64Array(0);
  #isDue = false;
  #finish: (() => void) | undefined;

  constructor(plan: TakerPlan, ready: () => void) {
    this.#plan = plan;
    const { version, sender, target } = plan;
    this.#session = new FixSession(
      {
        version,
        role: 'initiator',
        senderCompId: sender,
        targetCompId: target,
        resetOnLogon: true,
      },
      this.#store,
      {
        deliver: (scan) => this.#take(scan),
        disconnect: () => this.#socket.end(),
        tell: (note, text) => {
          if (note === 'logon') ready();
          else if (note !== 'logout') throw new Error(`bench/fix: ${note}: ${text}`);
        },
      },
    );
    this.#socket = connect(plan.port, '127.0.0.1', () => {
      this.#session.connect(Date.now());
      this.#flush();
    });
    this.#socket.setNoDelay(true);
    // All that has come is read before more is sent: each piece of 64 KB holds the reports of fewer
    // orders than a turn sends, so a client that sent after each would leave ever more unread.
    this.#socket.on('data', (bytes: Uint8Array) => {
      this.#receive(bytes);
      this.#goSoon();
    });
    this.#socket.on('drain', () => this.#goSoon());
    this.#socket.on('close', () => {
      if (this.#run === undefined) return;
      const orders = `${this.#done} of ${this.#sent} orders`;
      throw new Error(`bench/fix: the peer closed the connection after ${orders}`);
    });
  }

  /** Sends the orders of one run; resolves when each has its last report. */
  async play(run: TakerPlan['runs'][number]): Promise<TakerRun> {
    const { orders } = run;
    this.#firstId += this.#sent;
    this.#sent = 0;
    this.#done = 0;
    this.#reports = 0;
    this.#rejected = 0;
    this.#dueMs = new Float64Array(orders);
    this.#firstMs = new Float64Array(orders);
    this.#lastMs = new Float64Array(orders);
    this.#begunMs = performance.now();
    this.#run = run;
    await new Promise<void>((resolve) => {
      this.#finish = resolve;
      this.#go();
    });
    return {
      orders,
      seconds: (performance.now() - this.#begunMs) / 1000,
      reports: this.#reports,
      rejected: this.#rejected,
      firstNs: percentiles(this.#firstMs),
      lastNs: percentiles(this.#lastMs),
    };
  }

  end(): void {
    this.#run = undefined;
    this.#session.logout(Date.now());
    this.#flush();
  }

  /** Takes reports with the expected numbers; the session has all else. */
  #receive(bytes: Uint8Array): void {
    this.#nowMs = performance.now();
    const scan = this.#scan;
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    let at = 0;
    for (;;) {
      const taken = scanMessage(scan, all, at, all.length, MESSAGE_BYTES_MAX);
      if (taken === 0) break;
      const { nextTarget } = this.#store;
      if (scan.type === EXECUTION_REPORT && wholeOf(scan, Tag.MSG_SEQ_NUM) === nextTarget) {
        this.#store.setNextTarget(nextTarget + 1);
        this.#take(scan);
      } else this.#session.receive(all, Date.now(), at, at + Math.abs(taken));
      at += Math.abs(taken);
    }
    this.#rest = all.subarray(at);
  }

  #take(scan: Scan): void {
    const order = wholeOf(scan, Tag.CL_ORD_ID) - this.#firstId;
    if (scan.type !== EXECUTION_REPORT || !(order >= 0 && order < this.#sent)) return;
    this.#reports++;
    const tookMs = this.#nowMs - this.#dueMs[order]!;
    if (this.#firstMs[order] === 0) this.#firstMs[order] = tookMs;
    const status = scan.bytes[scan.fields[findField(scan, Tag.ORD_STATUS) * FIELD_WORDS + 1]!]!;
    if (IS_LAST[status] === 0) return;
    if (status === REJECTED) this.#rejected++;
    this.#lastMs[order] = tookMs;
    this.#done++;
  }

  /** Sends what is due, and goes on in the next turn if more could be. */
  #go(): void {
    const run = this.#run;
    if (run === undefined) {
      this.#flush();
      return;
    }
    if (this.#done === run.orders) {
      this.#run = undefined;
      this.#flush();
      this.#finish!();
      return;
    }
    const nowMs = performance.now();
    const limit = Math.min(run.orders, this.#done + run.window, this.#sent + TURN_MAX);
    const due =
      run.rate === undefined ? limit : Math.floor(((nowMs - this.#begunMs) * run.rate) / 1000);
    if (this.#socket.writableLength < UNSENT_MAX) {
      this.#wallMs = Date.now();
      this.#session.advance(this.#wallMs);
      for (const end = Math.min(limit, due); this.#sent < end; this.#sent++)
        this.#order(
          run.rate === undefined ? nowMs : this.#begunMs + (this.#sent * 1000) / run.rate,
        );
    }
    this.#flush();
    const isOpen = this.#sent < run.orders && this.#sent < this.#done + run.window;
    if (isOpen) this.#goSoon();
  }

  /** Goes on when all that can be read has been. */
  #goSoon(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      this.#go();
    });
  }

  #order(dueMs: number): void {
    const { version, symbols, pairTicks } = this.#plan;
    const number = this.#sent;
    const isPair = pairTicks !== undefined;
    const isBuy = (number & 1) === (isPair ? 1 : 0);
    const place = (isPair ? number >> 1 : number) % symbols.length;
    this.#dueMs[number] = dueMs;
    const writer = this.#session.begin(NEW_ORDER_SINGLE);
    writer.whole(Tag.CL_ORD_ID, this.#firstId + number);
    if (version === '4.2') writer.char(HANDL_INST, 0x31);
    writer.text(Tag.SYMBOL, symbols[place]!);
    writer.char(Tag.SIDE, isBuy ? 0x31 : 0x32);
    writer.time(Tag.TRANSACT_TIME, this.#wallMs);
    writer.whole(Tag.ORDER_QTY, 100);
    writer.char(Tag.ORD_TYPE, isPair ? 0x32 : 0x31);
    if (isPair) writer.ticks(Tag.PRICE, pairTicks);
    writer.char(Tag.TIME_IN_FORCE, isPair && !isBuy ? 0x30 : 0x33);
    this.#session.commit();
  }

  #flush(): void {
    const { output } = this.#session;
    if (output.position === 0) return;
    this.#socket.write(output.bytes.subarray(0, output.position));
    if (this.#socket.writableLength > 0) output.renew();
    else output.clear();
  }
}

function wholeOf(scan: Scan, tag: number): number {
  const word = findField(scan, tag) * FIELD_WORDS;
  return word < 0 ? -1 : readWhole(scan.bytes, scan.fields[word + 1]!, scan.fields[word + 2]!);
}

function percentiles(tookMs: Float64Array): Percentiles {
  const sorted = tookMs.slice().sort();
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]! * 1e6;
  return { p50: at(0.5), p99: at(0.99) };
}

const plan = JSON.parse(process.argv[2]!) as TakerPlan;
const taker = new Taker(plan, () => void playAll());

async function playAll(): Promise<void> {
  const runs: TakerRun[] = [];
  for (const run of plan.runs) runs.push(await taker.play(run));
  process.stdout.write(`${JSON.stringify(runs)}\n`);
  taker.end();
}

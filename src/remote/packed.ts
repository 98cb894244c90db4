import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { OrderFlow } from '../orders/flow.js';
import { validateScenario } from '../scenarios/parse.js';
import type { Scenario } from '../scenarios/schema.js';
import type { DayTask } from '../session/session-pool.js';
import type { SweepProgram } from '../sweep/tasks.js';

/**
 * Days on their way to another machine. The input of a day, all but its seed, is one text, known by
 * its digest: many tasks share it, and a worker reads it once. Orders are a text of their own.
 */

/** A packed day. */
export interface PackedTask {
  /** What the result is stored under: the digest of program, input and seed. */
  readonly key: string;
  /** The digest of the input. */
  readonly input: string;
  readonly seed: number;
}

/** A task as the queue has it. */
export interface QueuedTask extends PackedTask {
  /**
   * Whether the queue may have the day twice, so that a worker asks for its result first. The
   * coordinator has found no result before it published the task.
   */
  readonly mayBeTwice: boolean;
}

const COLUMNS = { Float64Array, Int32Array, Uint8Array, Uint16Array } as const;
type ColumnName = keyof typeof COLUMNS;

/** A typed array as text. Both machines are little-endian, as Node.js's platforms are. */
interface PackedColumn {
  readonly type: ColumnName;
  readonly base64: string;
}

/** Packs days of a program. What several of them share is packed once. */
export class DayPacker {
  readonly #program: SweepProgram;
  readonly #onText: (digest: string, text: string) => void;
  readonly #flows = new Map<OrderFlow, string>();
  /** The digests of inputs by specification, and by what else they have. */
  readonly #inputs = new Map<object, Map<string, string>>();

  /** `onText` is given each text that tasks name by its digest, once. */
  constructor(
    program: SweepProgram,
    onText: (digest: string, text: string) => void = () => undefined,
  ) {
    this.#program = program;
    this.#onText = onText;
  }

  /** Packs a task. Throws an InputError for one with custom checks, which are of one machine. */
  pack({ spec, seed = spec.seed, orders, checks, isShadow = false }: DayTask): PackedTask {
    if (checks !== undefined && checks.length > 0)
      throw new InputError('--check: its modules are on this machine alone; run them here, whole');
    const flow = orders && this.#flowOf(orders.flow);
    const input = { isShadow, ...(orders && { orders: { beside: orders.beside, flow } }) };
    const variant = JSON.stringify(input);
    const known = this.#inputs.get(spec) ?? new Map<string, string>();
    this.#inputs.set(spec, known);
    let digest = known.get(variant);
    if (digest === undefined) {
      digest = this.#addText(JSON.stringify({ spec, ...input }));
      known.set(variant, digest);
    }
    const { version, revision, nodeMajor } = this.#program;
    const key = sha256(JSON.stringify([version, revision, nodeMajor, digest, seed]));
    return { key, input: digest, seed };
  }

  #flowOf(flow: OrderFlow): string {
    let digest = this.#flows.get(flow);
    if (digest === undefined) {
      digest = this.#addText(packFlow(flow));
      this.#flows.set(flow, digest);
    }
    return digest;
  }

  #addText(text: string): string {
    const digest = sha256(text);
    this.#onText(digest, text);
    return digest;
  }
}

const inputSchema = z.strictObject({
  spec: z.looseObject({ risk: z.looseObject({}) }),
  isShadow: z.boolean(),
  orders: z.strictObject({ beside: z.boolean(), flow: z.string() }).optional(),
});

/** What `smars tune` measures beside its checks, which no scenario file has. */
const measuringSchema = z.strictObject({
  windowsSeconds: z.array(z.number().positive()).max(1000),
  classes: z.int().min(0).max(1000),
  hasGrid: z.boolean(),
});

/**
 * Unpacks an input; `flowOf` reads orders by their digest. Throws an InputError if the text is not
 * what the digest says, or no day.
 */
export async function unpackInput(
  text: string,
  digest: string,
  flowOf: (digest: string) => Promise<OrderFlow>,
): Promise<Omit<DayTask, 'seed'>> {
  checkText(text, digest);
  const { spec, isShadow, orders } = readForm(inputSchema, JSON.parse(text), digest);
  return {
    spec: readSpec(spec, digest),
    isShadow,
    orders: orders && { beside: orders.beside, flow: await flowOf(orders.flow) },
  };
}

function readSpec(spec: z.output<typeof inputSchema>['spec'], digest: string): Scenario {
  const { measuring, ...risk } = spec.risk;
  const scenario = validateScenario({ ...spec, risk }, `input ${digest}`);
  if (measuring === undefined) return scenario;
  const terms = readForm(measuringSchema, measuring, digest);
  return { ...scenario, risk: { ...scenario.risk, measuring: terms } as Scenario['risk'] };
}

function readForm<T>(schema: z.ZodType<T>, value: unknown, digest: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InputError(`input ${digest}: ${parsed.error.issues[0]!.message}`);
}

function checkText(text: string, digest: string): void {
  if (sha256(text) !== digest) throw new InputError(`input ${digest}: its bytes are others`);
}

function packFlow(flow: OrderFlow): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.entries(flow).map(([name, value]) => [
        name,
        ArrayBuffer.isView(value) ? packColumn(value as Uint8Array) : value,
      ]),
    ),
  );
}

function packColumn(column: Uint8Array): PackedColumn {
  const { buffer, byteOffset, byteLength } = column;
  return {
    type: column.constructor.name as ColumnName,
    base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  };
}

/** Unpacks orders. Throws an InputError if the text is not what the digest says. */
export function unpackFlow(text: string, digest: string): OrderFlow {
  checkText(text, digest);
  return Object.fromEntries(
    Object.entries(JSON.parse(text) as Record<string, unknown>).map(([name, value]) => [
      name,
      isColumn(value) ? unpackColumn(value) : value,
    ]),
  ) as unknown as OrderFlow;
}

const isColumn = (value: unknown): value is PackedColumn =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, 'base64');

function unpackColumn({ type, base64 }: PackedColumn): InstanceType<(typeof COLUMNS)[ColumnName]> {
  const bytes = new Uint8Array(Buffer.from(base64, 'base64'));
  return new COLUMNS[type](bytes.buffer);
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

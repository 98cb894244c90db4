import { createHash } from 'node:crypto';
import { z } from 'zod';
import { InputError } from '../base/input-error.js';
import type { OrderFlow } from '../orders/flow.js';
import { validateScenario } from '../scenarios/parse.js';
import type { GivenOrders } from '../session/session.js';
import type { DayTask } from '../session/session-pool.js';
import type { SweepProgram } from '../sweep/tasks.js';

/**
 * Days on their way to another machine. The input of a day, all but its seed, is one text, known by
 * its digest: many tasks share it, and a worker reads it once.
 */

/** A task as the queue has it. */
export interface PackedTask {
  /** What the result is stored under: the digest of program, input and seed. */
  readonly key: string;
  /** The digest of the input. */
  readonly input: string;
  readonly seed: number;
}

const COLUMNS = { Float64Array, Int32Array, Uint8Array, Uint16Array } as const;
type ColumnName = keyof typeof COLUMNS;

/** A typed array as text. Both machines are little-endian, as Node.js's platforms are. */
interface PackedColumn {
  readonly type: ColumnName;
  readonly base64: string;
}

/** Packs the input of a task, and returns its text and digest. */
export function packInput({ spec, orders, isShadow }: DayTask): { text: string; digest: string } {
  const text = JSON.stringify({
    spec,
    isShadow: isShadow === true,
    ...(orders && { orders: { beside: orders.beside, flow: packFlow(orders.flow) } }),
  });
  return { text, digest: sha256(text) };
}

/** Packs a task whose input has this digest. */
export function packTask(program: SweepProgram, input: string, seed: number): PackedTask {
  const { version, revision, nodeMajor } = program;
  const key = sha256(JSON.stringify([version, revision, nodeMajor, input, seed]));
  return { key, input, seed };
}

const inputSchema = z.strictObject({
  spec: z.unknown(),
  isShadow: z.boolean(),
  orders: z
    .strictObject({ beside: z.boolean(), flow: z.record(z.string(), z.unknown()) })
    .optional(),
});

/** Unpacks an input. Throws an InputError if its text is not what the digest says, or no day. */
export function unpackInput(text: string, digest: string): Omit<DayTask, 'seed'> {
  if (sha256(text) !== digest) throw new InputError(`input ${digest}: its bytes are others`);
  const parsed = inputSchema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new InputError(`input ${digest}: ${parsed.error.issues[0]!.message}`);
  const { spec, isShadow, orders } = parsed.data;
  const given: GivenOrders | undefined = orders && {
    beside: orders.beside,
    flow: unpackFlow(orders.flow),
  };
  return { spec: validateScenario(spec, `input ${digest}`), isShadow, orders: given };
}

function packFlow(flow: OrderFlow): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(flow).map(([name, value]) => [
      name,
      ArrayBuffer.isView(value) ? packColumn(value as Uint8Array) : value,
    ]),
  );
}

function packColumn(column: Uint8Array): PackedColumn {
  const { buffer, byteOffset, byteLength } = column;
  return {
    type: column.constructor.name as ColumnName,
    base64: Buffer.from(buffer, byteOffset, byteLength).toString('base64'),
  };
}

function unpackFlow(packed: Record<string, unknown>): OrderFlow {
  return Object.fromEntries(
    Object.entries(packed).map(([name, value]) => [
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

import { join } from 'node:path';
import {
  type DataType,
  Dictionary,
  Float64,
  Int32,
  Table,
  tableToIPC,
  Utf8,
  type Vector,
  vectorFromArray,
} from 'apache-arrow';
import type { ColumnSpec } from '../base/columns.js';
import { csvText } from '../base/escape.js';
import { describeSweep } from '../report/sweep-text.js';
import { RESULT_COLUMNS, type SweepRecord, type SweepResults } from '../sweep/results.js';
import { summariseCells } from '../sweep/summary.js';
import type { SweepCell, SweepTask } from '../sweep/tasks.js';
import { hasDuckDb } from './event-formats.js';
import { writeWhole } from './output.js';
import { parquetOf } from './parquet.js';
import { FILES, type SweepHead } from './sweep-folder.js';

/** The tasks of a sweep, all of which have results. */
interface FinishedSweep {
  readonly head: SweepHead;
  readonly tasks: readonly SweepTask[];
}

/**
 * Writes `results.arrow`, a row for each task in order, the same as `results.parquet` where DuckDB
 * is installed, and `summary.json`. They depend on the plan and the program alone: not on who ran
 * which task, or when. Returns what to tell.
 */
export async function finishFolder(
  folder: string,
  { head, tasks }: FinishedSweep,
  results: SweepResults,
  isJson: boolean,
): Promise<string> {
  const { title, program } = head;
  const cells = summariseCells(head.cells, tasks, results);
  const summary = { version: 1, command: 'sweep', title, program, tasks: tasks.length, cells };
  const text = `${JSON.stringify(summary, null, 2)}\n`;
  const rows = tasks.map((task) => rowOf(head.cells[task.cell]!, task, results.get(task.key)!));
  writeWhole(join(folder, FILES.table), '--out', arrowOf(rows));
  if (await hasDuckDb()) {
    const parquet = await parquetOf(csvOf(rows), RESULT_COLUMNS, folder);
    writeWhole(join(folder, FILES.parquet), '--out', parquet);
  }
  writeWhole(join(folder, FILES.summary), '--out', text);
  return isJson ? text : describeSweep(title, cells);
}

type Row = readonly (string | number | null)[];

/** The values of a task by RESULT_COLUMNS. */
function rowOf(cell: SweepCell, { seed }: SweepTask, { key, digest, figures }: SweepRecord): Row {
  const { scenario, settings, control, orders } = cell;
  return [scenario, settings, control, orders, seed, ...figures, digest, key];
}

/** The type of each kind of column; a name of a cell repeats, so it is coded. */
function arrowType({ name, kind }: ColumnSpec): DataType {
  if (kind !== 'text') return new Float64();
  return name === 'digest' || name === 'key' ? new Utf8() : new Dictionary(new Utf8(), new Int32());
}

function arrowOf(rows: readonly Row[]): Uint8Array {
  const columns = RESULT_COLUMNS.map((spec, column) => [
    spec.name,
    vectorFromArray(
      rows.map((row) => row[column]),
      arrowType(spec),
    ),
  ]);
  return tableToIPC(new Table(Object.fromEntries(columns) as Record<string, Vector>), 'file');
}

function csvOf(rows: readonly Row[]): string {
  const lines = rows.map((row) =>
    row.map((value) => (typeof value === 'string' ? csvText(value) : (value ?? ''))).join(','),
  );
  return `${[RESULT_COLUMNS.map(({ name }) => name).join(','), ...lines].join('\n')}\n`;
}

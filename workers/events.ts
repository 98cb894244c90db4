import * as writer from '../src/cli/event-writer.js';
import { answering, isReady } from '../src/threads/answer.js';

/**
 * The entry of the thread that writes children and fills to files. It runs a rehearsal, one long
 * task, then the tables of a run's end.
 */
const rehearse = answering(writer.rehearse);
const writeEvents = answering(writer.writeEvents);
const writeEnd = answering(writer.writeEnd);
const writeStocks = answering(writer.writeStocks);
const writeStops = answering(writer.writeStops);

export { isReady, rehearse, writeEnd, writeEvents, writeStocks, writeStops };

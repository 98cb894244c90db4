import * as writer from '../src/cli/event-writer.js';
import { answering, isReady } from '../src/threads/answer.js';

/**
 * The entry of the thread that writes children and fills to files. It runs a rehearsal, one long
 * task, then the stocks and orders of a day.
 */
const rehearse = answering(writer.rehearse);
const writeEvents = answering(writer.writeEvents);
const writeStocks = answering(writer.writeStocks);
const writeOrders = answering(writer.writeOrders);

export { isReady, rehearse, writeEvents, writeOrders, writeStocks };

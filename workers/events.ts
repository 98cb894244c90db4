/** The thread that writes children and fills to files: a rehearsal, by which the pool knows that it is up, one long task, then the stocks. */
export { rehearse, writeEvents, writeStocks } from '../src/cli/event-writer.js';

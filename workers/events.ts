/** The thread that writes children and fills to files: one long task, then the stocks. */
export { writeEvents, writeStocks } from '../src/cli/event-writer.js';

/** What the pool asks first, to know that the thread is up. */
export function isReady(): boolean {
  return true;
}

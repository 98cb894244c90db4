import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Lets threads that are measured have the cores first: this thread alone gets a tenth of their
 * share where there is not enough for all. Linux only; nothing elsewhere.
 */
export function yieldToMeasured(): void {
  try {
    const thread = Number(/\d+$/.exec(readlinkSync('/proc/thread-self'))?.[0]);
    if (thread > 0) setPriority(thread, 10);
  } catch {
    // Without it the thread is as good as any other, which is right as well.
  }
}

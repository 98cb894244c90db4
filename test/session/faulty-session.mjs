import { answering } from '../../dist/src/threads/answer.js';

export const isReady = () => true;

/** Replaces the session worker: a task ends as the first of its checks says. */
export const runTask = answering(async ({ seed, checks: [does] = [] }) => {
  switch (does) {
    case undefined:
      return { seed };
    case 'throws':
      throw new Error('a fault of the task');
    case 'throws null':
      throw null;
    case 'exits':
      return process.exit(7);
    case 'never ends':
      return new Promise(() => undefined);
  }
});

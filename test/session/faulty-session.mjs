import { answering } from '../../dist/src/threads/answer.js';

export const isReady = () => true;

/** In place of a day: ends as the first of a task's checks says. */
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

import { answering } from '../../dist/src/threads/answer.js';

/** A task that ends in each way in which a thread's task can end. */
export const isReady = () => true;

const seen = [];

export const end = answering(async ({ how, value }) => {
  switch (how) {
    case 'returns':
      return value;
    case 'throws':
      throw new RangeError('a fault of the task', {
        cause: Object.assign(new Error('behind it'), { code: 'EBEHIND' }),
      });
    case 'throws later':
      await new Promise((resolve) => setTimeout(resolve, 5));
      throw Object.assign(new Error('a fault of the task'), { code: 'ELATE' });
    case 'throws a word':
      throw 'a word';
    case 'throws null':
      throw null;
    case 'throws undefined':
      throw undefined;
    case 'throws a function':
      throw () => undefined;
    case 'throws what cannot be copied':
      throw Object.assign(new Error('a fault of the task'), { cause: () => undefined });
    case 'throws from a timer':
      setTimeout(() => {
        throw new Error('a fault of the timer');
      }, 1);
      return new Promise(() => undefined);
    case 'rejects unheard':
      Promise.reject(new Error('a fault that nobody hears'));
      return new Promise(() => undefined);
    case 'exits':
      return process.exit(7);
    case 'exits well':
      return process.exit(0);
    case 'hoards':
      for (;;) seen.push(new Array(100_000).fill(seen.length + 0.5));
    case 'never ends':
      return new Promise(() => undefined);
    case 'returns what cannot be copied':
      return () => undefined;
  }
});

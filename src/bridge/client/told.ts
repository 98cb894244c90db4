import { formatTimeOfDay, NS_PER_SECOND } from '../../base/units.js';
import type { Message } from '../../drill/drill.js';
import { element } from '../../report/html/client/elements.js';

/** What people say, and what came of what was asked for: the newest at the end. */
interface ToldList {
  readonly made: HTMLElement;
  add(told: Message): void;
}

const KINDS: Readonly<Record<Message['kind'], string>> = {
  asked: 'asked for',
  done: 'done',
  answer: 'answer',
  failed: 'failed',
  refused: 'refused',
  call: 'call',
  colleague: 'asks',
  over: 'end',
};

/** Makes the list. A told event that comes twice, as after a lost connection, is shown once. */
export function toldSection(): ToldList {
  const list = element('div', {
    class: 'told',
    id: 'told',
    role: 'log',
    'aria-live': 'polite',
    'aria-label': 'Messages',
    tabindex: '0',
  });
  let last = 0;
  return {
    made: element('section', {}, element('h2', {}, 'Messages'), list),
    add({ id, kind, from, text, seconds }) {
      if (id <= last) return;
      last = id;
      const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
      list.append(
        element(
          'div',
          { class: `kind-${kind}` },
          element('span', { class: 'at' }, formatTimeOfDay(seconds * NS_PER_SECOND)),
          element('b', {}, from),
          element('span', { class: 'kind' }, KINDS[kind]),
          element('br'),
          text,
        ),
      );
      if (isAtEnd) list.scrollTop = list.scrollHeight;
    },
  };
}

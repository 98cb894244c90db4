import type { Frame } from '../../drill/view.js';
import { element } from '../../report/html/client/elements.js';
import type { DrillLink } from './link.js';
import { liveTable, showCount, showDollars } from './tables.js';

/** The trainer's part of a page: what is true, injects and notes. */
interface TrainerPart {
  readonly made: HTMLElement;
  show(frame: Frame): void;
}

/** Makes the trainer's part. */
export function trainerPart(link: DrillLink): TrainerPart {
  const gross = element('dd', { class: 'value', id: 'true-gross' }, '$0');
  const loss = element('dd', { class: 'value' }, '$0');
  const age = element('dd', { class: 'value' }, '0 s');
  const servers = liveTable('What runs on each server', [
    'server',
    '>build',
    '>for nobody',
    '>mails',
    'flag',
  ]);
  const figure = (name: string, value: HTMLElement): HTMLElement =>
    element('div', {}, element('dt', {}, name), value);
  const made = element(
    'section',
    { 'aria-label': 'What is true' },
    element('h2', {}, 'What is true'),
    element(
      'dl',
      { class: 'figures' },
      figure('error account, gross', gross),
      figure('loss, if stopped now', loss),
      figure('the monitor is behind by', age),
    ),
    servers.made,
    injects(link),
  );
  return {
    made,
    show({ truth }) {
      if (truth === undefined) return;
      gross.textContent = showDollars(truth.grossDollars);
      loss.textContent = showDollars(truth.lossDollars);
      age.textContent = `${showCount(truth.monitorAgeSeconds)} s`;
      servers.fill(
        truth.servers.map(({ server, build, honoursFlag, unmatched, mails }) => [
          String(server),
          String(build),
          showCount(unmatched),
          showCount(mails),
          honoursFlag ? 'honoured' : 'off',
        ]),
      );
    },
  };
}

/** A field and a choice of what to do with it. */
function injects(link: DrillLink): HTMLElement {
  const text = element('input', { id: 'inject', autocomplete: 'off', maxlength: '150' });
  const kind = element('select', { id: 'inject-kind', autocomplete: 'off' });
  for (const [value, name] of [
    ['mail', 'a mail'],
    ['call', 'a call'],
    ['rumour', 'a rumour'],
    ['outage', 'an outage of server …'],
    ['note', 'a note for the debrief'],
  ] as const)
    kind.append(element('option', { value }, name));
  const outcome = element('p', { class: 'refusal', role: 'alert' });
  const send = element('button', { type: 'button', id: 'send-inject' }, 'Let it happen');
  send.addEventListener('click', () => {
    const said = text.value.trim();
    const sent =
      kind.value === 'note'
        ? link.send('note', { text: said })
        : link.send(
            'inject',
            kind.value === 'outage'
              ? { kind: 'outage', server: Number(said) }
              : { kind: kind.value, text: said },
          );
    void sent.then((refused) => {
      outcome.textContent = refused ?? '';
      if (refused === undefined) text.value = '';
    });
  });
  return element(
    'div',
    {},
    element('h3', {}, 'Let something happen, or write it down'),
    element(
      'div',
      { class: 'fields' },
      element('label', {}, 'What', kind),
      element('label', {}, 'Text, or the number of the server', text),
      send,
    ),
    outcome,
  );
}

import type { Debrief } from '../../drill/debrief.js';
import type { DrillFile } from '../../drill/files.js';
import { element } from '../../report/html/client/elements.js';
import { drillPage } from '../../report/html/drill-page.js';
import { fillPage, type PageShell } from '../../report/html/fill.js';
import type { Scenario } from '../../scenarios/schema.js';
import type { FromEngine, ToEngine } from '../engine.js';
import type { DrillLink, Listener } from './link.js';
import { showBridge, showTrouble } from './page.js';

/** The page of a drill without a server: the day runs in a thread of its own, from this file. */

const textOf = (id: string): string => document.getElementById(id)!.textContent!;
const dataOf = <T>(id: string): T => JSON.parse(textOf(id)) as T;

const addressOf = (text: string, type: string): string =>
  URL.createObjectURL(new Blob([text], { type }));

const engine = new Worker(addressOf(textOf('engine'), 'text/javascript'));
const place = document.getElementById('place')!;
const after = element('p', { id: 'after', role: 'status' });
const kept = element('section', { id: 'kept', 'aria-label': 'What is kept', hidden: '' });
const listeners: Listener[] = [];
const answers = new Map<number, (refused: string | undefined) => void>();
let asked = 0;

const tell = (message: ToEngine): void => engine.postMessage(message);

const send: DrillLink['send'] = (kind, body) =>
  new Promise((done) => {
    answers.set(++asked, done);
    tell({ kind, id: asked, body } as ToEngine);
  });

engine.addEventListener('error', ({ message }) => showTrouble(place, message));
engine.addEventListener('message', ({ data }) => hear(data as FromEngine));
tell({
  kind: 'begin',
  ...dataOf<{ story: Scenario; speed: number; hasTrainer: boolean }>('story'),
});

function hear(message: FromEngine): void {
  switch (message.kind) {
    case 'scene':
      showBridge(place, {
        scene: message.scene,
        hasServer: false,
        send,
        listen: (one) => listeners.push(one),
      });
      place.querySelector('header')!.append(after, kept);
      return;
    case 'told':
      for (const { onTold } of listeners) onTold(message.told);
      return;
    case 'frame':
      for (const { onFrame } of listeners) onFrame(message.frame);
      return;
    case 'answer':
      answers.get(message.id)!(message.refused);
      answers.delete(message.id);
      return;
    case 'progress':
      after.textContent = `${message.what}: ${Math.floor(message.fraction * 100)} %`;
      return;
    case 'over':
      showKept(message.debrief, message.files);
      return;
    case 'failed':
      showTrouble(place, message.reason);
  }
}

/** Offers the debrief, and the files of `smars drill --out` to be saved. */
function showKept(debrief: Debrief, files: readonly DrillFile[]): void {
  const page = fillPage(dataOf<PageShell>('debrief-shell'), drillPage(debrief));
  const all: DrillFile[] = [...files, ['debrief.html', page]];
  const links = all.map(([name, text]) => {
    const type = name.endsWith('.html') ? 'text/html' : 'application/json';
    return element('a', { href: addressOf(text, type), download: name }, name);
  });
  const shown = element(
    'a',
    { id: 'open-debrief', href: addressOf(page, 'text/html'), target: '_blank' },
    'Open the debrief',
  );
  after.textContent = '';
  kept.hidden = false;
  kept.replaceChildren(
    element('h2', {}, 'What is kept'),
    element('p', {}, shown, ' or save: ', ...links.flatMap((link) => [link, ' '])),
  );
}

import type { OfferedAct, Scene } from '../../drill/view.js';
import { element } from '../../report/html/client/elements.js';
import { nameAct, THROUGH_TEXTS, tellDelay } from '../../session/log/tell-acts.js';
import type { DrillLink } from './link.js';

/** The acts that a page offers: a button each, with what it is about chosen beside. */

const GROUPS: Readonly<Record<OfferedAct['group'], string>> = {
  look: 'Look',
  stop: 'Stop',
  change: 'Change',
  call: 'Call',
  'let-go': 'Let go on',
};
/** Acts that are asked for by a second press of the same button. */
const CONFIRMED: readonly OfferedAct['group'][] = ['stop', 'change', 'let-go'];
const ARMED_MS = 6000;

interface Fields {
  readonly server: HTMLSelectElement;
  readonly symbol: HTMLInputElement;
  /** Without options where the day has no accounts. */
  readonly account: HTMLSelectElement;
  readonly reason: HTMLInputElement;
}

/** Makes the section of acts. */
export function actsSection(link: DrillLink): HTMLElement {
  const { scene } = link;
  const fields = fieldsOf(scene);
  const refusal = element('p', { class: 'refusal', role: 'alert' });
  const groups = Object.entries(GROUPS).flatMap(([group, title]) => {
    const acts = scene.acts.filter((act) => act.group === group);
    if (acts.length === 0) return [];
    return [
      element('h3', {}, title),
      element(
        'div',
        { class: 'acts' },
        ...acts.map((act) => actButton(act, fields, link, refusal)),
      ),
    ];
  });
  return element(
    'section',
    { id: 'acts', 'aria-label': 'What you can do' },
    element('h2', {}, 'What you can do'),
    element(
      'div',
      { class: 'fields' },
      element('label', {}, 'Server', fields.server),
      element('label', {}, 'Stock', fields.symbol),
      ...(scene.accounts.length > 0 ? [element('label', {}, 'Account', fields.account)] : []),
      element('label', {}, 'Reason', fields.reason),
    ),
    refusal,
    ...groups,
  );
}

function fieldsOf({ servers, symbols, accounts }: Scene): Fields {
  const server = element('select', { id: 'server', autocomplete: 'off' });
  for (let n = 1; n <= servers; n++)
    server.append(element('option', { value: String(n) }, String(n)));
  const account = element('select', { id: 'account', autocomplete: 'off' });
  account.append(...accounts.map((name) => element('option', { value: name }, name)));
  const list = element('datalist', { id: 'stocks' });
  list.append(...symbols.map((symbol) => element('option', { value: symbol })));
  document.body.append(list);
  return {
    server,
    account,
    symbol: element('input', { id: 'symbol', list: 'stocks', autocomplete: 'off', size: '8' }),
    reason: element('input', { id: 'reason', autocomplete: 'off', maxlength: '100' }),
  };
}

/** What a button says: the act, what it is about, how and how long. */
function labelOf(act: OfferedAct, { server, symbol, account }: Fields): readonly [string, string] {
  const what = nameAct(act.act, {
    ...(act.subject === 'server' && { server: server.value }),
    ...(act.subject === 'symbol' &&
      symbol.value.trim() !== '' && { symbol: symbol.value.trim().toUpperCase() }),
    ...(act.subject === 'account' && { account: account.value }),
  });
  return [
    `${what.charAt(0).toUpperCase()}${what.slice(1)}`,
    `${THROUGH_TEXTS[act.through]}, ${tellDelay(act.delaySeconds)}`,
  ];
}

function actButton(
  act: OfferedAct,
  fields: Fields,
  link: DrillLink,
  refusal: HTMLElement,
): HTMLButtonElement {
  const made = element('button', {
    type: 'button',
    'data-act': act.act,
    'data-through': act.through,
  });
  let armed: ReturnType<typeof setTimeout> | undefined;
  const draw = (): void => {
    const [what, how] = labelOf(act, fields);
    made.classList.toggle('armed', armed !== undefined);
    made.replaceChildren(
      armed === undefined ? what : `Press again: ${what}`,
      ' ',
      element('small', {}, how),
    );
  };
  const disarm = (): void => {
    clearTimeout(armed);
    armed = undefined;
    draw();
  };
  made.addEventListener('click', () => {
    if (CONFIRMED.includes(act.group) && armed === undefined) {
      armed = setTimeout(disarm, ARMED_MS);
      draw();
      return;
    }
    disarm();
    void askFor(act, fields, link).then((refused) => {
      refusal.textContent = refused ?? '';
    });
  });
  made.addEventListener('blur', disarm);
  for (const field of [fields.server, fields.symbol, fields.account])
    field.addEventListener('input', disarm);
  draw();
  return made;
}

function askFor(
  { act, through, subject }: OfferedAct,
  { server, symbol, account, reason }: Fields,
  link: DrillLink,
): Promise<string | undefined> {
  return link.send('ask', {
    act,
    through,
    ...(subject === 'server' && { server: Number(server.value) }),
    ...(subject === 'symbol' && { symbol: symbol.value.trim().toUpperCase() }),
    ...(subject === 'account' && { account: account.value }),
    ...(reason.value.trim() !== '' && { reason: reason.value.trim() }),
  });
}

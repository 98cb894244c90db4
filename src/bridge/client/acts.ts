import type { OfferedAct, Scene } from '../../drill/view.js';
import { element } from '../../report/html/client/elements.js';
import { nameAct, THROUGH_TEXTS, tellDelay } from '../../session/log/tell-acts.js';
import type { DrillLink } from './link.js';

/** The acts that a page offers: a button each, with what it is about chosen beside. */

const GROUPS: Readonly<Record<OfferedAct['group'], string>> = {
  look: 'Look',
  stop: 'Stop',
  change: 'Change',
  trade: 'Trade down',
  call: 'Call',
  'let-go': 'Let go on',
};
/** Acts that are asked for by a second press of the same button. */
const CONFIRMED: readonly OfferedAct['group'][] = ['stop', 'change', 'trade', 'let-go'];
const ARMED_MS = 6000;

interface Fields {
  readonly server: HTMLSelectElement;
  readonly symbol: HTMLInputElement;
  /** Without options where the day has no accounts. */
  readonly account: HTMLSelectElement;
  readonly strategy: HTMLSelectElement;
  /** Per cent of the error account. */
  readonly part: HTMLInputElement;
  readonly reason: HTMLInputElement;
}

/** Makes the section of acts. */
export function actsSection(link: DrillLink): HTMLElement {
  const { scene } = link;
  const fields = fieldsOf(scene);
  const refusal = element('p', { class: 'refusal', role: 'alert' });
  // A seat has the fields that its acts read.
  const asked = (
    name: string,
    field: HTMLElement,
    reads: (act: OfferedAct) => boolean,
  ): HTMLElement[] => (scene.acts.some(reads) ? [element('label', {}, name, field)] : []);
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
      ...asked('Server', fields.server, ({ subject }) => subject === 'server'),
      ...asked('Stock', fields.symbol, ({ subject }) => subject === 'symbol'),
      ...asked('Account', fields.account, ({ subject }) => subject === 'account'),
      ...asked('Strategy', fields.strategy, ({ subject }) => subject === 'behaviour'),
      ...asked('Trade down, %', fields.part, ({ group }) => group === 'trade'),
      ...asked('Reason', fields.reason, () => true),
    ),
    refusal,
    ...groups,
  );
}

function fieldsOf({ servers, symbols, accounts, strategies }: Scene): Fields {
  const numbers = Array.from({ length: servers }, (_, n) => String(n + 1));
  const list = element('datalist', { id: 'stocks' });
  list.append(...symbols.map((symbol) => element('option', { value: symbol })));
  document.body.append(list);
  return {
    server: choice('server', numbers),
    account: choice('account', accounts),
    strategy: choice('strategy', strategies),
    part: element('input', {
      id: 'part',
      type: 'number',
      min: '1',
      max: '100',
      value: '100',
      autocomplete: 'off',
    }),
    symbol: element('input', { id: 'symbol', list: 'stocks', autocomplete: 'off', size: '8' }),
    reason: element('input', { id: 'reason', autocomplete: 'off', maxlength: '100' }),
  };
}

function choice(id: string, names: readonly string[]): HTMLSelectElement {
  const made = element('select', { id, autocomplete: 'off' });
  made.append(...names.map((name) => element('option', { value: name }, name)));
  return made;
}

/** What a button says: the act, what it is about, how and how long. */
function labelOf(act: OfferedAct, fields: Fields): readonly [string, string] {
  const { server, symbol, account, strategy, part } = fields;
  const what = nameAct(act.act, {
    ...(act.subject === 'server' && { server: server.value }),
    ...(act.subject === 'symbol' &&
      symbol.value.trim() !== '' && { symbol: symbol.value.trim().toUpperCase() }),
    ...(act.subject === 'account' && { account: account.value }),
    ...(act.subject === 'behaviour' && { behaviour: strategy.value }),
  });
  const isPart = act.group === 'trade' && part.value !== '100';
  return [
    `${what.charAt(0).toUpperCase()}${what.slice(1)}${isPart ? `, ${part.value} %` : ''}`,
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
  for (const field of [fields.server, fields.symbol, fields.account, fields.strategy, fields.part])
    field.addEventListener('input', disarm);
  draw();
  return made;
}

function askFor(
  { act, through, subject, group }: OfferedAct,
  { server, symbol, account, strategy, part, reason }: Fields,
  link: DrillLink,
): Promise<string | undefined> {
  return link.send('ask', {
    act,
    through,
    ...(subject === 'server' && { server: Number(server.value) }),
    ...(subject === 'symbol' && { symbol: symbol.value.trim().toUpperCase() }),
    ...(subject === 'account' && { account: account.value }),
    ...(subject === 'behaviour' && { behaviour: strategy.value }),
    ...(group === 'trade' && part.value !== '100' && { part: Number(part.value) / 100 }),
    ...(reason.value.trim() !== '' && { reason: reason.value.trim() }),
  });
}

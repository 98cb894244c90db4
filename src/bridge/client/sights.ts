import type { Frame } from '../../drill/view.js';
import { element } from '../../report/html/client/elements.js';
import { liveTable, showCount, showDollars, showPercent, showPrice } from './tables.js';

/** What can be seen at the bridge: mails, monitor, servers, stocks, and what is under way. */
interface Sights {
  readonly monitor: HTMLElement;
  readonly underWay: HTMLElement;
  readonly tables: HTMLElement;
  show(frame: Frame): void;
}

/** Makes what a page shows of the firm. */
export function sightsOf(): Sights {
  const mails = element('dd', { class: 'value', id: 'mails' }, '0');
  const gross = element('dd', { class: 'value', id: 'gross' }, '$0');
  const long = element('dd', { class: 'value' }, '$0');
  const short = element('dd', { class: 'value' }, '$0');
  const servers = liveTable('Child orders that each server sends', [
    'server',
    '>a second',
    '>today',
    'state',
  ]);
  const stocks = liveTable('Stocks that we trade most, over the last minute', [
    'stock',
    '>shares',
    '>bid',
    '>offer',
    '>since the open',
  ]);
  const underWay = element('ul', { class: 'under-way', id: 'under-way' });
  const figure = (name: string, value: HTMLElement): HTMLElement =>
    element('div', {}, element('dt', {}, name), value);
  const section = (title: string, ...inside: HTMLElement[]): HTMLElement =>
    element('section', { 'aria-label': title }, element('h2', {}, title), ...inside);
  const monitor = section(
    'Position monitor and mails',
    element(
      'dl',
      { class: 'figures' },
      figure('error account, gross', gross),
      figure('long', long),
      figure('short', short),
      figure('automated mails', mails),
    ),
  );
  const tables = element(
    'div',
    {},
    section('Servers', servers.made),
    section('Stocks', stocks.made),
  );
  const show = (frame: Frame): void => {
    mails.textContent = showCount(frame.mails);
    gross.textContent = showDollars(frame.monitor.grossDollars);
    long.textContent = showDollars(frame.monitor.longDollars);
    short.textContent = showDollars(frame.monitor.shortDollars);
    servers.fill(frame.servers.map(serverRow));
    stocks.fill(
      frame.stocks.map(({ symbol, sharesPerMinute, bid, ask, movedPercent }) => [
        symbol,
        showCount(sharesPerMinute),
        showPrice(bid),
        showPrice(ask),
        showPercent(movedPercent),
      ]),
    );
    underWay.replaceChildren(
      ...frame.pending.map(({ text, inSeconds }) =>
        element('li', {}, `${text} ${showCount(inSeconds)} s left`),
      ),
    );
  };
  return { monitor, underWay: section('Under way', underWay), tables, show };
}

function serverRow({
  server,
  perSecond,
  orders,
  isStopped,
  isCut,
}: Frame['servers'][number]): string[] {
  const state = [...(isStopped ? ['stopped'] : []), ...(isCut ? ['network cut'] : [])];
  return [
    String(server),
    showCount(perSecond),
    showCount(orders),
    state.length === 0 ? 'running' : state.join(', '),
  ];
}

import { element } from '../../report/html/client/elements.js';
import { actsSection } from './acts.js';
import { headerOf } from './header.js';
import type { DrillLink } from './link.js';
import { sightsOf } from './sights.js';
import { toldSection } from './told.js';
import { trainerPart } from './trainer.js';

/** Shows a seat at the bridge, which lives by its link. */
export function showBridge(place: HTMLElement, link: DrillLink): void {
  const header = headerOf(link);
  const told = toldSection();
  const sights = sightsOf();
  const trainer = link.scene.isTrainer ? trainerPart(link) : undefined;
  document.title = `Drill: ${link.scene.title}`;
  place.replaceChildren(
    header.made,
    element(
      'main',
      { class: 'bridge' },
      element('div', {}, sights.monitor, told.made, sights.underWay),
      trainer?.made ?? actsSection(link),
      sights.tables,
    ),
  );
  link.listen({
    onTold: (one) => told.add(one),
    onFrame: (frame) => {
      header.show(frame);
      sights.show(frame);
      trainer?.show(frame);
    },
    onConnection: (isUp) => header.connected(isUp),
  });
}

/** Shows why there is no page. */
export function showTrouble(place: HTMLElement, reason: string): void {
  place.replaceChildren(
    element('main', {}, element('h1', {}, 'Drill'), element('p', { role: 'alert' }, reason)),
  );
}

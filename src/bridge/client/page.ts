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
      element('div', {}, ...partsOf(link, trainer?.made)),
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

/**
 * What a seat can do. A trainer who has the acts of the others, too, shares a page with them: there
 * what is true is folded away until somebody opens it.
 */
function partsOf(link: DrillLink, trainer: HTMLElement | undefined): HTMLElement[] {
  if (trainer === undefined) return [actsSection(link)];
  if (link.scene.acts.length === 0) return [trainer];
  return [
    actsSection(link),
    element(
      'details',
      { id: 'trainer' },
      element('summary', {}, 'For the trainer: what is true'),
      trainer,
    ),
  ];
}

/** Shows why there is no page. */
export function showTrouble(place: HTMLElement, reason: string): void {
  place.replaceChildren(
    element('main', {}, element('h1', {}, 'Drill'), element('p', { role: 'alert' }, reason)),
  );
}

import { element } from '../../report/html/client/elements.js';
import { actsSection } from './acts.js';
import { headerOf } from './header.js';
import { type DrillLink, openLink } from './link.js';
import { sightsOf } from './sights.js';
import { toldSection } from './told.js';
import { trainerPart } from './trainer.js';

const place = document.getElementById('place')!;

function show(link: DrillLink): void {
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
      element(
        'div',
        {},
        sights.monitor,
        told.made,
        sights.underWay,
        trainer?.made ?? actsSection(link),
      ),
      element('div', {}, sights.tables),
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

openLink().then(show, (error: Error) => {
  place.replaceChildren(
    element('main', {}, element('h1', {}, 'Drill'), element('p', { role: 'alert' }, error.message)),
  );
});

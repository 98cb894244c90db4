import { openLink } from './link.js';
import { showBridge, showTrouble } from './page.js';

/** The page of a seat at a server. */

const place = document.getElementById('place')!;

openLink().then(
  (link) => showBridge(place, link),
  (error: Error) => showTrouble(place, error.message),
);

import { element } from '../../report/html/client/elements.js';
import type { SentFrame } from '../conductor.js';
import type { DrillLink } from './link.js';

/** The clock of the drill, and what moves it. */
interface Header {
  readonly made: HTMLElement;
  show(frame: SentFrame): void;
  connected(isUp: boolean): void;
}

const SPEEDS = [1, 2, 5, 10, 30, 60, 120, 300, 600];

/** Makes the header of a page. Its clock is that of the last frame. */
export function headerOf(link: DrillLink): Header {
  const { title, seat, start, end, isLeading } = link.scene;
  const clock = element('span', { class: 'clock', id: 'clock' }, start);
  const state = element('span', { id: 'state', role: 'status' }, 'not begun');
  const connection = element('span', { class: 'connection', role: 'alert' });
  const pause = element('button', { type: 'button', id: 'pause' }, 'Begin');
  const speed = element('select', { id: 'speed', autocomplete: 'off' });
  for (const times of SPEEDS)
    speed.append(element('option', { value: String(times) }, `×${times}`));
  const finish = element('button', { type: 'button', id: 'end' }, 'End the drill');
  const debrief = element('a', { href: 'debrief', id: 'debrief', hidden: '' }, 'Debrief');
  let isPaused = true;
  let isArmed = false;
  const toggle = (): void => void link.send('clock', { isPaused: !isPaused });
  pause.addEventListener('click', toggle);
  speed.addEventListener('change', () => void link.send('clock', { speed: Number(speed.value) }));
  finish.addEventListener('click', () => {
    if (isArmed) void link.send('end', {});
    isArmed = true;
    finish.textContent = 'Press again: end the drill';
  });
  finish.addEventListener('blur', () => {
    isArmed = false;
    finish.textContent = 'End the drill';
  });
  listenToKeys(toggle);
  return {
    made: element(
      'header',
      {},
      element('p', { class: 'kicker' }, `smars drill · ${seat} · ${start} to ${end}`),
      element('h1', {}, title),
      element(
        'div',
        { class: 'bar-of-time' },
        clock,
        pause,
        ...(isLeading ? [element('label', {}, 'Speed ', speed), finish] : []),
        debrief,
        state,
        connection,
      ),
      keyMap(),
    ),
    show(frame) {
      clock.textContent = frame.clock;
      isPaused = frame.isPaused;
      pause.textContent = isPaused ? (frame.isBegun ? 'Go on' : 'Begin') : 'Pause';
      pause.disabled = frame.isOver;
      finish.disabled = frame.isOver;
      if (document.activeElement !== speed) speed.value = String(frame.speed);
      debrief.hidden = !(frame.hasDebrief && link.hasServer);
      const text = stateOf(frame);
      if (state.textContent !== text) state.textContent = text;
    },
    connected(isUp) {
      connection.textContent = isUp ? '' : 'No connection. It is tried again by itself.';
    },
  };
}

function stateOf({ isBegun, isOver, isPaused, hasDebrief }: SentFrame): string {
  if (isOver) return hasDebrief ? 'over' : 'over; the debrief is being made';
  if (isPaused) return isBegun ? 'paused' : 'not begun';
  return 'under way';
}

function listenToKeys(toggle: () => void): void {
  document.addEventListener('keydown', ({ altKey, key }) => {
    if (!altKey) return;
    if (key === 'p') toggle();
    if (key === 's') document.getElementById('server')?.focus();
    if (key === 'm') document.getElementById('told')?.focus();
  });
}

function keyMap(): HTMLElement {
  return element(
    'p',
    { class: 'hint' },
    'Keys: ',
    element('kbd', {}, 'Alt+P'),
    ' pause, ',
    element('kbd', {}, 'Alt+S'),
    ' server, ',
    element('kbd', {}, 'Alt+M'),
    ' messages.',
  );
}

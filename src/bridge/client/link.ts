import type { Message } from '../../drill/drill.js';
import type { Scene } from '../../drill/view.js';
import type { SentFrame } from '../conductor.js';

/** What a page hears from what runs the drill. */
export interface Listener {
  onTold(told: Message): void;
  onFrame(frame: SentFrame): void;
  onConnection(isUp: boolean): void;
}

/** A page's way to what runs the drill. */
export interface DrillLink {
  readonly scene: Scene;
  /** Whether the debrief is a page of the server. */
  readonly hasServer: boolean;
  listen(listener: Listener): void;
  /** Sends a request; returns the reason if it is refused. */
  send(
    path: 'ask' | 'clock' | 'end' | 'inject' | 'note',
    body: unknown,
  ): Promise<string | undefined>;
}

/**
 * Opens the link of a page: exchanges the token of the address for a cookie, and takes it out of
 * the address, so that a reload goes by the cookie. Throws where the server refuses.
 */
export async function openLink(): Promise<DrillLink> {
  const token = location.hash.slice(1);
  if (token !== '') {
    const refused = await post('enter', { token });
    if (refused !== undefined) throw new Error(refused);
    history.replaceState(null, '', location.pathname);
  }
  const answer = await fetch('scene');
  if (!answer.ok) throw new Error(await answer.text());
  const scene = (await answer.json()) as Scene;
  return { scene, hasServer: true, listen, send: post };
}

async function post(path: string, body: unknown): Promise<string | undefined> {
  try {
    const answer = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.ok ? undefined : await answer.text();
  } catch {
    return 'the drill does not answer; is smars still running?';
  }
}

/** Browsers connect again by themselves, and say which event they had last. */
function listen({ onTold, onFrame, onConnection }: Listener): void {
  const source = new EventSource('stream');
  source.addEventListener('open', () => onConnection(true));
  source.addEventListener('error', () => onConnection(false));
  source.addEventListener('told', ({ data }) => onTold(JSON.parse(data) as Message));
  source.addEventListener('frame', ({ data }) => onFrame(JSON.parse(data) as SentFrame));
}

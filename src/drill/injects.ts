import { InputError } from '../base/input-error.js';
import { formatTimeOfDay, NS_PER_SECOND } from '../base/units.js';
import type { Day } from '../session/day/day.js';
import { addAction } from '../session/people/add-action.js';
import { demandServer } from './acts.js';

/** How somebody says something that a trainer puts in. */
export const INJECT_KINDS = ['mail', 'call', 'rumour'] as const;

/** What a trainer lets happen now. It is a line of the scenario like every act. */
export type Inject =
  | { readonly kind: (typeof INJECT_KINDS)[number]; readonly text: string }
  | { readonly kind: 'outage'; readonly server: number };

/** Lets it happen. Throws an InputError, and does nothing, after the end or for no server. */
export function inject(
  { day, isOver }: { readonly day: Day; readonly isOver: boolean },
  request: Inject,
): void {
  if (isOver) throw new InputError(`kind: '${request.kind}' comes after the end of the drill`);
  const seconds = Math.ceil(day.cursor.nowNs[0]! / NS_PER_SECOND);
  const at = formatTimeOfDay(seconds * NS_PER_SECOND);
  if (request.kind !== 'outage') {
    demandText(request.text);
    addAction(day, { at, do: 'notice', text: `${request.kind}: ${request.text}` });
    return;
  }
  const { server } = request;
  demandServer(day, server);
  addAction(day, { at, do: 'disconnect', server });
}

/** Writes down a note of the trainer for the debrief. Throws an InputError for an empty one. */
export function takeNote(
  { day, notes }: { readonly day: Day; readonly notes: { seconds: number; text: string }[] },
  text: string,
): void {
  demandText(text);
  notes.push({ seconds: Math.floor(day.cursor.nowNs[0]! / NS_PER_SECOND), text });
}

function demandText(text: string): void {
  if (text.trim() === '') throw new InputError('text: is empty');
}

/** Takes apart what a trainer put in: who says it, and what. Other notices are telephone calls. */
export function speakerOf(text: string): readonly [from: string, said: string] {
  const kind = INJECT_KINDS.find((one) => text.startsWith(`${one}: `));
  return kind === undefined ? ['telephone', text] : [kind, text.slice(kind.length + 2)];
}

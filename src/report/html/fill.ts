import { markupText } from '../../base/escape.js';
import type { Page } from './model.js';

/** A page but for its title and its data, which stand between its three parts. */
export interface PageShell {
  readonly head: string;
  readonly body: string;
  readonly end: string;
  /** Of its script and its style, as a content security policy has them. */
  readonly hashes: { readonly script: string; readonly style: string };
}

/** Writes a page as one self-contained HTML file. Needs nothing of Node. */
export const fillPage = ({ head, body, end }: PageShell, page: Page): string =>
  `${head}${markupText(page.title)}${body}${inlineJson(page)}${end}`;

/**
 * Writes JSON that is safe in a script element. It has no `<`, so it holds neither an end tag nor a
 * comment, and none of the line ends that only JSON allows.
 */
export function inlineJson(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

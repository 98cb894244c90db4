import { bindUnits } from './numbers.js';

type Attributes = Readonly<Record<string, string | undefined>>;
type Child = Node | string;

/**
 * Makes an element with attributes and children. A string becomes text, never markup. Numbers stay
 * on the line of their units, except in code, which readers copy.
 */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  return complete(document.createElement(name), attributes, children);
}

/** Makes an SVG element in the same way. */
export function drawing<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Name] {
  return complete(
    document.createElementNS('http://www.w3.org/2000/svg', name),
    attributes,
    children,
  );
}

function complete<Made extends Element>(
  made: Made,
  attributes: Attributes,
  children: readonly Child[],
): Made {
  for (const [name, value] of Object.entries(attributes))
    if (value !== undefined) made.setAttribute(name, value);
  made.append(
    ...(made.localName === 'code'
      ? children
      : children.map((child) => (typeof child === 'string' ? bindUnits(child) : child))),
  );
  return made;
}

/** Makes a button with a label for screen readers. */
export function button(text: string, label: string, act: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', 'aria-label': label, title: label }, text);
  made.addEventListener('click', act);
  return made;
}

/** The current colour of a name in the style sheet: light, dark or for paper. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls `act` when the colours change: to the other scheme, or for paper. */
export function whenColoursChange(act: () => void): void {
  for (const query of ['(prefers-color-scheme: dark)', 'print'])
    matchMedia(query).addEventListener('change', act);
}

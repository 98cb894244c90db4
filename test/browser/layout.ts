import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

/** Only guards against a page that hangs: a loaded machine may take many times as long. */
const PAGE_MS_MAX = 1_800_000;

/** Opens an empty page in a context of its own. */
export async function newPage(browser: Browser, options?: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PAGE_MS_MAX);
  return context.newPage();
}

/**
 * Makes a page record every text that it paints on a canvas, with its box. Sizing or clearing a
 * canvas forgets its texts. Call this before opening the page.
 */
export async function watchCanvases(page: Page): Promise<void> {
  await page.addInitScript(`{
    const painted = new Map();
    window.painted = painted;
    const of = (canvas) => painted.get(canvas) ?? painted.set(canvas, []).get(canvas);
    const { prototype } = CanvasRenderingContext2D;
    const { fillText, clearRect } = prototype;
    prototype.clearRect = function (...box) {
      painted.set(this.canvas, []);
      return clearRect.apply(this, box);
    };
    for (const side of ['width', 'height']) {
      const { get, set } = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, side);
      Object.defineProperty(HTMLCanvasElement.prototype, side, {
        get,
        set(value) {
          painted.set(this, []);
          set.call(this, value);
        },
      });
    }
    prototype.fillText = function (text, x, y, ...rest) {
      const size = this.measureText(text);
      const [at, to] = [
        new DOMPoint(x - size.actualBoundingBoxLeft, y - size.actualBoundingBoxAscent),
        new DOMPoint(x + size.actualBoundingBoxRight, y + size.actualBoundingBoxDescent),
      ].map((point) => point.matrixTransform(this.getTransform()));
      const box = { left: at.x, top: at.y, right: to.x, bottom: to.y };
      if (size.width > 0) of(this.canvas).push({ text, ...box });
      return fillText.call(this, text, x, y, ...rest);
    };
  }`);
}

/**
 * The texts on canvases that an edge cuts or that overlap, and the canvases with fewer than two
 * texts below their drawing.
 */
export function canvasFaults(page: Page): Promise<string[]> {
  return page.evaluate(`[...window.painted].flatMap(([canvas, texts]) => {
    if (!canvas.isConnected || canvas.clientWidth === 0) return [];
    const name = canvas.closest('[aria-label]').getAttribute('aria-label').slice(0, 40);
    const faults = [];
    const [width, height] = [canvas.width + 0.5, canvas.height + 0.5];
    for (const { text, left, top, right, bottom } of texts)
      if (left < -0.5 || top < -0.5 || right > width || bottom > height)
        faults.push(name + ': ' + text + ' is cut');
    for (const [at, a] of texts.entries())
      for (const b of texts.slice(0, at))
        if (a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          faults.push(name + ': ' + a.text + ' lies over ' + b.text);
    const last = Math.max(...texts.map(({ bottom }) => bottom));
    if (texts.filter(({ bottom }) => bottom > last - 3).length < 2)
      faults.push(name + ': has fewer than two labels across');
    return faults;
  })`);
}

/** Elements that overflow their container without a cue that it scrolls. */
export function overflowFaults(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const faults = [];
    const across = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > across) faults.push('the page scrolls sideways');
    for (const element of document.querySelectorAll('body *')) {
      const hidden = element.closest('.unseen, .plot, svg, script, details:not([open])');
      if (hidden !== null || element.clientWidth === 0) continue;
      const scroll = element.closest('.scroll');
      const text = element.textContent.slice(0, 40);
      const place = element.tagName + '.' + element.className + ' ' + text;
      const isBroad = element.scrollWidth > element.clientWidth + 1;
      if (element === scroll) {
        const isCued = element.querySelector('.cue').getClientRects().length > 0;
        const isNamed = element.getAttribute('aria-label') !== null;
        if (isBroad !== element.classList.contains('wide'))
          faults.push(place + ': is marked wrongly as wide or not');
        if (isBroad && !(isCued && isNamed && element.tabIndex === 0))
          faults.push(place + ': has no cue');
      } else if (scroll === null) {
        const { left, right } = element.getBoundingClientRect();
        if (left < -0.5 || right > across + 0.5) faults.push(place + ': goes beyond the page');
        if (isBroad && getComputedStyle(element).display !== 'inline')
          faults.push(place + ': overflows');
      }
    }
    return faults;
  })()`);
}

/** Legends whose lines look alike or lack a value, and numbers that can wrap before their unit. */
export function textFaults(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const faults = [];
    for (const legend of document.querySelectorAll('.legend')) {
      const looks = [...legend.querySelectorAll('li')].map((item) => {
        const { stroke, strokeDasharray } = getComputedStyle(item.querySelector('.swatch line'));
        const [red, green, blue] = stroke.match(/\\d+/g).map(Number);
        if (Math.max(red, green, blue) - Math.min(red, green, blue) < 12)
          faults.push('grey: ' + item.textContent);
        if (!/\\d|not measured/.test(item.querySelector('output').textContent))
          faults.push('no value: ' + item.textContent);
        return stroke + strokeDasharray;
      });
      if (new Set(looks).size < looks.length)
        faults.push('two lines look alike: ' + legend.textContent);
    }
    const place = document.getElementById('place');
    const walker = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    const breakable = /\\d (?:%|ns|µs|ms|s|GiB|minutes)(?!\\w)/;
    while (walker.nextNode()) {
      const { textContent, parentElement } = walker.currentNode;
      if (parentElement.closest('code') === null && breakable.test(textContent))
        faults.push('breaks: ' + textContent);
    }
    for (const value of document.querySelectorAll('.figures .value')) {
      const text = value.firstChild;
      for (const word of text?.textContent?.matchAll(/\\S+/g) ?? []) {
        const range = document.createRange();
        range.setStart(text, word.index);
        range.setEnd(text, word.index + word[0].length);
        if (range.getClientRects().length > 1) faults.push('breaks: ' + value.textContent);
      }
    }
    return faults;
  })()`);
}

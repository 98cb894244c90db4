import { groupMarks } from '../marks.js';
import type { Mark, Tone } from '../model.js';
import { colour } from './elements.js';

/** Half the height of a mark's number, and the least gap to the next number, pixels. */
export const MARK_RADIUS = 8;
const MARK_GAP = 2;

/**
 * The area in which marks are painted: a drawing from `begin` to `end` of its axis. `scale` is the
 * number of canvas units in a pixel.
 */
interface MarkBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly begin: number;
  readonly end: number;
}

/**
 * Paints marks over a drawing: a dashed line with its number above it. Numbers that would touch are
 * merged into one. A mark without a number is a short line.
 */
export function paintMarks(
  ctx: CanvasRenderingContext2D,
  marks: readonly Mark[],
  box: MarkBox,
): void {
  const { left, top, width, height, scale, begin, end } = box;
  const numbered: { at: number; label: string; tone: Tone }[] = [];
  ctx.save();
  ctx.lineWidth = scale;
  ctx.font = `600 ${10 * scale}px system-ui, sans-serif`;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (const { x, label, tone } of marks) {
    if (x < begin || x > end) continue;
    const at = Math.round(left + (width * (x - begin)) / (end - begin));
    ctx.strokeStyle = colour(tone);
    ctx.globalAlpha = label === '' ? 0.25 : 0.7;
    ctx.setLineDash(label === '' ? [] : [3 * scale, 3 * scale]);
    ctx.beginPath();
    ctx.moveTo(at, top);
    ctx.lineTo(at, label === '' ? top + 6 * scale : top + height);
    ctx.stroke();
    if (label !== '') numbered.push({ at, label, tone });
  }
  ctx.globalAlpha = 1;
  const radius = MARK_RADIUS * scale;
  const widthOfMark = (label: string): number =>
    Math.max(2 * radius, ctx.measureText(label).width + radius);
  for (const { at, label, tone } of groupMarks(numbered, widthOfMark, MARK_GAP * scale)) {
    const wide = widthOfMark(label);
    const middle = top - radius - 2 * scale;
    ctx.fillStyle = colour(tone);
    ctx.beginPath();
    ctx.roundRect(at - wide / 2, middle - radius, wide, 2 * radius, radius);
    ctx.fill();
    ctx.fillStyle = colour('ground');
    ctx.fillText(label, at, middle + 0.5 * scale);
  }
  ctx.restore();
}

import { NS_PER_SECOND } from '../../base/units.js';
import { tellDepth } from '../depth-text.js';
import type { Block, Section } from './model.js';
import type { RunSummary } from './summary-form.js';

/** How deep the order books of a day were, over time; undefined without books. */
export function depthSection({ depth }: RunSummary['result']): Section | undefined {
  if (depth === undefined) return undefined;
  const { timeNs, bidShares, askShares } = depth.samples;
  const blocks: Block[] = [{ kind: 'text', paragraphs: [tellDepth(depth)] }];
  if (timeNs.length > 1) {
    const chart = {
      title: 'Shares at the best prices',
      about: 'shown in all open order books, every ten seconds',
      axis: 'clock',
      unit: 'count',
      isLog: false,
      linked: true,
      x: timeNs.map((ns) => ns / NS_PER_SECOND),
      series: [
        { label: 'bids', tone: 's1', values: bidShares },
        { label: 'offers', tone: 's3', values: askShares },
      ],
    } as const;
    blocks.push({ kind: 'charts', layout: 'stack', charts: [chart] });
  }
  return { id: 'depth', title: 'Depth', lead: '', blocks };
}

import { InputError } from '../base/input-error.js';
import { STOCKS_MAX } from '../base/ranges.js';
import { parseTimeOfDay, TICKS_PER_DOLLAR } from '../base/units.js';
import type { FlowStream } from '../flow/streams.js';
import { generateUniverse, type ListedStock } from '../market/universe.js';
import type { Scenario } from './schema.js';

/** A story and a normal day as two days of one firm. */
export interface OneFirm {
  /** The story’s day, with the orders of the normal day beside its own. */
  readonly bad: Scenario;
  /** The normal day on the story’s servers, with its stocks and in its market. */
  readonly normal: Scenario;
}

/**
 * Lays a story over a normal day, so that both are days of one firm: the same servers, stocks and
 * market, and the same normal orders. The story’s stocks keep their places and the volumes to which
 * the story is calibrated; those of the normal day follow them, and its orders go to these alone.
 * With orders of one's own, those stocks are listed as the seed of the normal day draws them, since
 * the orders name them; unless they stand beside the normal day's orders, they stand in their
 * place. Throws an InputError if the two do not fit together.
 */
export function layOver(
  story: Scenario,
  normal: Scenario,
  own?: { readonly beside: boolean },
): OneFirm {
  refuseMisfits(story, normal);
  const { stocks } = story.universe;
  const { price, advShares, dailyVolatility } = normal.universe;
  const listed = own === undefined ? normal.universe.listed : listedAs(normal);
  const universe: Scenario['universe'] = {
    ...story.universe,
    stocks: stocks + normal.universe.stocks,
    others: {
      firstPlace: stocks,
      ...(listed !== undefined && { listed }),
      price,
      advShares,
      dailyVolatility,
    },
  };
  const generated = own?.beside === false ? [] : normal.flow;
  const orders = generated.map((stream, place): FlowStream => {
    const randomStream = story.flow.length + (stream.randomStream ?? place);
    return stream.kind === 'auction'
      ? { ...stream, randomStream, firstPlace: stream.firstPlace + stocks }
      : {
          ...stream,
          randomStream,
          firstPlace: stream.firstPlace + stocks,
          endPlace: stream.endPlace + stocks,
        };
  });
  const capacity = {
    parentsPerServer: Math.max(story.capacity.parentsPerServer, normal.capacity.parentsPerServer),
    childrenPerTurn: Math.max(story.capacity.childrenPerTurn, normal.capacity.childrenPerTurn),
  };
  const { rollout } = story.deployment;
  const copied = rollout.steps.map((step) => ({ ...step, outcome: 'copied' as const }));
  return {
    bad: {
      ...story,
      clock: clockFor(story, normal, generated),
      universe,
      capacity,
      flow: [...story.flow, ...orders.flatMap((stream) => endBy(stream, story.clock.end))],
    },
    normal: {
      ...normal,
      seed: story.seed,
      clock: { ...normal.clock, tickMs: story.clock.tickMs },
      universe,
      capacity,
      flow: orders,
      deployment: { ...story.deployment, rollout: { ...rollout, steps: copied } },
      router: story.router,
      market: story.market,
      after: story.after,
    },
  };
}

/**
 * The story's clock. It starts as early as the normal day's where orders of that day wait for the
 * opening, so that they come in one by one.
 */
function clockFor(
  { clock }: Scenario,
  normal: Scenario,
  orders: readonly FlowStream[],
): Scenario['clock'] {
  const { start } = normal.clock;
  const hasOpening = orders.some((stream) => stream.kind === 'day' && stream.opening !== undefined);
  return hasOpening && parseTimeOfDay(start) < parseTimeOfDay(clock.start)
    ? { ...clock, start }
    : clock;
}

/** The stocks of a scenario as its seed draws them, as listed ones. */
function listedAs({ universe, seed }: Scenario): ListedStock[] {
  return generateUniverse(universe, seed).map(({ openTicks, ...stock }) => ({
    ...stock,
    priceDollars: openTicks / TICKS_PER_DOLLAR,
  }));
}

function refuseMisfits(story: Scenario, normal: Scenario): void {
  const refuse = (reason: string): never => {
    throw new InputError(`--normal: ${normal.name} ${reason}`);
  };
  for (const field of ['faults', 'customers', 'resend'] as const) {
    if (normal[field] !== undefined) refuse(`has ${field}, and nothing is wrong on a normal day`);
  }
  if (normal.universe.others !== undefined || story.universe.others !== undefined)
    refuse(`cannot lie under ${story.name}: one of them has universe.others already`);
  if (story.flow.length + normal.flow.length > 255)
    refuse(`and ${story.name} have more than 255 streams together`);
  const stocks = story.universe.stocks + normal.universe.stocks;
  if (stocks > STOCKS_MAX)
    refuse(`and ${story.name} have ${stocks} stocks together; at most ${STOCKS_MAX}`);
}

/**
 * Returns a stream as far as a time of day. A stream of kind `day` or `retail` that ends earlier is
 * the beginning of the longer one; any other stays whole.
 */
function endBy(stream: FlowStream, end: string): FlowStream[] {
  if (stream.kind !== 'day' && stream.kind !== 'retail') return [stream];
  if (parseTimeOfDay(stream.from) >= parseTimeOfDay(end)) return [];
  return [parseTimeOfDay(stream.to) <= parseTimeOfDay(end) ? stream : { ...stream, to: end }];
}

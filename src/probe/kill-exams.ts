import { type Bench, smallOrder, stepAway } from './bench.js';
import type { Exam, KillMeans, Omitted, SessionOrder } from './exam.js';
import type { TakeStocks } from './sum-exams.js';

/** The exams of kills: a mass cancel, a line that drops, the user's own command. */

const RESTING_EACH = 3;
const FLOW_PER_SECOND = 50;
const FLOW_SECONDS = 1;
const VARIANTS = 10;
const SECONDS_EACH = 3;
/** Nothing is heard of a session that is gone. */
const ONLY_THERE = 'only a venue sees it; see --venue';

/** The exams of kills, and why there are none of some. */
export function examineKills(bench: Bench, take: TakeStocks): (Exam | Omitted)[] {
  const omit = (check: string, title: string, reason: string): Omitted => ({
    check,
    title,
    says: '–',
    why: 'left-out',
    reason,
  });
  // Without orders that rest, only a kill that stops what comes after it can be seen.
  const isIdle = bench.sight === 'fills' && !bench.massCancelStops;
  return [
    bench.sight === 'venue'
      ? kill(bench, take, 'cancel-on-disconnect', 'the line drops', 'drop', 'session', false)
      : omit('cancel-on-disconnect', 'the line drops', ONLY_THERE),
    isIdle
      ? omit('mass-cancel', '35=q', 'orders of a target that executes do not rest')
      : bench.canMassCancel
        ? kill(
            bench,
            take,
            'mass-cancel',
            '35=q',
            'mass-cancel',
            bench.massCancel,
            bench.massCancelStops,
          )
        : omit('mass-cancel', '35=q', 'FIX 4.2 has none'),
    bench.killCommand
      ? kill(bench, take, 'manual-kill', '--kill-exec', 'command', 'firm', true)
      : omit('manual-kill', '--kill-exec', 'give the command that pulls it with --kill-exec'),
  ];
}

function kill(
  bench: Bench,
  take: TakeStocks,
  check: string,
  title: string,
  means: KillMeans,
  scope: 'session' | 'firm',
  stops: boolean,
): Exam | Omitted {
  const [stock, other] = take(2);
  if (stock === undefined || other === undefined)
    return { check, title, says: '–', why: 'left-out', reason: 'too few stocks' };
  const sessions = Array.from({ length: bench.sessions }, (_, session) => session);
  const orderOf = (session: number, n: number): SessionOrder => {
    const of = n % 2 === 0 ? stock : other;
    const base = smallOrder(bench, of, 1 + (n % VARIANTS));
    const steps = (session + Math.floor(n / VARIANTS)) % VARIANTS;
    return { session, order: stepAway(bench, of, base, steps) };
  };
  const resting = sessions.flatMap((session) =>
    Array.from({ length: bench.sight === 'fills' ? 0 : RESTING_EACH }, (_, n) =>
      orderOf(session, n),
    ),
  );
  // After a drop the session that is gone cannot send; the others go on.
  const flow = Array.from({ length: FLOW_PER_SECOND * FLOW_SECONDS }, (_, n) =>
    orderOf(sessions[n % sessions.length]!, RESTING_EACH + n),
  );
  const probes = sessions.map((session) => orderOf(session, VARIANTS * VARIANTS + session));
  return {
    check,
    title,
    says: '–',
    steps: [
      {
        do: 'kill',
        means,
        scope,
        stops,
        resting,
        flow,
        perSecond: FLOW_PER_SECOND,
        probes,
      },
      { do: 'cancel', count: Number.POSITIVE_INFINITY },
    ],
    orders: resting.length + flow.length + 2 * probes.length,
    seconds: SECONDS_EACH,
    mayStop: stops ? scope : 'nobody',
  };
}

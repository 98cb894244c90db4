import type { KillSeen, KillStep, SessionOrder } from './exam.js';
import { isOpen, outcomeOf, type SentOrder } from './port.js';
import type { UnderWay } from './under-way.js';

/** Pulls a kill in the middle of a flow of orders, and looks what it ends and what still leaves. */
export async function killAll(exam: UnderWay, step: KillStep): Promise<KillSeen> {
  const { port, patience } = exam;
  const resting: SentOrder[] = [];
  for (const one of step.resting) {
    const sent = exam.send(one);
    resting.push(sent);
    if ((await exam.outcome(sent)) !== 'through') exam.blame('too-tight', sent);
    await exam.pace();
  }
  const half = step.flow.length >> 1;
  const before = await flow(exam, step.flow.slice(0, half), step.perSecond);
  const askedMs = port.now();
  const pulled = pull(exam, step);
  const [after] = await Promise.all([flow(exam, step.flow.slice(half), step.perSecond), pulled]);
  const isIn = ({ session }: SentOrder): boolean => step.scope === 'firm' || session === 0;
  // Those that came after a kill that lets orders through are told apart from those it left.
  const bound = [...resting, ...before].filter(isIn);
  const isEnded = (sent: SentOrder): boolean => !isOpen(sent) && sent.answer !== 'none';
  const seen = port.sight === 'venue' ? isEndedThere : isEnded;
  await port.until(() => bound.every(seen), patience.answerMs);
  const stillOpen = bound.filter((sent) => !seen(sent));
  const ends = bound.flatMap(({ endedMs }) => (endedMs === undefined ? [] : [endedMs]));
  const late = [...before, ...after].filter(
    (sent) => isIn(sent) && (sent.arrivedMs ?? Number.NEGATIVE_INFINITY) > askedMs,
  );
  const arrivals = late.map(({ arrivedMs }) => arrivedMs! - askedMs);
  const letThrough = await tryAgain(exam, step);
  const letThroughAfterLogon = await tryAfterLogon(exam, step);
  const kill: KillSeen = {
    means: step.means,
    arrivedAfter: late.length,
    lastArrivalMs: arrivals.length === 0 ? null : Math.max(...arrivals),
    endedMs:
      stillOpen.length > 0 || ends.length === 0 ? null : Math.max(0, Math.max(...ends) - askedMs),
    resting: bound.length,
    stillOpen: stillOpen.length,
    letThrough,
    letThroughAfterLogon,
  };
  judge(exam, step, kill, stillOpen);
  return kill;
}

/** Whether an order that arrived at the venue has ended there; one that never left has nothing. */
const isEndedThere = ({ arrivedMs, endedMs }: SentOrder): boolean =>
  arrivedMs === undefined || endedMs !== undefined;

async function flow(
  exam: UnderWay,
  orders: readonly SessionOrder[],
  perSecond: number,
): Promise<SentOrder[]> {
  const sent: SentOrder[] = [];
  for (const one of orders) {
    if (exam.signal.aborted) break;
    if (exam.port.isConnected(one.session)) sent.push(exam.send(one));
    await exam.pace(perSecond);
  }
  return sent;
}

async function pull({ port }: UnderWay, { means }: KillStep): Promise<void> {
  if (means === 'mass-cancel') port.massCancel(0);
  else if (means === 'drop') port.drop(0);
  else await port.run('kill');
}

/** The sessions in scope, counted from 0, that an order of a stopped session would show. */
function triedOf({ scope, probes }: KillStep): readonly SessionOrder[] {
  return probes.filter(({ session }) => scope === 'firm' || session === 0);
}

/** Sends an order on each session that must be stopped; returns those that were let through. */
async function tryAgain(exam: UnderWay, step: KillStep): Promise<number[]> {
  const { port } = exam;
  if (!step.stops) return [];
  const through: number[] = [];
  for (const one of triedOf(step)) {
    if (!port.isConnected(one.session) && !(await port.connect(one.session))) continue;
    const sent = exam.send(one);
    await exam.outcome(sent);
    if (outcomeOf(sent, port.sight) === 'through') through.push(one.session + 1);
  }
  return through;
}

/** Logs on anew, after a restart if there is a command for it, and tries again. */
async function tryAfterLogon(exam: UnderWay, step: KillStep): Promise<number[]> {
  const { port } = exam;
  const sessions = triedOf(step).map(({ session }) => session);
  for (const session of sessions) port.drop(session);
  if (step.stops) await port.run('restart');
  for (const session of sessions) await port.connect(session);
  return tryAgain(exam, step);
}

function judge(
  exam: UnderWay,
  step: KillStep,
  kill: KillSeen,
  stillOpen: readonly SentOrder[],
): void {
  const all = triedOf(step).length;
  const isPart = (count: number): boolean => count > 0 && count < all;
  const openSessions = new Set(stillOpen.map(({ session }) => session)).size;
  const through = kill.letThrough.length;
  const [first] = stillOpen;
  if (isPart(through) || isPart(openSessions))
    exam.blame('kill-misses-session', ...stillOpen.slice(0, 1));
  else if (through > 0 && first !== undefined) exam.blame('no-check', first);
  else if (through > 0) exam.blame('kill-lets-through');
  else if (first !== undefined) exam.blame('kill-leaves-orders', first);
  else if (kill.letThroughAfterLogon.length > 0) exam.blame('re-arms');
}

const list = (sessions: readonly number[]): string => sessions.join(', ');

/** What a kill took, in words. */
export function tellKill(step: KillStep, kill: KillSeen): string {
  const ended = kill.resting - kill.stillOpen;
  const took = kill.endedMs === null ? '' : ` within ${kill.endedMs.toFixed(1)} ms`;
  const arrived =
    kill.arrivedAfter === 0
      ? 'no order left after it'
      : `${kill.arrivedAfter} orders left after it, the last ${kill.lastArrivalMs!.toFixed(1)} ms`;
  const parts = [`${ended} of ${kill.resting} orders ended${took}`, arrived];
  if (step.stops)
    parts.push(
      kill.letThrough.length === 0
        ? 'refused since'
        : `session ${list(kill.letThrough)} let through`,
      kill.letThroughAfterLogon.length === 0
        ? 'refused after a new Logon'
        : `session ${list(kill.letThroughAfterLogon)} let through after a new Logon`,
    );
  return parts.join('; ');
}

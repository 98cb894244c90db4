import type { DrainStep, FaultName, SessionOrder } from './exam.js';
import type { UnderWay } from './under-way.js';

/**
 * What is wrong with a sum. A gateway that gives the room of cancelled orders back twice, or never,
 * has been led astray by each cancel of the exams before: so what a cancel does is tried here, and
 * not concluded from where the sum stands.
 */

/** Orders sent beyond those that could explain where a sum stands. */
const BEYOND = 3;
/** Orders by which the fault is named when one was refused. */
const NAMING = 2;

/** After one order more was let through: finds out where the sum refuses, and names the fault. */
export async function nameByDraining(exam: UnderWay, step: DrainStep): Promise<void> {
  if (exam.fault !== 'no-check') return;
  const drained = await drain(exam, step);
  exam.fault = drained.isRefused ? await nameOf(exam, step, drained) : 'no-check';
  const last = drained.isRefused ? 'then refused' : 'none refused';
  exam.see(`${drained.orders} orders further: ${last}`);
}

interface Drained {
  readonly isRefused: boolean;
  readonly orders: number;
  /** The last one that was let through. */
  readonly last: SessionOrder;
  /** What the session has had let through. */
  readonly sessionAmount: number;
}

async function drain(exam: UnderWay, step: DrainStep): Promise<Drained> {
  const { small, large, smallAmount, largeAmount, others } = step;
  let sessionAmount = step.sessionAmount + smallAmount;
  let last = small;
  const wanted = Math.max(others, exam.sentBefore + exam.sent.length) + BEYOND;
  const most = Math.max(0, Math.min(wanted, exam.ordersLeft - NAMING));
  for (let orders = 0; orders < most && !exam.signal.aborted; orders++) {
    const isSmall = orders === 0;
    if (!(await isLetThrough(exam, isSmall ? small : large)))
      return { isRefused: true, orders, last, sessionAmount };
    last = isSmall ? small : large;
    sessionAmount += isSmall ? smallAmount : largeAmount;
    await exam.pace();
  }
  return { isRefused: false, orders: most, last, sessionAmount };
}

async function nameOf(
  exam: UnderWay,
  { limit, largeAmount, others }: DrainStep,
  { last, orders, sessionAmount }: Drained,
): Promise<FaultName> {
  await exam.cancelOpen(1);
  const isOnce = await isLetThrough(exam, last);
  if (isOnce && (await isLetThrough(exam, last))) return 'refund-twice';
  if (others > 0 && Math.abs(sessionAmount - limit) <= largeAmount) return 'per-session';
  return orders === 0 ? 'off-by-one' : 'other-limit';
}

/** Whether an order that fitted once is refused after its cancel: its room did not come back. */
export async function lacksRoom(exam: UnderWay): Promise<boolean> {
  const last = exam.sent.findLast(({ answer }) => answer === 'accepted');
  if (last === undefined) return false;
  await exam.cancelOpen(1);
  return !(await isLetThrough(exam, last));
}

async function isLetThrough(exam: UnderWay, one: SessionOrder): Promise<boolean> {
  const sent = exam.send(one);
  return (await exam.outcome(sent)) === 'through';
}

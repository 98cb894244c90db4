import { answer, judge, type LoneGate } from '../support/gate.js';

/** The cases of `catalogue-coverage` for the checks of messages, rolling volume and open orders. */

const enforce = { mode: 'enforce' } as const;
const send =
  (orders: number) =>
  (lone: LoneGate, nowNs = 0): string[] =>
    judge(
      lone,
      Array.from({ length: orders }, () => ({})),
      nowNs,
    );

export const MESSAGE_CASES = {
  'open-exposure': {
    limits: { openExposure: { ...enforce, dollars: 4000 } },
    within: send(2),
    beyond: send(1),
    verdict: 'open-exposure',
    probe: send(1),
    later: 'open-exposure',
    reset: (lone: LoneGate, nowNs: number): void => answer(lone, [{ executed: 100 }], nowNs),
  },
  'rolling-volume': {
    limits: { rollingVolume: { ...enforce, percent: 0.2 } },
    within: send(2),
    beyond: send(1),
    verdict: 'rolling-volume',
    probe: send(1),
    later: 'admitted',
  },
  'rolling-gross': {
    limits: { rollingGross: { ...enforce, dollars: 4000 } },
    within: send(2),
    beyond: send(1),
    verdict: 'rolling-gross',
    probe: send(1),
    later: 'rolling-gross',
    reset: (lone: LoneGate, nowNs: number): void => answer(lone, [{ cancelled: 100 }], nowNs),
  },
  'message-rate': {
    limits: { messageRate: { ...enforce, perSecond: 2, windowSeconds: 1, logOutTimes: 2 } },
    within: send(2),
    beyond: send(1),
    verdict: 'message-rate',
    probe: send(1),
    later: 'admitted',
  },
  'order-to-trade': {
    limits: { orderToTrade: { ...enforce, ratio: 2, messagesMin: 2 } },
    within: send(2),
    beyond: send(1),
    verdict: 'order-to-trade',
    probe: send(1),
    later: 'order-to-trade',
    reset: (lone: LoneGate, nowNs: number): void =>
      answer(lone, [{ executed: 100 }, { executed: 100 }], nowNs),
  },
} as const;

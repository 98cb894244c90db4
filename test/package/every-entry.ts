import { findScenario, runSession, type Scenario } from 'smars';
import type { OrderBook } from 'smars/book';
import { createOrderFlow, type ServerColumns, Verdict } from 'smars/core';
import type { FixSession } from 'smars/fix';
import type { LatencyHistogram } from 'smars/metrics';
import type { CheckDefinition, defineCheck, GateLimits } from 'smars/risk';
import { matchers } from 'smars/testing';

const scenario: Scenario = findScenario('knight-2012');
export const digest: string = runSession(scenario).digest;
export const flow = createOrderFlow(1);
export const admitted: 0 = Verdict.ADMITTED;
export type Parts = [
  ServerColumns,
  GateLimits,
  LatencyHistogram,
  FixSession,
  OrderBook,
  CheckDefinition,
  typeof defineCheck,
];
export const stopped: boolean = matchers.toBeStoppedBy(scenario, 'parent-quantity').pass;

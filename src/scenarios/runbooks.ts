import { hasLatency } from '../market/venues.js';
import type { Runbook, RunbookAct, RunbookRow, Through } from '../session/day/runbook.js';
import type { Scenario } from './schema.js';

/** One way to do an act: its delay in seconds, who may ask, the chance, and what a failure says. */
const way = (
  act: RunbookAct,
  through: Through,
  delaySeconds: number,
  by: RunbookRow['by'],
  chance = 1,
  fails?: string,
): RunbookRow => ({
  act,
  through,
  delaySeconds,
  chance,
  by,
  ...(fails !== undefined && { fails }),
});

/**
 * The runbook of a drill whose scenario has none. Who has which button is a reconstruction of a
 * broker of 2012: no document gives delays or chances. The SEC found that the monitor showed
 * executions late and no limits (¶25), that the mails were no alerts (¶19), and that nobody had a
 * procedure to stop (¶27); so every stop is here, and none of them is near at hand.
 */
export const DEFAULT_RUNBOOK: Runbook = {
  monitor: { executionsPerSecond: 300, everySeconds: 15 },
  acts: [
    way('read-mails', 'console', 20, ['operations']),
    way('acknowledge-mails', 'console', 5, ['operations']),
    way('trace-mails', 'phone', 120, ['operations']),
    way('look-up-build', 'console', 90, ['operations']),
    way('look-up-flag', 'phone', 180, ['operations']),
    way('compare-orders', 'console', 120, ['operations', 'risk-officer']),
    way('list-holdings', 'console', 60, ['trader', 'risk-officer']),
    way('stop-firm', 'console', 0, ['risk-officer', 'supervisor', 'operations', 'trader']),
    way('stop-server', 'console', 0, ['operations', 'risk-officer']),
    way('stop-symbol', 'console', 0, ['trader', 'risk-officer']),
    way('stop-account', 'console', 0, ['trader', 'risk-officer']),
    way('stop-strategy', 'console', 60, ['trader', 'operations', 'risk-officer']),
    way('reduce-firm', 'console', 0, ['risk-officer', 'supervisor']),
    way('cancel-resting', 'console', 5, ['trader', 'operations', 'risk-officer']),
    way(
      'kill-process',
      'console',
      30,
      ['operations'],
      0.7,
      'the login is refused; whoever has the credentials is not at the desk',
    ),
    way('kill-process', 'colo', 3600, ['operations']),
    way(
      'cut-network',
      'phone',
      180,
      ['operations'],
      0.8,
      'the network desk wants a change ticket first',
    ),
    way(
      'cut-network',
      'remote-hands',
      600,
      ['operations'],
      0.9,
      'remote hands stand before another rack',
    ),
    way('restore-network', 'phone', 180, ['operations']),
    way('flag-off', 'phone', 300, ['operations'], 0.8, 'nobody who knows the flag picks up'),
    way('roll-back', 'console', 240, ['operations']),
    way('deploy-build', 'console', 180, ['operations']),
    way('unwind-stock', 'console', 60, ['trader', 'risk-officer']),
    way('unwind-all', 'console', 120, ['trader', 'risk-officer']),
    way(
      'block-sale',
      'phone',
      900,
      ['trader', 'supervisor'],
      0.5,
      'no dealer bids for a basket before he has seen what is in it',
    ),
    way('exchange-halt', 'phone', 120, ['compliance', 'supervisor']),
    way('exchange-resume', 'phone', 120, ['compliance', 'supervisor']),
    way('call-exchange', 'phone', 60, ['compliance', 'supervisor']),
    way('call-clearing', 'phone', 120, ['compliance', 'risk-officer']),
    way('call-customers', 'phone', 90, ['trader']),
    way('re-arm-firm', 'phone', 60, ['risk-officer', 'supervisor']),
    way('re-arm-server', 'phone', 60, ['risk-officer', 'supervisor']),
    way('re-arm-symbol', 'phone', 60, ['risk-officer', 'supervisor']),
    way('re-arm-account', 'phone', 60, ['risk-officer', 'supervisor']),
    way('re-arm-strategy', 'phone', 60, ['risk-officer', 'supervisor']),
  ],
  colleagues: [
    {
      from: 'trading desk',
      afterSeconds: 45,
      text: 'The error account is filling. Whose is that? It is a mixture of things at any time.',
    },
    {
      from: 'trading desk',
      afterSeconds: 150,
      text: 'Some of our stocks have moved by ten per cent. Is this us?',
    },
    {
      from: 'technology',
      afterSeconds: 480,
      text: 'The new code went live today. Shall we take it off again?',
    },
    {
      from: 'chief executive',
      afterSeconds: 900,
      text: 'How much do we own, and when does it stop?',
    },
  ],
};

/**
 * Returns the runbook of a scenario, by default the one above: without a cut of the network where
 * messages are under way, which no day can lose.
 */
export function runbookOf({ runbook, market }: Scenario): Runbook {
  if (runbook !== undefined) return runbook;
  if (!hasLatency(market.venues)) return DEFAULT_RUNBOOK;
  const acts = DEFAULT_RUNBOOK.acts.filter(
    ({ act }) => act !== 'cut-network' && act !== 'restore-network',
  );
  return { ...DEFAULT_RUNBOOK, acts };
}

import type { Runbook } from '../session/day/runbook.js';

/**
 * The runbook of a drill whose scenario has none. Who has which button is a reconstruction of a
 * broker of 2012: no document gives delays or chances. The SEC found that the monitor showed
 * executions late and no limits (¶25), that the mails were no alerts (¶19), and that nobody had a
 * procedure to stop (¶27); so every stop is here, and none of them is near at hand.
 */
export const DEFAULT_RUNBOOK: Runbook = {
  monitor: { executionsPerSecond: 300, everySeconds: 15 },
  acts: [
    { act: 'read-mails', through: 'console', delaySeconds: 20, chance: 1, by: ['operations'] },
    {
      act: 'acknowledge-mails',
      through: 'console',
      delaySeconds: 5,
      chance: 1,
      by: ['operations'],
    },
    { act: 'trace-mails', through: 'phone', delaySeconds: 120, chance: 1, by: ['operations'] },
    { act: 'look-up-build', through: 'console', delaySeconds: 90, chance: 1, by: ['operations'] },
    { act: 'look-up-flag', through: 'phone', delaySeconds: 180, chance: 1, by: ['operations'] },
    {
      act: 'compare-orders',
      through: 'console',
      delaySeconds: 120,
      chance: 1,
      by: ['operations', 'risk-officer'],
    },
    {
      act: 'stop-firm',
      through: 'console',
      delaySeconds: 0,
      chance: 1,
      by: ['risk-officer', 'supervisor', 'operations', 'trader'],
    },
    {
      act: 'stop-server',
      through: 'console',
      delaySeconds: 0,
      chance: 1,
      by: ['operations', 'risk-officer'],
    },
    {
      act: 'stop-symbol',
      through: 'console',
      delaySeconds: 0,
      chance: 1,
      by: ['trader', 'risk-officer'],
    },
    {
      act: 'kill-process',
      through: 'console',
      delaySeconds: 30,
      chance: 0.7,
      by: ['operations'],
      fails: 'the login is refused; whoever has the credentials is not at the desk',
    },
    { act: 'kill-process', through: 'colo', delaySeconds: 3600, chance: 1, by: ['operations'] },
    {
      act: 'cut-network',
      through: 'phone',
      delaySeconds: 180,
      chance: 0.8,
      by: ['operations'],
      fails: 'the network desk wants a change ticket first',
    },
    {
      act: 'cut-network',
      through: 'remote-hands',
      delaySeconds: 600,
      chance: 0.9,
      by: ['operations'],
      fails: 'remote hands stand before another rack',
    },
    { act: 'restore-network', through: 'phone', delaySeconds: 180, chance: 1, by: ['operations'] },
    {
      act: 'flag-off',
      through: 'phone',
      delaySeconds: 300,
      chance: 0.8,
      by: ['operations'],
      fails: 'nobody who knows the flag picks up',
    },
    { act: 'roll-back', through: 'console', delaySeconds: 240, chance: 1, by: ['operations'] },
    { act: 'deploy-build', through: 'console', delaySeconds: 180, chance: 1, by: ['operations'] },
    {
      act: 'exchange-halt',
      through: 'phone',
      delaySeconds: 120,
      chance: 1,
      by: ['compliance', 'supervisor'],
    },
    {
      act: 'exchange-resume',
      through: 'phone',
      delaySeconds: 120,
      chance: 1,
      by: ['compliance', 'supervisor'],
    },
    {
      act: 'call-exchange',
      through: 'phone',
      delaySeconds: 60,
      chance: 1,
      by: ['compliance', 'supervisor'],
    },
    {
      act: 'call-clearing',
      through: 'phone',
      delaySeconds: 120,
      chance: 1,
      by: ['compliance', 'risk-officer'],
    },
    { act: 'call-customers', through: 'phone', delaySeconds: 90, chance: 1, by: ['trader'] },
    { act: 're-arm-firm', through: 'phone', delaySeconds: 60, chance: 1, by: ['risk-officer'] },
    { act: 're-arm-server', through: 'phone', delaySeconds: 60, chance: 1, by: ['risk-officer'] },
    { act: 're-arm-symbol', through: 'phone', delaySeconds: 60, chance: 1, by: ['risk-officer'] },
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

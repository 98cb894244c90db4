import { expect, test } from 'vitest';
import { ask, drillScenario, openDrill } from '../../src/drill/drill.js';
import { inject } from '../../src/drill/injects.js';
import { ROLES } from '../../src/risk/stops/authority.js';
import { validateScenario } from '../../src/scenarios/parse.js';
import { DEFAULT_RUNBOOK } from '../../src/scenarios/runbooks.js';
import type { Scenario } from '../../src/scenarios/schema.js';
import { faultsOf, plain, SMALL } from '../support/scenarios.js';

const latencyMicros = { median: 200, sdLn: 0.5 };
const LATE: Scenario = {
  ...SMALL,
  market: {
    ...SMALL.market,
    venues: [{ name: 'NYSE', feeTicks: 1, displayedWeight: 1, latencyMicros }],
  },
};

test('nobody can cut a network with messages under way: not by default, nor by a file', () => {
  const drill = openDrill(drillScenario(LATE));
  const cut = { act: 'cut-network', through: 'phone', server: 1 } as const;
  expect(faultsOf(() => ask(drill, cut, ROLES))[0]).toMatch(/^act: 'cut-network' is not in the/);
  expect(faultsOf(() => inject(drill, { kind: 'outage', server: 1 }))[0]).toMatch(
    /^action\.do: disconnect cannot be added to a day with messages under way/,
  );
  expect(drill.day.actions).toEqual([]);
  const others = drill.scenario.runbook!.acts;
  expect(others).toEqual(DEFAULT_RUNBOOK.acts.filter(({ act }) => !act.endsWith('-network')));
  expect(others.length).toBe(DEFAULT_RUNBOOK.acts.length - 3);
  const place = DEFAULT_RUNBOOK.acts.findIndex(({ act }) => act === 'cut-network');
  const faults = faultsOf(() =>
    validateScenario(plain({ ...LATE, runbook: DEFAULT_RUNBOOK }), 'mine.json'),
  );
  expect(faults[1]).toMatch(
    new RegExp(`^runbook\\.acts\\.${place}\\.act: .*cut-network is possible only if no venue`),
  );
  expect(faults.length).toBe(3);
});

test('the default runbook is one that a file may have', () => {
  const file = plain({ ...SMALL, runbook: DEFAULT_RUNBOOK });
  expect(validateScenario(file, 'mine.json').runbook).toEqual(DEFAULT_RUNBOOK);
});

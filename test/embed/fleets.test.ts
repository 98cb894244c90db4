import { expect, test } from 'vitest';
import { runFleet, startFleet } from '../../src/embed/fleets.js';
import { OPTIONS, RUNAWAY } from '../support/fleet.js';

const code = expect.objectContaining({ code: 'SMARS_INPUT' });

test('refuses a fleet with a misspelt field or option before any thread starts', async () => {
  await expect(startFleet({ ...RUNAWAY, kils: [] } as never, OPTIONS)).rejects.toThrow(
    "startFleet: spec: kils: is not a field here; did you mean 'kills'?",
  );
  await expect(startFleet(RUNAWAY, { onIntervall: () => undefined } as never)).rejects.toThrow(
    "startFleet: options: onIntervall: is not a field here; did you mean 'onInterval'?",
  );
  await expect(startFleet(RUNAWAY, { signal: 'soon' } as never)).rejects.toThrow(
    'startFleet: options: signal: is "soon"; must be an AbortSignal',
  );
  await expect(runFleet({} as never)).rejects.toEqual(code);
  await expect(runFleet(undefined as never)).rejects.toEqual(code);
  const risk = { ...RUNAWAY.risk, maxQuantity: { mode: 'enfroce', shares: 1 } };
  await expect(runFleet({ ...RUNAWAY, risk } as never)).rejects.toThrow(
    'runFleet: spec: risk.maxQuantity.mode: is "enfroce"',
  );
});

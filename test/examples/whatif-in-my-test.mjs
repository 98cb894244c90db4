import assert from 'node:assert/strict';
import { applySettings, CONTROLS, controlSettings, findScenario, runSession } from 'smars';

// A test in your own project: with this control, the first minute of that morning costs less than a
// million dollars.
const morning = applySettings(findScenario('knight-2012'), ['clock.end=09:31']);
const [control] = CONTROLS.filter(({ name }) => name === 'unmatched-account');
const { loss } = runSession(applySettings(morning, controlSettings(morning, [control])));
assert(loss.totalDollars < 1e6, `the loss was $${loss.totalDollars}`);
console.log('kept');

import { describe, expect, test } from 'vitest';
import { money } from '../../../src/base/units.js';
import { applySettings } from '../../../src/scenarios/parse.js';
import { findScenario } from '../../../src/scenarios/scenarios.js';
import { runSession } from '../../../src/session/session.js';
import { boundOf, stepOf } from '../../../src/session/tune/bounds.js';
import {
  enforcedSetting,
  measuringDay,
  TUNABLE,
  withLimits,
} from '../../../src/session/tune/training.js';
import { tuneLimits } from '../../../src/session/tune/tune.js';

const BRIEF = ['clock.start=09:29:55', 'universe.stocks=200'];
const CLEAN = applySettings(findScenario('clean-rollout'), [
  'clock.end=09:30:15',
  'clock.start=09:29:00',
]);
const KNIGHT = applySettings(findScenario('knight-2012'), ['clock.end=09:30:03']);
const DAYS = { 'clean-rollout': CLEAN, 'knight-2012': KNIGHT };

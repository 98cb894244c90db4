import type { z } from 'zod';
import { scenarioFields } from './scenario-fields.js';
import { checkTogether } from './together.js';

/** The form of a scenario, as zod checks it; `scenarioJsonSchema` gives it as JSON Schema. */
export const scenarioSchema = scenarioFields.superRefine((scenario, context) =>
  checkTogether(scenario, context),
);

/** A scenario, as data. */
export type Scenario = z.infer<typeof scenarioSchema>;

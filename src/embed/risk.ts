import { demand, text } from '../base/forms.js';
import * as catalogues from '../risk/catalogue/catalogue.js';
import type { CheckRow } from '../risk/catalogue/row.js';

/** Returns a check's row of the catalogue by its name, or undefined for an unknown name. */
export function findCheck(name: string): CheckRow | undefined {
  demand(text(0, 1000), name, 'findCheck', 'name');
  return catalogues.findCheck(name);
}

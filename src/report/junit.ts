import { markupText } from '../base/escape.js';

/** One case of a JUnit file: its name, its duration, and why it failed if it did. */
interface JUnitCase {
  readonly name: string;
  readonly seconds: number;
  readonly failure?: string | undefined;
  /** Why it was not carried out. */
  readonly skipped?: string | undefined;
}

/**
 * A JUnit XML file of one suite, as CI systems read it. All text is escaped. Warnings fail no case;
 * they are the suite's `system-err`.
 */
export function writeJUnit(
  suite: string,
  cases: readonly JUnitCase[],
  warnings: readonly string[] = [],
): string {
  const failures = cases.filter((one) => one.failure !== undefined).length;
  const seconds = cases.reduce((sum, one) => sum + one.seconds, 0).toFixed(3);
  const skips = cases.filter((one) => one.skipped !== undefined).length;
  const lines = cases.map(({ name, seconds: took, failure, skipped }) => {
    const head =
      `    <testcase classname="${markupText(suite)}" name="${markupText(name)}" ` +
      `time="${took.toFixed(3)}"`;
    const inner =
      failure !== undefined
        ? `<failure message="${markupText(failure)}"/>`
        : skipped !== undefined
          ? `<skipped message="${markupText(skipped)}"/>`
          : undefined;
    return inner === undefined ? `${head}/>` : `${head}>\n      ${inner}\n    </testcase>`;
  });
  const told =
    warnings.length === 0
      ? ''
      : `    <system-err>${markupText(warnings.map((text) => `warning: ${text}`).join('\n'))}` +
        '</system-err>\n';
  const suiteHead =
    `  <testsuite name="${markupText(suite)}" tests="${cases.length}" failures="${failures}" ` +
    `errors="0" skipped="${skips}" time="${seconds}">`;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n' +
    `${suiteHead}\n${lines.join('\n')}\n${told}` +
    '  </testsuite>\n</testsuites>\n'
  );
}

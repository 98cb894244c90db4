import type { ExamResult } from '../probe/exam.js';
import type { ProbeFindings } from '../probe/probe.js';
import { writeJUnit } from '../report/junit.js';
import type { LimitsInForce } from '../report/limits-text.js';
import { countVerdicts, type ProbeHead } from '../report/probe-text.js';
import { readInvocation } from './conditions.js';

/** The findings of a probe in --json. */
export function summariseProbe(
  { target, sight }: ProbeHead,
  limits: LimitsInForce,
  { results, orders, seconds, stopped, leftOpen }: ProbeFindings,
) {
  return {
    version: 1 as const,
    command: 'probe',
    invocation: readInvocation(),
    target,
    seesVenue: sight === 'venue',
    sight,
    limits,
    verdicts: countVerdicts(results),
    orders,
    seconds,
    stopped: stopped ?? null,
    leftOpen,
    exams: results,
  };
}

/** The exams as JUnit tests: a hole fails, and what was not examined is skipped. */
export function junitOfProbe({ results, stopped, seconds }: ProbeFindings): string {
  const cases = results.map(({ check, title, seconds: took, ...result }: ExamResult) => ({
    name: title === '–' ? check : `${check}: ${title}`,
    seconds: took,
    failure:
      result.fault === undefined ? undefined : `${result.fault}: ${result.meaning}; ${result.seen}`,
    skipped:
      result.verdict === 'hidden' || result.verdict === 'not examined' ? result.reason : undefined,
  }));
  const end = { name: 'the examination came to its end', seconds, failure: stopped };
  return writeJUnit('smars probe', [...cases, end]);
}

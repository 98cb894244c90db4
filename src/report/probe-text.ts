import type { ExamResult, ExamVerdict } from '../probe/exam.js';
import type { Sight } from '../probe/port.js';
import type { ProbeFindings } from '../probe/probe.js';
import { count, table, wrap } from './format.js';

/** What an examination of somebody's gateway found, as text. */

const WIDTH = 80;

/** Where a probe looked. */
export interface ProbeHead {
  /** `fix://127.0.0.1:9876, which is SMARS, over FIX 4.4 as CLIENT44`. */
  readonly target: string;
  readonly limits: string;
  readonly sight: Sight;
}

/** How many exams had each verdict. */
export function countVerdicts(results: readonly ExamResult[]): Record<ExamVerdict, number> {
  const counts = { pass: 0, hole: 0, 'too tight': 0, 'not examined': 0, hidden: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}

/** Formats the findings: a table of the exams, what was seen, holes with evidence, and the rest. */
export function describeProbe(head: ProbeHead, findings: ProbeFindings): string {
  const { results } = findings;
  const examined = results.filter(({ verdict }) => isExamined(verdict));
  const parts = [
    `probe of ${head.target}\nlimits ${head.limits}\nlet through: ${SIGHT_WORDS[head.sight]}`,
    ...(examined.length === 0 ? [] : [tableOf(examined), tellSeen(examined)]),
    ...examined.filter(({ fault }) => fault !== undefined).map(tellHole),
    tellRest(results, 'not examined', 'Not examined:'),
    tellRest(results, 'hidden', 'Cannot be seen from outside:'),
    tellEnd(findings),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const isExamined = (verdict: ExamVerdict): boolean =>
  verdict !== 'not examined' && verdict !== 'hidden';

/** What it means that an order was let through. */
export const SIGHT_WORDS: Readonly<Record<Sight, string>> = {
  venue: 'it arrived at the venue',
  fills: 'the target executed it',
  word: 'the target said so; --venue sees what leaves it',
};

function tableOf(results: readonly ExamResult[]): string {
  const rows = results.map(({ check, title, says, verdict, seconds }) => [
    check,
    title,
    says,
    verdict === 'pass' ? 'pass' : verdict.toUpperCase(),
    `${seconds.toFixed(1)} s`,
  ]);
  const head = ['check', 'exam', 'limits file', 'verdict', 'time'];
  return table(head, rows, ['left', 'left', 'left', 'left', 'right']);
}

function tellSeen(results: readonly ExamResult[]): string {
  const lines = results.map(({ check, title, seen }) => hanging(`${check}, ${title}: ${seen}`));
  return `Seen:\n${lines.join('\n')}`;
}

/** A paragraph whose further lines are indented. */
function hanging(text: string): string {
  const [first = '', ...rest] = wrap(text, WIDTH - 2).split('\n');
  if (rest.length === 0) return first;
  return `${first}\n${wrap(rest.join(' '), WIDTH, '  ')}`;
}

function tellHole({ check, title, fault, meaning, evidence }: ExamResult): string {
  const head = wrap(`${check}, ${title}: ${fault}. ${capital(meaning ?? '')}.`, WIDTH);
  return [head, ...evidence.map((line) => `  ${line}`)].join('\n');
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

function tellRest(results: readonly ExamResult[], verdict: ExamVerdict, title: string): string {
  const byReason = new Map<string, string[]>();
  for (const result of results) {
    if (result.verdict !== verdict) continue;
    const reason = result.reason ?? '';
    const name = result.title === '–' ? result.check : `${result.check} (${result.title})`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
  }
  if (byReason.size === 0) return '';
  const lines = [...byReason].map(([reason, names]) => hanging(`${names.join(', ')}: ${reason}`));
  return `${title}\n${lines.join('\n')}`;
}

function tellEnd({ results, orders, seconds, stopped, leftOpen }: ProbeFindings): string {
  const counts = countVerdicts(results);
  const found = [
    `${counts.pass} exams pass`,
    `${counts.hole} found a hole`,
    `${counts['too tight']} too tight`,
    `${counts['not examined']} not made`,
  ].join(', ');
  const lines = [`${found}; ${count(orders)} orders in ${seconds.toFixed(1)} s.`];
  if (stopped !== undefined) lines.push(`Ended early: ${stopped}.`);
  if (leftOpen > 0)
    lines.push(`${count(leftOpen)} orders may still be open: the target did not cancel them.`);
  return lines.map((line) => wrap(line, WIDTH)).join('\n');
}

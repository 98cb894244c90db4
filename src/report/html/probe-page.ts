import type { ExamResult, ExamVerdict } from '../../probe/exam.js';
import type { ProbeFindings } from '../../probe/probe.js';
import { count } from '../format.js';
import { countVerdicts, type ProbeHead, SIGHT_WORDS } from '../probe-text.js';
import { tableOf, textCell } from './cells.js';
import type { Block, Cell, Figure, Page, Section, Tone } from './model.js';
import { readableFix } from './readable-fix.js';

/** What the page of a probe shows. */
export interface ProbePageInput {
  readonly head: ProbeHead;
  readonly findings: ProbeFindings;
  /** The command line that began it. */
  readonly invocation: string;
}

const VERDICTS: Readonly<Record<ExamVerdict, { readonly text: string; readonly tone: Tone }>> = {
  pass: { text: 'pass', tone: 'good' },
  hole: { text: 'HOLE', tone: 'alarm' },
  'too tight': { text: 'TOO TIGHT', tone: 'alarm' },
  'not examined': { text: 'not examined', tone: 'quiet' },
  hidden: { text: 'cannot be seen', tone: 'quiet' },
};

/** The page of an examination: what each check did, the messages, and what was not examined. */
export function probePage({ head, findings, invocation }: ProbePageInput): Page {
  const { results } = findings;
  const of = (...wanted: readonly ExamVerdict[]): ExamResult[] =>
    results.filter(({ verdict }) => wanted.includes(verdict));
  const made = of('pass', 'hole', 'too tight');
  return {
    kicker: `smars probe · limits ${head.limits}`,
    title: titleOf(findings),
    lead: `Probe of ${head.target}. Let through: ${SIGHT_WORDS[head.sight]}.`,
    figures: figuresOf(findings),
    sections: [
      ...(made.length === 0 ? [] : [examSection(made), evidenceSection(made)]),
      ...restSection('left', 'Not examined', 'Checks without an exam', of('not examined')),
      ...restSection(
        'hidden',
        'Cannot be seen from outside',
        'What orders cannot show',
        of('hidden'),
      ),
      {
        id: 'again',
        title: 'Again',
        lead: '',
        blocks: [{ kind: 'command', about: 'The command of this probe:', command: invocation }],
      },
    ],
    marks: [],
    foot:
      'Made by smars. probe.json has all findings, junit.xml a test for each exam. A probe shows ' +
      'what these orders met, and no more.',
  };
}

function titleOf({ results, stopped }: ProbeFindings): string {
  const { pass, hole, 'too tight': tight } = countVerdicts(results);
  const exams = pass + hole + tight;
  if (stopped !== undefined) return 'The probe ended early';
  if (exams === 0) return 'Nothing was examined';
  if (hole + tight === 0) return `No hole in ${exams} ${exams === 1 ? 'exam' : 'exams'}`;
  const faults = [
    ...(hole === 0 ? [] : [`${hole} ${hole === 1 ? 'hole' : 'holes'}`]),
    ...(tight === 0 ? [] : [`${tight} too tight`]),
  ];
  return `${faults.join(' and ')} in ${exams} ${exams === 1 ? 'exam' : 'exams'}`;
}

function figuresOf({ results, orders, seconds, stopped, leftOpen }: ProbeFindings): Figure[] {
  const counts = countVerdicts(results);
  const figure = (name: string, value: number, note: string, bad: Tone, none: Tone): Figure => ({
    name,
    value: count(value),
    note,
    tone: value === 0 ? none : bad,
  });
  return [
    figure('pass', counts.pass, 'exams', 'good', 'quiet'),
    figure('holes', counts.hole, 'the check does not hold', 'alarm', 'good'),
    figure('too tight', counts['too tight'], 'refuses what the limit allows', 'alarm', 'good'),
    figure('not examined', counts['not examined'], 'each with its reason', 'quiet', 'quiet'),
    figure('cannot be seen', counts.hidden, 'from outside', 'quiet', 'quiet'),
    {
      name: 'orders',
      value: count(orders),
      note: `in ${seconds.toFixed(1)} s${stopped === undefined ? '' : `; ended early: ${stopped}`}`,
      tone: stopped === undefined ? 'main' : 'alarm',
    },
    ...(leftOpen === 0
      ? []
      : [figure('may be open', leftOpen, 'the target did not cancel them', 'alarm', 'good')]),
  ];
}

const nameOf = ({ check, title }: ExamResult): string =>
  title === '–' ? check : `${check}: ${title}`;

function verdictCell({ verdict, fault, meaning }: ExamResult): Cell {
  const { text, tone } = VERDICTS[verdict];
  const detail = fault === undefined ? '' : `${fault}: ${meaning}`;
  return { text, tone, ...(detail !== '' && { detail }) };
}

function examSection(made: readonly ExamResult[]): Section {
  const rows = made.map((result): Cell[] => [
    { text: result.check, detail: result.title },
    verdictCell(result),
    textCell(result.says),
    textCell(result.seen),
    { text: `${result.seconds.toFixed(1)} s`, sort: result.seconds },
  ]);
  const names = ['check', 'verdict', 'limits file', 'seen', '>time'];
  return {
    id: 'exams',
    title: 'The exams',
    lead: 'A check passes when it lets its limit through and refuses what is above.',
    blocks: [
      {
        kind: 'table',
        table: tableOf('Press the head of a column to sort by it', names, rows, true),
      },
    ],
  };
}

/** The messages of each exam, folded; those of a fault are open. */
function evidenceSection(made: readonly ExamResult[]): Section {
  const faults = made.filter(({ fault }) => fault !== undefined);
  const others = made.filter(({ fault }) => fault === undefined);
  const blocks = [...faults, ...others]
    .filter(({ evidence }) => evidence.length > 0)
    .map((result): Block => {
      const { evidence, fault } = result;
      const messages = evidence.length === 1 ? '1 message' : `${evidence.length} messages`;
      const name = fault === undefined ? nameOf(result) : `${nameOf(result)}: ${fault}`;
      return {
        kind: 'folded',
        summary: `${name}, ${messages}`,
        isOpen: fault !== undefined,
        lines: evidence.map(readableFix),
      };
    });
  return {
    id: 'messages',
    title: 'The messages',
    lead:
      'What decided each exam: > was sent, < came back, venue < arrived at the venue. Times are ' +
      'from the beginning of the exam.',
    blocks: blocks.length === 0 ? [{ kind: 'text', paragraphs: ['None was kept.'] }] : blocks,
  };
}

function restSection(
  id: string,
  title: string,
  caption: string,
  rest: readonly ExamResult[],
): Section[] {
  if (rest.length === 0) return [];
  const isUnset = ({ says, verdict }: ExamResult): boolean =>
    says === 'off' && verdict === 'not examined';
  const unset = rest.filter(isUnset).map(({ check }) => check);
  const told = rest.filter((result) => !isUnset(result));
  const rows = told.map((result): Cell[] => [
    { text: result.check, ...(result.title !== '–' && { detail: result.title }) },
    textCell(result.reason ?? ''),
    textCell(result.says),
  ]);
  const names = ['check', 'why', 'limits file'];
  const table = tableOf(caption, names, rows);
  const blocks: Block[] = [
    ...(told.length === 0 ? [] : [{ kind: 'table', table } as const]),
    ...(unset.length === 0
      ? []
      : [
          {
            kind: 'text',
            paragraphs: [`Not set by the limits file: ${unset.join(', ')}.`],
          } as const,
        ]),
  ];
  return [{ id, title, lead: '', blocks }];
}

import { getNodeValue, type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser';
import { InputError } from '../base/assert.js';

/** A JSON text with comments, and where in it everything stands. */
export interface PlacedText {
  readonly source: string;
  readonly data: unknown;
  /** What is wrong with what a path leads to: its value, or with `part` 'name' its name. Where there is nothing, the place is that of the nearest thing around it. */
  fault(path: readonly PropertyKey[], reason: string, part?: 'value' | 'name'): Fault;
  /** Line of what a path leads to, from 1. */
  line(path: readonly PropertyKey[]): number;
}

/** Something wrong, and how far into the text it stands. */
export interface Fault {
  readonly offset: number;
  readonly text: string;
}

/** Faults of one file that are told; a file with more has one cause. */
const FAULTS_TOLD = 20;

/** Reads JSON with comments. Throws an InputError with line and column of every fault: what is no JSON, and a name that stands twice, of which one would be silently lost. */
export function readPlaced(text: string, source: string): PlacedText {
  const errors: ParseError[] = [];
  const clean = text.startsWith('\uFEFF') ? text.slice(1) : text;
  const lineStarts = [0, ...[...clean.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const fault = (offset: number, reason: string): Fault => {
    const line = lineOf(lineStarts, offset);
    return { offset, text: `${source}:${line}:${offset - lineStarts[line - 1]! + 1}: ${reason}` };
  };
  const root = parse(clean, source, errors);
  if (errors.length > 0) throw faultsOf(errors.map(({ error, offset }) => fault(offset, `is not JSON with comments: ${inWords(error)}`)));
  if (root === undefined) throw new InputError(`${source}: is empty`);
  const wrong = findWrongNames(root, (key, first) => {
    if (key.value === '__proto__') return fault(key.offset, "'__proto__' is no name here");
    if (first === undefined) return undefined;
    return fault(key.offset, `'${String(key.value)}' stands here a second time; the first is in line ${lineOf(lineStarts, first.offset)}`);
  });
  if (wrong.length > 0) throw faultsOf(wrong);
  const offsetOf = (path: readonly PropertyKey[], isKey: boolean): number => {
    let node = root;
    let offset = root.offset;
    for (const key of path) {
      const next = childOf(node, key);
      if (next === undefined) break;
      offset = isKey && node.type === 'object' ? next.parent!.offset : next.offset;
      node = next;
    }
    return offset;
  };
  return {
    source,
    data: getNodeValue(root),
    fault: (path, reason, part = 'value') =>
      fault(offsetOf(path, part === 'name'), `${path.length === 0 ? 'the whole' : path.join('.')}: ${reason}`),
    line: (path) => lineOf(lineStarts, offsetOf(path, false)),
  };
}

function parse(text: string, source: string, errors: ParseError[]): Node | undefined {
  try {
    return parseTree(text, errors);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${source}: is nested too deeply to be read`);
    throw error;
  }
}

/** What the parser misses or does not expect: `CommaExpected` as "comma expected". */
function inWords(error: number): string {
  return printParseErrorCode(error)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase();
}

/** One error for all faults of a file, in the order of the text. */
export function faultsOf(faults: readonly Fault[]): InputError {
  const told = [...faults]
    .sort((a, b) => a.offset - b.offset)
    .slice(0, FAULTS_TOLD)
    .map(({ text }) => text);
  const more = faults.length - told.length;
  return new InputError([...told, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
}

/** The line of an offset, from 1. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

function childOf(node: Node, key: PropertyKey): Node | undefined {
  if (node.type === 'array') return node.children?.[key as number];
  return node.children?.find(({ children }) => children?.[0]?.value === key)?.children?.[1];
}

/** What is wrong with the names of all objects; `judge` has each name, and the one before it that is the same. */
function findWrongNames(root: Node, judge: (key: Node, first: Node | undefined) => Fault | undefined): Fault[] {
  const faults: Fault[] = [];
  const open = [root];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const seen = new Map<unknown, Node>();
    for (const child of node.children ?? []) {
      if (child.type !== 'property') open.push(child);
      else {
        const [key, value] = child.children as [Node, Node];
        const fault = judge(key, seen.get(key.value));
        if (fault !== undefined) faults.push(fault);
        seen.set(key.value, key);
        open.push(value);
      }
    }
  }
  return faults;
}

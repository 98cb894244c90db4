import type { z } from 'zod';
import { nearestName } from '../base/input-error.js';

/** The parts of a JSON Schema that messages use. */
export interface SchemaNode {
  readonly type?: string;
  readonly const?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly multipleOf?: number;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly additionalProperties?: SchemaNode | boolean;
  readonly items?: SchemaNode;
  readonly anyOf?: readonly SchemaNode[];
  readonly oneOf?: readonly SchemaNode[];
}

/**
 * Says why a value is refused, in the words of smars. `nodes` are the schema nodes at its place,
 * one for each alternative.
 */
export function reasonOf(
  issue: z.core.$ZodIssue,
  value: unknown,
  nodes: readonly SchemaNode[],
): string {
  switch (issue.code) {
    case 'invalid_type':
      return (
        numberReason(nodes) ?? `must be ${TYPES[issue.expected] ?? `of type ${issue.expected}`}`
      );
    case 'too_small':
    case 'too_big':
      return sizeReason(issue, nodes) ?? issue.message;
    case 'not_multiple_of':
      return numberReason(nodes) ?? `must be a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return choiceReason(value, issue.values.map(String));
    case 'invalid_union':
      return choiceReason(value, [
        ...new Set(nodes.flatMap((node) => (node.const === undefined ? [] : [String(node.const)]))),
      ]);
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
};

/** Bounds beyond this are only those of the number type, and messages leave them out. */
const BOUND_MAX = 1e15;

/**
 * Says what a number must be, with its range. Returns `undefined` where the place is not a number
 * or has alternatives.
 */
function numberReason(nodes: readonly SchemaNode[]): string | undefined {
  const [node, ...others] = nodes;
  if (
    node === undefined ||
    others.length > 0 ||
    (node.type !== 'number' && node.type !== 'integer')
  )
    return undefined;
  const { minimum, exclusiveMinimum, maximum, multipleOf } = node;
  const parts = [`must be a ${node.type === 'integer' ? 'whole number' : 'number'}`];
  if (exclusiveMinimum !== undefined) parts.push(`above ${inWords(exclusiveMinimum)}`);
  else if (minimum !== undefined && minimum > -BOUND_MAX) parts.push(`from ${inWords(minimum)}`);
  if (maximum !== undefined && maximum < BOUND_MAX)
    parts.push(
      `${parts.length > 1 && exclusiveMinimum === undefined ? 'to' : 'up to'} ${inWords(maximum)}`,
    );
  const multiple = multipleOf === undefined ? '' : `, a multiple of ${inWords(multipleOf)}`;
  return `${parts.join(' ')}${multiple}`;
}

const inWords = (bound: number): string =>
  bound.toLocaleString('en-US', { maximumFractionDigits: 20 });

function sizeReason(
  issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig,
  nodes: readonly SchemaNode[],
): string | undefined {
  const isLeast = issue.code === 'too_small';
  const bound = Number(isLeast ? issue.minimum : issue.maximum);
  const most = `${isLeast ? 'at least' : 'at most'} ${inWords(bound)}`;
  if (issue.origin === 'string')
    return isLeast && bound === 1 ? 'must not be empty' : `must have ${most} characters`;
  if (issue.origin === 'array') return `must have ${most} ${bound === 1 ? 'item' : 'items'}`;
  if (issue.origin !== 'number' && issue.origin !== 'int') return undefined;
  const beyond = isLeast ? 'above' : 'below';
  return (
    numberReason(nodes) ??
    `must be ${issue.inclusive === false ? `${beyond} ${inWords(bound)}` : most}`
  );
}

function choiceReason(value: unknown, names: readonly string[]): string {
  const near = typeof value === 'string' ? nearestName(value, names) : undefined;
  if (near !== undefined) return `did you mean '${near}'?`;
  return names.length === 1 ? `must be ${names[0]}` : `must be one of ${names.join(', ')}`;
}

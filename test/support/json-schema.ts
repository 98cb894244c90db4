/** The part of JSON Schema that the published schemas use. */
export type JsonSchema = Readonly<Record<string, unknown>>;

type Check = (value: unknown, operand: never, schema: JsonSchema) => boolean;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const number = (holds: (value: number, bound: number) => boolean): Check => {
  return (value, bound) => typeof value !== 'number' || holds(value, bound);
};

const TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  object: isObject,
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  number: (value) => typeof value === 'number',
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
};

/**
 * The demand of each keyword on a value. By the standard, a keyword applies only to values of its
 * type.
 */
const CHECKS: Readonly<Record<string, Check>> = {
  type: (value, name) => TYPES[name]!(value),
  enum: (value, names: unknown[]) => names.includes(value),
  const: (value, only) => value === only,
  minimum: number((value, bound) => value >= bound),
  maximum: number((value, bound) => value <= bound),
  exclusiveMinimum: number((value, bound) => value > bound),
  multipleOf: number((value, unit) => value % unit === 0),
  minLength: (value, least: number) => typeof value !== 'string' || [...value].length >= least,
  maxLength: (value, most: number) => typeof value !== 'string' || [...value].length <= most,
  pattern: (value, pattern: string) =>
    typeof value !== 'string' || new RegExp(pattern, 'u').test(value),
  minItems: (value, least: number) => !Array.isArray(value) || value.length >= least,
  maxItems: (value, most: number) => !Array.isArray(value) || value.length <= most,
  items: (value, each: JsonSchema) =>
    !Array.isArray(value) || value.every((item) => accepts(each, item)),
  required: (value, names: string[]) =>
    !isObject(value) || names.every((name) => Object.hasOwn(value, name)),
  properties: (value, fields: Record<string, JsonSchema>) =>
    !isObject(value) ||
    Object.entries(fields).every(
      ([name, field]) => !Object.hasOwn(value, name) || accepts(field, value[name]),
    ),
  additionalProperties: (value, others: false | JsonSchema, { properties = {} }) =>
    !isObject(value) ||
    Object.entries(value).every(
      ([name, of]) =>
        Object.hasOwn(properties as object, name) || (others !== false && accepts(others, of)),
    ),
  propertyNames: (value, name: JsonSchema) =>
    !isObject(value) || Object.keys(value).every((key) => accepts(name, key)),
  anyOf: (value, forms: JsonSchema[]) => forms.some((form) => accepts(form, value)),
  oneOf: (value, forms: JsonSchema[]) => forms.filter((form) => accepts(form, value)).length === 1,
};

/** Keywords that describe a schema and demand nothing of a value. */
const REMARKS = new Set(['$schema', 'title', 'description']);

/**
 * Whether a schema accepts a value, by a plain reading of the standard. Throws at an unknown
 * keyword.
 */
export function accepts(schema: JsonSchema, value: unknown): boolean {
  return Object.entries(schema).every(([keyword, operand]) => {
    if (REMARKS.has(keyword)) return true;
    const check = CHECKS[keyword];
    if (check === undefined)
      throw new Error(`test/support/json-schema: keyword ${keyword} is not known`);
    return check(value, operand as never, schema);
  });
}

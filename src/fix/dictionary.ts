import { assert } from '../base/input-error.js';
import { type FixVersion, FORMAT_TAGS, VALUE_TAGS, ValueFormat, VERSION_TABLES } from './tables.js';
import { typeCode } from './tags.js';

/** Places of tags that are no part of a body. */
export const FieldSection = { BODY: 0, HEADER: 1, TRAILER: 2 } as const;

/** The fields of a body, or the members of a repeating group, with their places in the order. */
export interface Shape {
  /** For each tag, its place, from 1; 0 when it does not belong here. */
  readonly places: Int16Array;
  /** The tags in order. */
  readonly tags: readonly number[];
  readonly required: readonly number[];
  /** The groups by the tag of their count, and which tags are such. */
  readonly groups: ReadonlyMap<number, Shape>;
  readonly hasGroup: Uint8Array;
}

/** What one version of FIX defines, for as much of it as SMARS uses. */
export interface Dictionary {
  readonly version: FixVersion;
  readonly beginString: string;
  /** The highest tag that the version defines. */
  readonly tagMax: number;
  /** Header, body or trailer, by tag. */
  readonly sections: Uint8Array;
  /** The format of a tag's value. */
  readonly formats: Uint8Array;
  /** The values that a field may have. A tag that is not here may have any. */
  readonly values: ReadonlyMap<number, ReadonlySet<string>>;
  /** By tag: 0 when any value is right, else which part of `codes` is its own, from 1. */
  readonly codeParts: Uint8Array;
  /** For each part and each byte: 1 when the byte alone is a value. */
  readonly codes: Uint8Array;
  readonly header: Shape;
  /** The bodies by the code of their message type. */
  readonly messages: ReadonlyMap<number, Shape>;
  /** The codes of all message types of the version. */
  readonly types: ReadonlySet<number>;
}

/** Every table that is looked up by a tag has so many places. */
export const TAG_TABLE = 1024;
/** Every part of `codes` has so many bytes. */
export const CODES = 256;

const made = new Map<FixVersion, Dictionary>();

/** Returns the dictionary of a version; it is made once. */
export function dictionaryOf(version: FixVersion): Dictionary {
  let dictionary = made.get(version);
  if (dictionary === undefined) {
    dictionary = makeDictionary(version);
    made.set(version, dictionary);
  }
  return dictionary;
}

function makeDictionary(version: FixVersion): Dictionary {
  const table = VERSION_TABLES[version];
  const header = parseShape(table.header);
  const sections = new Uint8Array(TAG_TABLE);
  for (const tag of allTags(header)) sections[tag] = FieldSection.HEADER;
  for (const tag of parseShape(table.trailer).tags) sections[tag] = FieldSection.TRAILER;
  const formats = new Uint8Array(TAG_TABLE);
  for (const [format, tags] of Object.entries(FORMAT_TAGS))
    for (const tag of numbers(tags)) formats[tag] = ValueFormat[format as keyof typeof ValueFormat];
  // SettlType of 4.4 may be a tenor.
  if (version === '4.4') formats[63] = ValueFormat.TEXT;
  const values = new Map<number, ReadonlySet<string>>();
  for (const [tag, text] of Object.entries(VALUE_TAGS[version]))
    values.set(Number(tag), new Set(text.split(' ')));
  const codeParts = new Uint8Array(TAG_TABLE);
  const codes = new Uint8Array((values.size + 1) * CODES);
  for (const [place, [tag, known]] of [...values].entries()) {
    codeParts[tag] = place + 1;
    for (const value of known)
      if (value.length === 1) codes[(place + 1) * CODES + value.charCodeAt(0)] = 1;
  }
  const messages = new Map<number, Shape>();
  for (const [type, text] of Object.entries(table.messages))
    messages.set(typeCode(type), parseShape(text));
  const types = new Set(table.types.split(' ').map(typeCode));
  return {
    version,
    beginString: table.beginString,
    tagMax: table.tagMax,
    sections,
    formats,
    values,
    codeParts,
    codes,
    header,
    messages,
    types,
  };
}

const numbers = (text: string): number[] =>
  text === '' ? [] : text.split(' ').map((each) => Number(each));

function* allTags(shape: Shape): Generator<number> {
  yield* shape.tags;
  for (const group of shape.groups.values()) yield* allTags(group);
}

/** Reads `11! 78{79 80} 55`: tags, required ones marked, groups with their members. */
function parseShape(text: string): Shape {
  const tokens = text.match(/\d+!?|[{}]/g) ?? [];
  let at = 0;
  const parse = (): Shape => {
    const places = new Int16Array(TAG_TABLE);
    const tags: number[] = [];
    const required: number[] = [];
    const groups = new Map<number, Shape>();
    for (; at < tokens.length && tokens[at] !== '}'; at++) {
      const token = tokens[at]!;
      if (token === '{') {
        at++;
        groups.set(tags.at(-1)!, parse());
        continue;
      }
      const tag = Number.parseInt(token, 10);
      assert(places[tag] === 0, `dictionary: tag ${tag} twice in ${text}`);
      tags.push(tag);
      places[tag] = tags.length;
      if (token.endsWith('!')) required.push(tag);
    }
    const hasGroup = new Uint8Array(TAG_TABLE);
    for (const tag of groups.keys()) hasGroup[tag] = 1;
    return { places, tags, required, groups, hasGroup };
  };
  return parse();
}
